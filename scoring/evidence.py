"""Gathers what the formula may see: one reading for every artifact and signal, and the integers made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db import connection

from scoring.days import age_days, last_day
from scoring.formula import normalize
from scoring.formula.profile import Floats, Integers
from scoring.methodology import Kind, Methodology, Signal
from scoring.readings import Reading, State, Subject, read
from scoring.rollup import read_family
from scoring.subjects import families_read, subjects_read


@dataclass(frozen=True)
class Evidence:
    """Readings of n artifacts of one kind, and the integers made of them, shape (n, signals).

    `noises` (n, signals) is the error of a figure that brings its own, in values 0..1; NaN for all others.
    """

    subjects: list[Subject]
    readings: list[list[Reading]]
    values: Integers
    reliabilities: Integers
    noises: Floats


def evidence_gather(
    methodology: Methodology, kind: Kind, *, first_id: int, last_id: int, as_of: date, ids: Sequence[int] | None = None
) -> Evidence:
    """Read and normalize the listed artifacts of a kind with ids in the closed range, or those named, as of that day.

    Two queries; five more where the range holds a family with members, which are read wherever their ids lie.
    """
    subjects = subjects_read(methodology, kind, first_id=first_id, last_id=last_id, as_of=as_of, ids=ids)
    families = families_read(methodology, kind, subjects, as_of=as_of)
    signals = methodology.signals_of(kind)
    readings = [
        [
            read_family(methodology, signal, family, as_of=as_of)
            if (family := families.get(subject.artifact_id))
            else read(methodology, signal, subject)
            for signal in signals
        ]
        for subject in subjects
    ]
    values = np.zeros((len(subjects), len(signals)), dtype=np.int64)
    reliabilities, noises = np.zeros_like(values), np.full(values.shape, np.nan)
    for column, signal in enumerate(signals):
        column_readings = [row[column] for row in readings]
        values[:, column] = normalize.quantise(_values(signal, column_readings))
        reliabilities[:, column] = normalize.quantise(_reliabilities(signal, column_readings, as_of))
        if signal.reading == "latent":
            noises[:, column] = [np.nan if reading.noise is None else reading.noise for reading in column_readings]
    _mark_stale(readings, reliabilities)
    return Evidence(subjects, readings, values, reliabilities, noises)


def id_ranges(*, size: int) -> list[tuple[int, int]]:
    """Closed ranges of ids that hold `size` artifacts each, the last one the rest; holes in the ids cost nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(id), max(id)
            FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS range FROM catalog_artifact) numbered
            GROUP BY range ORDER BY range
            """,
            [size],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def latest_observation() -> date:
    """The last day on which anything in the catalog was observed: the natural `as_of` of a run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(observed) FROM catalog_signal")
        latest = (cursor.fetchone() or (None,))[0]
    return last_day(latest) if latest else date(1970, 1, 1)


def _values(signal: Signal, readings: Iterable[Reading]) -> Floats:
    readings = list(readings)
    ready = np.array([0.0 if reading.value is None else reading.value for reading in readings])
    if signal.half_point is None:
        return ready
    raw = np.array([reading.raw or 0.0 for reading in readings])
    scaled = normalize.log_scale(raw, half_point=signal.half_point, knots=signal.knots)
    observed = np.array([reading.state is State.OBSERVED for reading in readings])
    return np.where(observed, scaled, 0.0)


def _reliabilities(signal: Signal, readings: Iterable[Reading], as_of: date) -> Floats:
    """Trust times the reading's own share; where it has none, times the freshness of its day."""
    readings = list(readings)
    ages = np.array([age_days(reading.observed, as_of=as_of) for reading in readings])
    fresh = normalize.freshness(ages, max_age_days=signal.max_age_days)
    shares = np.array([fresh[row] if reading.share is None else reading.share for row, reading in enumerate(readings)])
    trust = [
        0.0 if reading.state is State.UNKNOWN else 1.0 if reading.state is State.ABSENT else signal.trust
        for reading in readings
    ]
    reliabilities: Floats = shares * np.array(trust)
    return reliabilities


def _mark_stale(readings: list[list[Reading]], reliabilities: Integers) -> None:
    for row, column in np.argwhere(reliabilities == 0):
        reading = readings[row][column]
        if reading.state is State.OBSERVED:
            readings[row][column] = replace(reading, state=State.STALE, value=None, share=None)
