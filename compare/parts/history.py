"""Shapes of what pages say about former scores: the history of one, and a page of a past day. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from compare.parts.points import Between, Points

# The drawing's own units: it is stretched to the width of the page, and only lines are in it.
WIDTH, HEIGHT = 1000, 100
TENTHS_AROUND = 20
SCALE_END = 1000
# What is left for the last level, which else would have no length where it begins with the run that is shown.
LAST_LEVEL = 0.06


@dataclass(frozen=True, slots=True)
class Past:
    """That a page shows the scores of a past day. `rows_gone` says why it has no rows; `url` is the page of today."""

    day: date
    text: str
    rows_gone: str
    url: str


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One change of what is printed of a score. `text` is the score, "Unrated" or "not scored".

    `change` is the difference to the step before, None where one of them has no score or another methodology.
    `starts` names the methodology where it is another than before.
    """

    run_id: int
    day: date
    as_of: date
    methodology: str
    starts: str
    score: Points | None
    between: Between | None
    text: str
    change: Points | None
    coverage_percent: int
    url: str


@dataclass(frozen=True, slots=True)
class HistoryChart:
    """A step chart `WIDTH` by `HEIGHT`: one path a stretch of one methodology, and where the next one begins.

    `bands` are areas between the ends of the intervals, of stretches that have some. `low` and `high` are the ends of
    the scale, `label` says the whole in words.
    """

    paths: tuple[str, ...]
    bands: tuple[str, ...]
    breaks: tuple[int, ...]
    low: Points
    high: Points
    first: date
    last: date
    label: str


@dataclass(frozen=True, slots=True)
class ScoreHistory:
    """Newest step first. `chart` is None below two scores; `more` says that there are older steps than these."""

    steps: tuple[HistoryStep, ...]
    chart: HistoryChart | None
    more: bool
    data_url: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A score from a moment on, with its interval; None where there was none."""

    at: datetime
    tenths: int | None
    methodology: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """One step in the units of the drawing; `top` and `bottom` are the ends of the interval."""

    start: int
    end: int
    height: int
    top: int | None
    bottom: int | None


def chart_of(moves: list[Moved], *, until: datetime) -> HistoryChart | None:
    """Steps from the first moment, oldest first, to a little beyond the last one: a level holds until the next change,
    and breaks with its methodology."""
    levels = [move.tenths for move in moves if move.tenths is not None]
    if len(levels) < 2:
        return None
    ends = [end for move in moves for end in (move.tenths, move.low, move.high) if end is not None]
    low = max(0, min(ends) - TENTHS_AROUND) // 10 * 10
    high = min(SCALE_END, -(-(max(ends) + TENTHS_AROUND) // 10) * 10)
    began, whole = moves[0].at, max((until - moves[0].at).total_seconds(), 1.0) / (1 - LAST_LEVEL)
    starts = [round(WIDTH * (move.at - began).total_seconds() / whole) for move in moves]

    def down(tenths: int | None) -> int | None:
        return None if tenths is None else round(HEIGHT * (high - tenths) / (high - low))

    stretches: list[list[_Level]] = [[]]
    breaks = []
    for move, start, end, former in zip(moves, starts, [*starts[1:], WIDTH], [None, *moves], strict=False):
        changed = former is not None and former.methodology != move.methodology
        if changed:
            breaks.append(start)
        if changed or move.tenths is None:
            stretches.append([])
        if (height := down(move.tenths)) is not None:
            stretches[-1].append(_Level(start, end, height, down(move.high), down(move.low)))
    first, last = Points(levels[0]), Points(levels[-1])
    return HistoryChart(
        paths=tuple(_line(stretch) for stretch in stretches if stretch),
        bands=tuple(_band(stretch) for stretch in stretches if stretch and stretch[0].top is not None),
        breaks=tuple(breaks),
        low=Points(low),
        high=Points(high),
        first=began.date(),
        last=until.date(),
        label=f"From {first} on {began.date().isoformat()} to {last} on {until.date().isoformat()}, {len(moves)} steps",
    )


def _line(stretch: list[_Level]) -> str:
    return f"M{stretch[0].start} " + "V".join(f"{level.height}H{level.end}" for level in stretch)


def _band(stretch: list[_Level]) -> str:
    """Along the upper ends, and back along the lower ones."""
    there = "V".join(f"{level.top}H{level.end}" for level in stretch)
    back = "V".join(f"{level.bottom}H{level.start}" for level in reversed(stretch))
    return f"M{stretch[0].start} {there}V{back}Z"
