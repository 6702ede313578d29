"""Who is ahead, by how much, on what it rests, or why nobody can say. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.points import Points

Outcome = Literal["different_kinds", "not_enough", "different_jobs", "too_close", "ahead"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the anchor of the row that it rests on (may be empty)."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rated side's place among the sides of one kind."""

    place: int
    letter: str
    name: str
    score: Points


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `winner` is a letter, only with the outcome "ahead"; `margin` is set whenever scores compare.

    `standings` lists the rated sides of one kind by score, empty across kinds and jobs.
    """

    outcome: Outcome
    headline: str
    winner: str | None
    margin: Points | None
    reasons: tuple[Reason, ...]
    caveats: tuple[Reason, ...]
    standings: tuple[Standing, ...]
