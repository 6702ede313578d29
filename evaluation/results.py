"""Board results and release facts of the fixtures, as arrays; no database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from common.jsonl import lines_read
from scoring.formula.latent import BoardResults
from scoring.methodology import LinkedBoard, methodology_get

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


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
    """The boards of the methodology in force, with its levels of chance and ways to make a figure."""
    return {
        board.key: _board(raw, family.key, board)
        for family in methodology_get().task_families
        for board in family.boards
    }


def _board(raw: dict[str, dict[str, float]], family: str, board: LinkedBoard) -> BoardResults:
    slugs = sorted(set().union(*(raw[test.metric] for test in board.tests)))
    values = [[raw[test.metric].get(slug, np.nan) for test in board.tests] for slug in slugs]
    return BoardResults(
        key=board.key,
        family=family,
        slugs=tuple(slugs),
        scales=board.scales,
        raw=np.array(values),
        test_transform=board.test_transform,
        figure_transform=board.figure_transform,
        weighting=board.weighting,
    )
