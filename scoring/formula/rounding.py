"""Largest-remainder rounding: parts that add up to their rounded total, to the last digit."""

from __future__ import annotations

import numpy as np

from scoring.formula.profile import Floats, Integers

TENTH = 100_000
"""One tenth of a point, in millionths of a point."""


def apportion(parts: Floats, totals: Integers) -> Integers:
    """Round each row of `parts` (n, k) down and hand the missing units to the largest remainders.

    `totals` (n,) must lie within k units of the rows' sums. Ties go to the part that stands first.
    """
    floors = np.floor(parts)
    missing = totals - floors.sum(axis=1).astype(np.int64)
    order = np.argsort(-(parts - floors), axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(parts.shape[1])[None, :].repeat(len(parts), axis=0), axis=1)
    turns, rest = np.divmod(missing, parts.shape[1])
    rounded: Integers = floors.astype(np.int64) + turns[:, None] + (rank < rest[:, None])
    return rounded


def tenths(micro: Integers) -> Integers:
    """Millionths of a point to tenths of a point, halves up."""
    return (micro + TENTH // 2) // TENTH
