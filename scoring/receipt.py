"""The receipt of one score: what went in, what came out, and nothing that another machine would not have. Pure.

A receipt is one JSON document in canonical form: keys sorted, no spaces, UTF-8, integers of a millionth; figures that
are no such integers are the shortest decimal text of their IEEE double. Its address is the sha256 of these bytes.
`seals` holds, for every part and field, the start of a hash of its own, so that a changed field can be named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scoring.boards import LinkedBoard
from scoring.columns import Reading
from scoring.document import Component
from scoring.formula.profile import MICRO
from scoring.methodology import Kind, Methodology, Signal

FORMAT = "receipt-1"
# With the board results that a standing was made of, and the boards; all else is as in the first.
FORMAT_BOARDS = "receipt-2"
SEAL_DIGITS = 8


@dataclass(frozen=True, slots=True)
class StoredScore:
    """One row of a run as it is stored; the lists follow `Methodology.signals_of`, see `scoring.models.Score`."""

    slug: str
    kind: Kind
    as_of: date
    rated: bool
    score: int
    score_tenths: int
    own_coverage: int
    coverage: Sequence[int]
    values: Sequence[int]
    reliabilities: Sequence[int]
    points: Sequence[int]
    tenths: Sequence[int]
    component_tenths: Sequence[int]
    component_values: Sequence[int]
    readings: Sequence[Reading]
    results: Mapping[str, float] | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The canonical bytes and their sha256."""

    document: bytes
    sha256: str


def receipt_make(methodology: Methodology, score: StoredScore, sources: Mapping[int, tuple[str, str]]) -> Receipt:
    """Equal on every call for equal rows. `sources` gives key and version by the id that a reading names."""
    signals = methodology.signals_of(score.kind)
    readings, results = score.readings, score.results
    body: dict[str, Any] = {
        "format": FORMAT_BOARDS if results else FORMAT,
        "artifact": {"kind": score.kind, "slug": score.slug},
        "run": {"as_of": score.as_of.isoformat()},
        "methodology": {
            "version": methodology.version,
            "sha256": methodology.sha256,
            # Which function of scripts/verify_receipt.py recomputes it.
            "formula": methodology.formula,
            "rated_from": _micro(methodology.rated_from),
            "components": [component.key for component in methodology.components],
            "signals": [signal.key for signal in signals],
        },
        "components": {
            component.key: {
                "weight": _micro(component.weights[score.kind]),
                **_shrinkage(methodology, component, score.kind),
            }
            for component in methodology.components
        },
        "signals": {signal.key: {**_scale(signal), **_filling(methodology, signal)} for signal in signals},
        "inputs": {
            signal.key: _input(
                replace(readings[place], results=results if signal.reading == "latent" else None),
                score.values[place],
                score.reliabilities[place],
                signal,
                sources,
            )
            for place, signal in enumerate(signals)
        },
        "result": _result(score),
        **(_standing(methodology, results) if results else {}),
    }
    document = canonical({**body, "seals": seals(body)})
    return Receipt(document, hashlib.sha256(document).hexdigest())


def canonical(value: Any) -> bytes:
    """Keys sorted by code point, no spaces, characters as themselves."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seals(body: Mapping[str, Any]) -> dict[str, str]:
    """By part, the first digits of a sha256 for each of its fields, in the order of their names."""
    return {path: "".join(_seal(path, name, part[name]) for name in sorted(part)) for path, part in _parts(body)}


def numbers_digest(*, values: Sequence[int], reliabilities: Sequence[int], points: Sequence[int]) -> str:
    """What the history keeps of a receipt: the sha256 of its integers. `scoring.history` makes the same in SQL."""
    numbers = {"points": list(points), "reliabilities": list(reliabilities), "values": list(values)}
    return hashlib.sha256(canonical(numbers)).hexdigest()


def _seal(path: str, name: str, value: Any) -> str:
    return hashlib.sha256(canonical([path, name, value])).hexdigest()[:SEAL_DIGITS]


def _parts(body: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Parts are flat; the keyed ones are taken row by row."""
    for name in ("artifact", "run", "methodology", "result"):
        yield name, body[name]
    for name in ("components", "signals", "inputs", "boards", "scales"):
        for key, part in body.get(name, {}).items():
            yield f"{name}/{key}", part


