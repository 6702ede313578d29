"""Days that partial dates may mean."""

from __future__ import annotations

import calendar
from datetime import date


def last_day(partial: str) -> date:
    """The last day that a partial date may mean: 2026-02 is 2026-02-28."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(partial: str) -> date:
    """The first day that a partial date may mean, so that an age is never flattered."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    return date(year, month or 1, day or 1)


def age_days(partial: str, *, as_of: date) -> float:
    """Days since the first day that it may mean, never below 0; 0 where no day is given."""
    return float(max((as_of - first_day(partial)).days, 0)) if partial else 0.0
