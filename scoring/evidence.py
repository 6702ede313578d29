"""Gathers what the formula may see: one reading for every artifact and signal, and the integers made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection

from scoring.columns import ABSENT, OBSERVED, STALE, UNKNOWN_STATE, Readings
from scoring.days import ages, last_day
from scoring.figures import Subjects
from scoring.formula import normalize
from scoring.formula.profile import Floats, Integers
from scoring.methodology import Kind, Methodology, Signal
from scoring.readings import readings
from scoring.rollup import read_family
from scoring.subjects import families_read, subjects_read


@dataclass(frozen=True)
class Evidence:
    """Readings (n, signals) of n artifacts of one kind, and the integers made of them, of the same shape.

    `noises` is the error of a figure that brings its own, in values 0..1; NaN for all others.
    """

    subjects: Subjects
    readings: Readings
    values: Integers
    reliabilities: Integers

    @property
    def noises(self) -> Floats:
        return self.readings.noises


def evidence_gather(
    methodology: Methodology, kind: Kind, *, first_id: int, last_id: int, as_of: date, ids: Sequence[int] | None = None
) -> Evidence:
    """Read and normalize the listed artifacts of a kind with ids in the closed range, or those named, as of that day.

    Two queries; five more where the range holds a family with members, which are read wherever their ids lie.
    """
    subjects = subjects_read(methodology, kind, first_id=first_id, last_id=last_id, as_of=as_of, ids=ids)
    families = families_read(methodology, kind, subjects, as_of=as_of)
    signals = methodology.signals_of(kind)
    found = Readings.stack([readings(methodology, signal, subjects) for signal in signals])
    for family in families.values():
        rolled = [read_family(methodology, signal, family, as_of=as_of) for signal in signals]
        found.put((family.subject.row, slice(None)), rolled)
    values, reliabilities = np.zeros(found.states.shape), np.zeros(found.states.shape)
    since = ages(found.days, as_of=as_of)
    for column, signal in enumerate(signals):
        own = found.rows((slice(None), column))
        values[:, column] = _values(signal, own)
        reliabilities[:, column] = _reliabilities(signal, own, since[:, column])
    evidence = Evidence(subjects, found, normalize.quantise(values), normalize.quantise(reliabilities))
    _mark_stale(evidence)
    return evidence


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


def _values(signal: Signal, own: Readings) -> Floats:
    if signal.half_point is None:
        return np.nan_to_num(own.values)
    scaled = normalize.log_scale(np.nan_to_num(own.raws), half_point=signal.half_point, knots=signal.knots)
    return np.where(own.states == OBSERVED, scaled, 0.0)


def _reliabilities(signal: Signal, own: Readings, ages: Floats) -> Floats:
    """Trust times the reading's own share; where it has none, times the freshness of its day."""
    fresh = normalize.freshness(ages, max_age_days=signal.max_age_days)
    shares = np.where(np.isnan(own.shares), fresh, own.shares)
    trust = np.select([own.states == UNKNOWN_STATE, own.states == ABSENT], [0.0, 1.0], signal.trust)
    reliabilities: Floats = shares * trust
    return reliabilities


def _mark_stale(evidence: Evidence) -> None:
    found = evidence.readings
    stale = (evidence.reliabilities == 0) & (found.states == OBSERVED)
    found.states[stale], found.values[stale], found.shares[stale] = STALE, np.nan, np.nan
