"""Interleaved rounds, medians and spread: two cases are comparable only when they took turns on one machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Work = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """One thing that is measured. `prepare` runs before each round and is not timed; `units` are what it gets done."""

    work: Work
    prepare: Work = lambda: None
    units: int = 0


@dataclass
class Series:
    """Seconds of one case, round by round."""

    units: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Slowest minus fastest round, as a share of the median."""
        return (max(self.seconds) - min(self.seconds)) / self.median


@dataclass(frozen=True)
class Line:
    """One line of the table and of the JSON file. `times` is the ratio to the line named in `against`."""

    area: str
    name: str
    seconds: float
    spread: float
    rounds: int
    per_second: float | None = None
    times: float | None = None
    against: str = ""
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def seconds_of(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleave(cases: Mapping[str, Case], *, rounds: int) -> dict[str, Series]:
    """Every case once a round, in turn; whatever else the machine does then falls on all of them alike."""
    series = {name: Series(units=case.units) for name, case in cases.items()}
    for _ in range(rounds):
        for name, case in cases.items():
            case.prepare()
            series[name].seconds.append(seconds_of(case.work))
    return series


def lines_of(area: str, series: Mapping[str, Series], *, against: str = "", notes: Mapping[str, str]) -> list[Line]:
    """One line a case; the ratio is the median of the rounds' own ratios, not the ratio of two medians."""
    base = series.get(against)
    return [
        Line(
            area=area,
            name=name,
            seconds=round(one.median, 6),
            spread=round(one.spread, 2),
            rounds=len(one.seconds),
            per_second=round(one.units / one.median) if one.units else None,
            times=round(times(one, base), 2) if base is not None and one is not base else None,
            against=against if base is not None and one is not base else "",
            note=notes.get(name, ""),
        )
        for name, one in series.items()
    ]


def times(one: Series, base: Series) -> float:
    """The median of the rounds' own ratios."""
    return statistics.median(a / b for a, b in zip(one.seconds, base.seconds, strict=True))
