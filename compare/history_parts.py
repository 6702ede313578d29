"""Shapes of what pages say about former scores: the history of one, and a page of a past day. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from compare.points import Points

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
    text: str
    change: Points | None
    coverage_percent: int
    url: str


@dataclass(frozen=True, slots=True)
class HistoryChart:
    """A step chart `WIDTH` by `HEIGHT`: one path a stretch of one methodology, and where the next one begins.

    `low` and `high` are the ends of the scale, `label` says the whole in words.
    """

    paths: tuple[str, ...]
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
    """A score from a moment on, oldest first; None where there was none."""

    at: datetime
    tenths: int | None
    methodology: str


def chart_of(moves: list[Moved], *, until: datetime) -> HistoryChart | None:
    """Steps from the first moment to a little beyond the last one: a level holds until the next change, and breaks with
    its methodology."""
    levels = [move.tenths for move in moves if move.tenths is not None]
    if len(levels) < 2:
        return None
    low = max(0, min(levels) - TENTHS_AROUND) // 10 * 10
    high = min(SCALE_END, -(-(max(levels) + TENTHS_AROUND) // 10) * 10)
    began, whole = moves[0].at, max((until - moves[0].at).total_seconds(), 1.0) / (1 - LAST_LEVEL)

    def across(moment: datetime) -> int:
        return round(WIDTH * (moment - began).total_seconds() / whole)

    paths, breaks, path = [], [], ""
    for place, move in enumerate(moves):
        start = across(move.at)
        end = across(moves[place + 1].at) if place + 1 < len(moves) else WIDTH
        changed = place > 0 and move.methodology != moves[place - 1].methodology
        if changed:
            breaks.append(start)
        if path and (changed or move.tenths is None):
            paths.append(path)
            path = ""
        if move.tenths is not None:
            level = round(HEIGHT * (high - move.tenths) / (high - low))
            path += f"{'V' if path else f'M{start} '}{level}H{end}"
    if path:
        paths.append(path)
    first, last = Points(levels[0]), Points(levels[-1])
    label = f"From {first} on {began.date().isoformat()} to {last} on {until.date().isoformat()}, {len(moves)} steps"
    return HistoryChart(tuple(paths), tuple(breaks), Points(low), Points(high), began.date(), until.date(), label)
