"""What speaks for either side of a pair, as shapes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChooseLine:
    """A reason without a full stop, and the anchor of the row that states it."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Why one would take this side; without lines, no stated fact speaks for it alone."""

    letter: str
    name: str
    lines: tuple[ChooseLine, ...]
