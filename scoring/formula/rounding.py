"""Largest-remainder rounding: parts that add up to their rounded total, to the last digit."""

from __future__ import annotations

from typing import overload

import numpy as np

from scoring.formula.profile import Floats, Integers

TENTH = 100_000
"""One tenth of a point, in millionths of a point."""


def apportion(parts: Floats, totals: Integers) -> Integers:
    """Round each row of `parts` (n, k) down and hand the missing units to the largest remainders.

    `totals` (n,) must lie within k units of the rows' sums. Ties go to the part that stands first.
    """
    floors = np.floor(parts)
    return _handed_out(floors.astype(np.int64), parts - floors, totals)


def apportion_integers(parts: Integers, totals: Integers, *, unit: int) -> Integers:
    """As `apportion`, of parts that count in fractions of a unit: `unit` of them make one. Exact."""
    floors, remainders = np.divmod(parts, unit)
    return _handed_out(floors, remainders, totals)


def _handed_out(floors: Integers, remainders: Floats | Integers, totals: Integers) -> Integers:
    missing = totals - floors.sum(axis=1)
    order = np.argsort(-remainders, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(floors.shape[1])[None, :].repeat(len(floors), axis=0), axis=1)
    turns, rest = np.divmod(missing, floors.shape[1])
    rounded: Integers = floors + turns[:, None] + (rank < rest[:, None])
    return rounded


@overload
def tenths(micro: int) -> int: ...
@overload
def tenths(micro: Integers) -> Integers: ...
def tenths(micro: Integers | int) -> Integers | int:
    """Millionths of a point to tenths of a point, halves up."""
    return (micro + TENTH // 2) // TENTH
