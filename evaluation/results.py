"""Board results and release facts of the fixtures, as arrays; no database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from common.jsonl import lines_read
from scoring.formula.equating import Scale, Transform
from scoring.formula.profile import Floats

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

# What guessing scores, where it follows from how a test is built: the number of options or of classes. TruthfulQA is
# scored by probability mass over answers of varying number, so that no level of chance follows; 0 is a mere shift.
# The second Open LLM Leaderboard publishes figures that are corrected already.
_OPEN_LLM_1 = {"arc": 25.0, "gsm8k": 0.0, "hellaswag": 25.0, "mmlu": 25.0, "truthfulqa": 0.0, "winogrande": 50.0}
_OPEN_LLM_2 = ("bbh", "gpqa", "ifeval", "math", "mmlu_pro", "musr")
_IMAGENET = {"imagenet": 1000, "imagenet-real": 1000, "imagenetv2-matched-frequency": 1000, "sketch": 1000}
_IMAGENET |= {"imagenet-a": 200, "imagenet-r": 200}
# Classes of the classification tasks; scored by accuracy.
_MTEB_CLASSES = {
    "AmazonCounterfactualClassification": 2,
    "Banking77Classification": 77,
    "ImdbClassification": 2,
    "MTOPDomainClassification": 11,
    "MassiveIntentClassification": 60,
    "MassiveScenarioClassification": 18,
    "ToxicConversationsClassification": 2,
    "TweetSentimentExtractionClassification": 3,
}


@dataclass(frozen=True)
class BoardResults:
    """Raw results (n artifacts, tests) of one board, NaN where not run, and how they become a figure."""

    key: str
    family: str
    slugs: tuple[str, ...]
    scales: tuple[Scale, ...]
    raw: Floats
    test_transform: Transform
    figure_transform: Transform
    weighting: str = "equal"


@dataclass(frozen=True)
class Facts:
    """What is known of an artifact besides results: baselines of the comparison, and the year for strata."""

    year: int | None
    released: float | None
    parameters: float | None
    likes: float | None
    downloads: float | None


@dataclass(frozen=True)
class Catalog:
    """All boards of the fixtures by key, facts by slug, and how often figures of a vendor stand beside a board's."""

    boards: dict[str, BoardResults]
    facts: dict[str, Facts]
    raw: dict[str, dict[str, float]]


def catalog_read() -> Catalog:
    """Read the fixtures. Of one metric's figures of an artifact the latest counts, of a day's the last listed."""
    latest: dict[str, dict[str, tuple[str, float]]] = defaultdict(dict)
    for _, line in lines_read(FIXTURES / "signals.jsonl.zst"):
        signal = orjson.loads(line)
        if signal["value"] is None:
            continue
        name, slug, observed = signal["name"], signal["artifact_slug"], signal.get("observed_at") or ""
        if slug not in latest[name] or latest[name][slug][0] <= observed:
            latest[name][slug] = (observed, float(signal["value"]))
    raw = {name: {slug: value for slug, (_, value) in found.items()} for name, found in latest.items()}
    facts = {}
    for _, line in lines_read(FIXTURES / "catalog.jsonl.zst"):
        artifact = orjson.loads(line)
        facts[artifact["slug"]] = _facts(artifact, raw)
    return Catalog(boards=_boards(raw), facts=facts, raw=raw)


def _facts(artifact: dict[str, Any], raw: dict[str, dict[str, float]]) -> Facts:
    released = artifact.get("released") or ""
    slug = artifact["slug"]
    parameters = artifact.get("facts", {}).get("parameters")
    return Facts(
        year=int(released[:4]) if released else None,
        released=_as_number(released) if released else None,
        parameters=float(parameters) if parameters else None,
        likes=raw["hf_likes"].get(slug),
        downloads=raw["hf_downloads_30d"].get(slug),
    )


def _as_number(released: str) -> float:
    """Years, with the part of the year where the source gives it."""
    year, month, day = ([int(part) for part in released.split("-")] + [1, 1])[:3]
    return year + (month - 1) / 12 + (day - 1) / 366


def _boards(raw: dict[str, dict[str, float]]) -> dict[str, BoardResults]:
    tasks = sorted(name for name in raw if name.startswith("mteb_eng:") and not name.endswith("mean_of_41_tasks"))
    percent = 100.0
    found = [
        _board(raw, "open_llm_v1", "text", [Scale(f"open_llm_v1:{t}", c, percent) for t, c in _OPEN_LLM_1.items()]),
        _board(raw, "open_llm_v2", "text", [Scale(f"open_llm_v2:{test}", 0.0, percent) for test in _OPEN_LLM_2]),
        _board(raw, "lmarena_text", "text", [Scale("lmarena_text:score")], figure="identity"),
        _board(raw, "lmarena_vision", "text", [Scale("lmarena_vision:score")], figure="identity"),
        _board(raw, "aider_edit", "text", [Scale("aider_edit:pass_rate", 0.0, percent)]),
        _board(raw, "aider_polyglot", "text", [Scale("aider_polyglot:pass_rate", 0.0, percent)]),
        _board(raw, "mteb_eng", "embedding", [_mteb_scale(task) for task in tasks]),
        _board(
            raw,
            "timm",
            "vision",
            [Scale(f"timm:{test}:top1", percent / classes, percent) for test, classes in _IMAGENET.items()],
            test="logit",
            figure="identity",
            weighting="precision",
        ),
    ]
    return {board.key: board for board in found}


def _mteb_scale(metric: str) -> Scale:
    classes = _MTEB_CLASSES.get(metric.partition(":")[2])
    return Scale(metric, 1 / classes if classes else 0.0, 1.0)


def _board(
    raw: dict[str, dict[str, float]],
    key: str,
    family: str,
    scales: list[Scale],
    *,
    test: Transform = "identity",
    figure: Transform = "logit",
    weighting: str = "equal",
) -> BoardResults:
    slugs = sorted(set().union(*(raw[scale.metric] for scale in scales)))
    values = [[raw[scale.metric].get(slug, np.nan) for scale in scales] for slug in slugs]
    return BoardResults(key, family, tuple(slugs), tuple(scales), np.array(values), test, figure, weighting)
