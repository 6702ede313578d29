"""Readings: one of them as an object, those of many artifacts as arrays, and how a stored row keeps its own. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.days import Days, number_of, partial_of
from scoring.formula.profile import Floats, Integers

Objects = npt.NDArray[np.object_]


class State(StrEnum):
    """What is known of a signal. Only the first two carry weight; the others leave it to the prior."""

    OBSERVED = "observed"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    STALE = "stale"


# In arrays a state is its place in this order, in a stored row its first letter.
STATES = tuple(State)
LETTERS = "".join(state[0] for state in STATES)
OBSERVED, ABSENT, UNKNOWN_STATE, STALE = range(len(STATES))


@dataclass(frozen=True, slots=True)
class Reading:
    """One raw figure. `value` is set when the figure needs no scale; `note` names what it was read from.

    `share` says how much of the signal's trust it deserves, 0 to 1; left out, that follows from the age of `observed`.
    `noise` is the figure's own error in values 0..1, where it brings one, and `results` the raw results by test that a
    standing on boards was made of.
    """

    state: State
    raw: float | None = None
    observed: str = ""
    source_id: int | None = None
    note: str = ""
    value: float | None = None
    share: float | None = None
    noise: float | None = None
    results: Mapping[str, float] | None = None


UNKNOWN = Reading(State.UNKNOWN)


@dataclass(frozen=True)
class Readings:
    """Readings as arrays of one shape: (n,) of one signal, (n, signals) of a batch.

    What a `Reading` leaves out is NaN, 0, an empty text or None here; `days` are numbers as in `scoring.days`.
    """

    states: npt.NDArray[np.int8]
    raws: Floats
    days: Days
    sources: Integers
    notes: Objects
    values: Floats
    shares: Floats
    noises: Floats
    results: Objects

    @classmethod
    def unknown(cls, shape: int | tuple[int, ...]) -> Readings:
        return cls(
            states=np.full(shape, UNKNOWN_STATE, dtype=np.int8),
            raws=np.full(shape, np.nan),
            days=np.zeros(shape, dtype=np.int32),
            sources=np.zeros(shape, dtype=np.int64),
            notes=np.full(shape, "", dtype=object),
            values=np.full(shape, np.nan),
            shares=np.full(shape, np.nan),
            noises=np.full(shape, np.nan),
            results=np.full(shape, None, dtype=object),
        )

    @classmethod
    def stack(cls, columns: Sequence[Readings]) -> Readings:
        """(n, signals) of one (n,) for each signal."""
        return cls(*(np.stack([getattr(each, field.name) for each in columns], axis=1) for field in fields(cls)))

    def rows(self, chosen: Any) -> Readings:
        return Readings(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def at(self, place: Any) -> Reading:
        """The reading at a place of the arrays."""
        return Reading(
            state=STATES[self.states[place]],
            raw=_number(self.raws[place]),
            observed=partial_of(int(self.days[place])),
            source_id=int(self.sources[place]) or None,
            note=self.notes[place],
            value=_number(self.values[place]),
            share=_number(self.shares[place]),
            noise=_number(self.noises[place]),
            results=self.results[place],
        )

    def put(self, places: Any, readings: Sequence[Reading]) -> None:
        """Set one reading at each of so many places, which name them as numpy does."""
        self.states[places] = [STATES.index(each.state) for each in readings]
        self.raws[places] = [_or_nan(each.raw) for each in readings]
        self.days[places] = [number_of(each.observed) for each in readings]
        self.sources[places] = [each.source_id or 0 for each in readings]
        self.notes[places] = [each.note for each in readings]
        self.values[places] = [_or_nan(each.value) for each in readings]
        self.shares[places] = [_or_nan(each.share) for each in readings]
        self.noises[places] = [_or_nan(each.noise) for each in readings]
        self.results[places] = [each.results for each in readings]


def stored_readings(
    *,
    states: str,
    raws: Sequence[float],
    days: Sequence[int],
    source_ids: Sequence[int],
    notes: str,
    shares: Sequence[float] | None,
) -> list[Reading]:
    """The readings of one stored row: see `scoring.models.Score`.

    `value` and `noise` are not kept, `results` beside them.
    """
    columns: Iterable[tuple[str, float, int, int, str, float]] = zip(
        states, raws, days, source_ids, notes.split("\n"), shares or [np.nan] * len(states), strict=True
    )
    return [
        Reading(
            state=STATES[LETTERS.index(letter)],
            raw=_number(raw),
            observed=partial_of(day),
            source_id=source_id or None,
            note=note,
            share=_number(share),
        )
        for letter, raw, day, source_id, note, share in columns
    ]


def _number(value: float) -> float | None:
    """None for NaN, which alone is not itself."""
    return float(value) if value == value else None  # noqa: PLR0124


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
