"""Days that partial dates may mean. In arrays they are numbers: 20260228, 20260200 for 2026-02, 0 for no day."""

from __future__ import annotations

import calendar
import functools
from datetime import date

import numpy as np
import numpy.typing as npt

from scoring.formula.profile import Floats

Days = npt.NDArray[np.int32]


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


def ages(numbers: Days, *, as_of: date) -> Floats:
    """`age_days` of each; days repeat, so each is looked at once."""
    days, place = np.unique(numbers, return_inverse=True)
    each = np.array([age_days(partial_of(day), as_of=as_of) for day in days.tolist()])
    return each[place.reshape(numbers.shape)] if numbers.size else np.zeros(numbers.shape)


@functools.lru_cache(maxsize=4096)
def number_of(partial: str) -> int:
    return int(partial.replace("-", "").ljust(8, "0")) if partial else 0


@functools.lru_cache(maxsize=4096)
def partial_of(number: int) -> str:
    """The text that `number_of` was given."""
    if not number:
        return ""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return "-".join([f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part])
