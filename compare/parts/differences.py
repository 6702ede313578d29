"""Shapes of why scores differ and of what would change one. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.points import Points


@dataclass(frozen=True, slots=True)
class Basis:
    """What one side's number was read from: a sentence with the raw figure, and its source where it has one."""

    text: str
    source_name: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """What one component or row adds to the difference: positive speaks for the first side."""

    key: str
    label: str
    component: str
    first: Points
    second: Points
    difference: Points
    anchor: str
    first_basis: Basis
    second_basis: Basis


@dataclass(frozen=True, slots=True)
class Differences:
    """Why two scores of one kind differ: rows by size, summing exactly to `total`. `components` sum to it as well."""

    first: str
    second: str
    total: Points
    components: tuple[DifferenceRow, ...]
    rows: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A row that would move a score. `points` up or down for an unknown one, up for a known one at its next mark.

    `doubt_percent` is the part of what is uncertain about the score that would be gone; None for a known one.
    """

    key: str
    label: str
    component: str
    anchor: str
    points: Points
    doubt_percent: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change one side's score: unknown rows by how much doubt they carry, known ones by their next mark."""

    letter: str
    name: str
    anchor: str
    unknown: tuple[ChangeRow, ...]
    known: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One bar of the picture of a score: from the sum before it to the sum with it.

    `left` and `width` are percent of the picture, `top` its pixels from above; `component` names its part of the score.
    """

    label: str
    component: str
    points: Points
    left: float
    width: float
    top: int


@dataclass(frozen=True, slots=True)
class Contributions:
    """A score as steps from the starting values, where everybody starts, to the total.

    The picture runs from `low` to `high` points and is `height` pixels high; its last row begins at `last`.
    """

    anchor: str
    name: str
    start: Points
    start_at: float
    total: Points
    total_at: float
    low: int
    high: int
    last: int
    height: int
    steps: tuple[Contribution, ...]
