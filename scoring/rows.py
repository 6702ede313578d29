"""Finished rows of a batch, as the block that COPY takes: made of whole columns, in the order of `COLUMNS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from common.columns import Field, array_bytes, block
from scoring.columns import LETTERS, Readings
from scoring.evidence import Evidence
from scoring.formula.bands import sd_classes
from scoring.formula.digests import row_digests
from scoring.formula.filling import Mask
from scoring.formula.intervals import NORMAL_90, Intervals
from scoring.formula.profile import Floats, Integers
from scoring.formula.scores import Scores

COLUMNS = (
    *("run_id", "since_run", "artifact_id", "kind", "slug", "folded", "rated", "rank_key"),
    *("score", "score_tenths", "own_coverage", "coverage", "values", "reliabilities"),
    *("points", "tenths", "component_tenths", "component_values"),
    *("low", "high", "sd_evidence", "sd_method", "width", "component_sds", "sd_class", "digest"),
    *("states", "raws", "days", "source_ids", "notes", "shares", "results"),
)


@dataclass(frozen=True)
class Result:
    """What the formula made of n artifacts of one kind; `rated` and `folded` (n,)."""

    kind: str
    evidence: Evidence
    scores: Scores
    between: Intervals | None
    rated: Mask
    folded: Mask


def result_digests(result: Result) -> list[bytes]:
    """Of each row what the formula made of it. Readings are left out: they name sources by the ids of one database."""
    evidence, scores, between = result.evidence, result.scores, result.between
    words = [
        f"{slug} {result.kind} {int(rated)} {int(folded)}"
        for slug, rated, folded in zip(evidence.subjects.slugs, result.rated, result.folded, strict=True)
    ]
    numbers = [
        scores.total,
        scores.own_coverage,
        scores.coverage,
        evidence.values,
        evidence.reliabilities,
        scores.row_points,
        scores.row_tenths,
        scores.component_values,
    ]
    if between is not None:
        numbers += [between.low, between.high, between.sd_evidence, between.sd_method, between.component_sds]
    return row_digests(words, *numbers)


def rows_block(result: Result, digests: Sequence[bytes], *, run_id: int, since_run: int) -> bytes:
    """Integers of a millionth fit 32 bits, tenths of a point 16."""
    evidence, scores, count = result.evidence, result.scores, len(result.evidence.subjects)
    fields: list[Field] = [
        np.full(count, run_id, dtype=np.int64),
        np.full(count, since_run, dtype=np.int64),
        evidence.subjects.ids,
        [result.kind.encode()] * count,
        [slug.encode() for slug in evidence.subjects.slugs],
        result.folded,
        result.rated,
        _int4(np.where(result.rated, -scores.total, 1)),
        _int4(scores.total),
        _int2(scores.total_tenths),
        _int4(scores.own_coverage),
        _int4(scores.coverage),
        _int4(evidence.values),
        _int4(evidence.reliabilities),
        _int4(scores.row_points),
        _int2(scores.row_tenths),
        _int2(scores.component_tenths),
        _int4(scores.component_values),
        *_interval(result.between),
        _int2(_sd_classes(result.between, count)),
        digests,
        *_readings(evidence.readings),
    ]
    return block(fields, rows=count)


def _interval(between: Intervals | None) -> Sequence[Field]:
    if between is None:
        return (None,) * 6
    return (
        _int4(between.low),
        _int4(between.high),
        _int4(between.sd_evidence),
        _int4(between.sd_method),
        between.widths,
        _int4(between.component_sds),
    )


def _sd_classes(between: Intervals | None, count: int) -> Integers:
    """An interval that must be wider than a normal one stands for a larger deviation; -1 without intervals."""
    if between is None:
        return np.full(count, -1, dtype=np.int64)
    return sd_classes(np.rint(between.sd_evidence * between.widths / NORMAL_90))


def _readings(readings: Readings) -> Sequence[Field]:
    """As `scoring.columns.stored_readings` reads them. A note is a line, so it keeps no line break."""
    letters = np.frombuffer(LETTERS.encode(), dtype=np.uint8)[readings.states]
    return (
        [row.tobytes() for row in letters],
        readings.raws,
        readings.days,
        _int4(readings.sources),
        [_lines(notes) for notes in readings.notes.tolist()],
        [_shares(row) for row in readings.shares],
        [_results(row) for row in readings.results.tolist()],
    )


def _shares(row: Floats) -> bytes | None:
    return None if np.isnan(row).all() else array_bytes(row)


def _results(row: Sequence[Mapping[str, float] | None]) -> bytes | None:
    """As jsonb of version 1; a row has one standing at most."""
    results = next(filter(None, row), None)
    return b"\x01" + orjson.dumps(results) if results else None


def _lines(notes: Sequence[str]) -> bytes:
    text = "\n".join(notes)
    if text.count("\n") >= len(notes):
        text = "\n".join(note.replace("\n", " ") for note in notes)
    return text.encode()


def _int4(numbers: Integers) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return numbers.astype(np.int32)


def _int2(numbers: Integers) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return numbers.astype(np.int16)