def _standing(methodology: Methodology, results: Mapping[str, float]) -> dict[str, Any]:
    """The boards that list an artifact with these results, by `FAMILY/BOARD`, and the scales of their families."""
    boards: dict[str, Any] = {}
    scales: dict[str, Any] = {}
    for place, family in enumerate(methodology.task_families):
        listing = {f"{family.key}/{board.key}": board for board in family.boards if _lists(board, results)}
        if listing:
            boards |= {path: _board(board) for path, board in listing.items()}
            knots = [[decimal(theta), decimal(worth)] for theta, worth in family.knots]
            scales[family.key] = {"place": place, "knots": knots}
    return {"boards": boards, "scales": scales}


def _lists(board: LinkedBoard, results: Mapping[str, float]) -> bool:
    return any(test.weight > 0 and test.metric in results for test in board.tests)


def _board(board: LinkedBoard) -> dict[str, Any]:
    """What makes a theta of raw results; of each test that weighs something what `BoardTest` states, in its order."""
    numbers = ("location", "slope", "noise", "mean", "sd")
    tests = {test.metric: test for test in board.tests if test.weight > 0}
    return {
        "test_transform": board.test_transform,
        "figure_transform": board.figure_transform,
        **{name: decimal(getattr(board, name)) for name in numbers},
        "tests": {
            metric: [
                decimal(number)
                for number in (test.chance, test.maximum, test.weight, test.center, test.loading, test.noise)
            ]
            for metric, test in tests.items()
        },
    }


def _shrinkage(methodology: Methodology, component: Component, kind: Kind) -> dict[str, int]:
    """What the formula asks of a component: one prior for all signals, or only how fast the known replace theirs."""
    if methodology.formula == "draft":
        return {"prior": _micro(component.prior), "kappa": _micro(component.kappa)}
    return {"kappa": _micro(component.kappas[kind])}


def _filling(methodology: Methodology, signal: Signal) -> dict[str, int]:
    """What stands in for an unknown signal, under the formula that has it signal by signal."""
    if methodology.formula == "draft":
        return {}
    return {"prior": _micro(signal.prior or 0), "scale": _micro(signal.scale or 0)}


def _scale(signal: Signal) -> dict[str, Any]:
    """How a raw figure becomes a value, what it weighs and how far it is trusted. No `half_point`: used as it is."""
    return {
        "component": signal.component,
        "weight": _micro(signal.weight),
        "trust": _micro(signal.trust),
        "max_age_days": signal.max_age_days,
        "half_point": None if signal.half_point is None else decimal(signal.half_point),
        "knots": [[decimal(place), decimal(worth)] for place, worth in signal.knots],
        "own_evidence": not signal.counted_here and signal.component != "match_graph",
        "read_from": list(signal.metrics),
    }


def _input(
    reading: Reading, value: int, reliability: int, signal: Signal, sources: Mapping[int, tuple[str, str]]
) -> dict[str, Any]:
    """`share` replaces the freshness where a family's reading says how much of the trust it deserves.

    `results` are there where the reading is a standing on boards.
    """
    key, version = sources.get(reading.source_id or 0, ("", ""))
    return {
        "state": reading.state.value,
        "raw": None if reading.raw is None else decimal(reading.raw),
        "unit": signal.unit,
        "observed": reading.observed,
        "source": key,
        "source_version": version,
        "note": reading.note,
        "share": None if reading.share is None else decimal(reading.share),
        "value": value,
        "reliability": reliability,
        **({"results": {key: decimal(result) for key, result in reading.results.items()}} if reading.results else {}),
    }


def _result(score: StoredScore) -> dict[str, Any]:
    return {
        "rated": score.rated,
        "score": score.score,
        "score_tenths": score.score_tenths,
        "own_coverage": score.own_coverage,
        "coverage": list(score.coverage),
        "component_values": list(score.component_values),
        "component_tenths": list(score.component_tenths),
        "points": list(score.points),
        "tenths": list(score.tenths),
        "low": score.low if score.rated else None,
        "high": score.high if score.rated else None,
        "digest": numbers_digest(values=score.values, reliabilities=score.reliabilities, points=score.points),
    }


def _micro(share: float) -> int:
    return round(share * MICRO)


def decimal(number: float) -> str:
    """The shortest decimal text that reads back as the same IEEE double."""
    return repr(float(number))
