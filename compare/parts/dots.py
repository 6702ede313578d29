"""Figures of one unit as dots on one scale: a row a test, a dot a figure, with the letter of its side. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

ROW_HEIGHT = 40
AXIS_HEIGHT = 22
TICKS = 5
# Pixels from the top of a row to its line; percent of the scale that a dot takes where the picture is narrowest.
LINE = 27
LIFT = 9
TOO_NEAR = 5.5
# Steps that people count in.
STEPS = (1, 2, 2.5, 5, 10)
# A scale that ends where its outermost dot stands would cut the dot in half.
MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Dot:
    """`at` is percent of the scale, `y` pixels below the top of its row, `text` the figure as the table prints it."""

    letter: str
    at: float
    text: str
    y: int = LINE

    @property
    def letter_y(self) -> int:
        """Where the letter stands on its line, in the middle of the dot."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class DotRow:
    """`top` is pixels from above; the line runs from the least to the greatest figure, in percent of the scale."""

    label: str
    top: int
    low: float
    high: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class DotPlot:
    """`height` in pixels, with the axis below the rows at `axis`."""

    anchor: str
    title: str
    unit: str
    height: int
    axis: int
    ticks: tuple[Tick, ...]
    rows: tuple[DotRow, ...]


# The figures of one side on one test, as numbers and as printed.
Figures = Sequence[tuple[float, str]]


def dot_plot(
    anchor: str, title: str, unit: str, letters: Sequence[str], rows: Sequence[tuple[str, Sequence[Figures]]]
) -> DotPlot:
    """Rows of a label and the figures of each side, in the order of the letters; one figure at least."""
    values = [value for _, cells in rows for cell in cells for value, _ in cell]
    marks = _marks(min(values), max(values))
    room = MARGIN * (marks[-1] - marks[0])
    low, high = marks[0] - room, marks[-1] + room

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    drawn = []
    for number, (label, cells) in enumerate(rows):
        dots = _apart([
            Dot(letter, at(value), text) for letter, cell in zip(letters, cells, strict=True) for value, text in cell
        ])  # fmt: skip
        places = [dot.at for dot in dots]
        drawn.append(DotRow(label, ROW_HEIGHT * number, min(places), max(places), dots))
    axis = ROW_HEIGHT * len(rows)
    return DotPlot(
        anchor=anchor,
        title=title,
        unit=unit,
        height=axis + AXIS_HEIGHT,
        axis=axis,
        ticks=tuple(Tick(f"{mark:g}", at(mark)) for mark in marks),
        rows=tuple(drawn),
    )


def _apart(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """From left to right; one that would cover its neighbour is lifted off the line."""
    placed: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: (dot.at, dot.letter)):
        crowded = bool(placed) and dot.at - placed[-1].at < TOO_NEAR and placed[-1].y == LINE
        placed.append(replace(dot, y=LINE - LIFT) if crowded else dot)
    return tuple(placed)


def _marks(low: float, high: float) -> list[float]:
    """Round numbers from one below the least figure to one above the greatest."""
    span = (high - low) or abs(high) or 1.0
    rough = span / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in STEPS if step * power >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    last = max(last, first + 1)
    return [round(number * step, 10) for number in range(first, last + 1)]
