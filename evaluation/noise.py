"""How far a figure moves while nobody looks: the drift of likes and downloads between dates, on their own scale."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import orjson

from common.jsonl import lines_read
from evaluation.results import FIXTURES
from scoring.formula.normalize import log_scale
from scoring.methodology import methodology_get

WANTED = ("hf_likes", "hf_downloads_30d")


def drift() -> list[dict[str, Any]]:
    """Root mean square of the change in value 0..1 between two dates of one artifact, by the years between them."""
    kinds = {}
    for _, line in lines_read(FIXTURES / "catalog.jsonl.zst"):
        artifact = orjson.loads(line)
        kinds[artifact["slug"]] = artifact["type"]
    series: dict[tuple[str, str], dict[float, float]] = defaultdict(dict)
    for _, line in lines_read(FIXTURES / "signals.jsonl.zst"):
        signal = orjson.loads(line)
        if signal["name"] in WANTED and signal["value"] is not None and signal["observed_at"]:
            year, month = [int(part) for part in (signal["observed_at"] + "-01").split("-")[:2]]
            series[signal["name"], signal["artifact_slug"]][year + (month - 1) / 12] = float(signal["value"])
    changes: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for (name, slug), figures in series.items():
        dates = sorted(figures)
        for number, first in enumerate(dates):
            for second in dates[number + 1 :]:
                values = _values(kinds[slug], name, np.array([figures[first], figures[second]]))
                changes[kinds[slug], name, _span(second - first)].append(float(values[1] - values[0]))
    return [
        {
            "kind": kind,
            "signal": name,
            "apart": span,
            "n": len(found),
            "mean": round(float(np.mean(found)), 3),
            "rms_around_mean": round(float(np.std(found)), 3),
        }
        for (kind, name, span), found in sorted(changes.items())
        if len(found) >= 20
    ]


def _span(years: float) -> str:
    return "under 6 months" if years < 0.5 else "6 to 18 months" if years < 1.5 else "over 18 months"


def _values(kind: str, name: str, raw: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, Any]:
    signal = next(each for each in methodology_get().signals_of(kind) if each.key == name)
    return log_scale(raw, half_point=signal.half_point or 1.0, knots=signal.knots)
