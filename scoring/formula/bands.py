"""Positions and rank bands of a list, from how many of its items stand on each rung.

A rung is a displayed score in tenths of a point and a class of standard deviations: all that a place in a list depends
on. Item j is surely ahead of i when P(j ahead) is at least .95 of a normal difference, by the evidence of both: weights
are the same for a whole list. Standard deviations are rounded up to classes a twentieth apart, so that a list costs
one step a pair of classes, however many items it has.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.formula.intervals import NORMAL_90
from scoring.formula.profile import MICRO, Floats, Integers

# P of .95 on one side is where an interval of 90 % ends.
SURE = NORMAL_90
SMALLEST_SD = 0.1
STEP = 1.05
HIGHEST = 1000


def sd_classes(sds: Floats | Integers) -> Integers:
    """The class (n,) of standard deviations in millionths of a point."""
    points = np.maximum(np.asarray(sds) / MICRO, SMALLEST_SD)
    classes: Integers = np.ceil(np.log(points / SMALLEST_SD) / math.log(STEP) - 1e-9).astype(np.int64)
    return classes


def positions(tenths: Integers, counts: Integers) -> Integers:
    """1 + how many items stand on higher tenths, by rung (n,); `counts` (n,) says how many stand on it."""
    return 1 + _from(tenths, counts)[tenths + 1]


def rank_bands(tenths: Integers, classes: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """Best and worst place, from 1, by rung (n,)."""
    members = {int(each): np.flatnonzero(classes == each) for each in np.unique(classes)}
    standing = {each: _from(tenths[rows], counts[rows]) for each, rows in members.items()}
    ahead, behind = np.zeros(len(tenths), dtype=np.int64), np.zeros(len(tenths), dtype=np.int64)
    for own, rows in members.items():
        for other, others in standing.items():
            gap = sure_gap(own, other)
            ahead[rows] += others[np.minimum(tenths[rows] + gap, HIGHEST + 1)]
            behind[rows] += others[0] - others[np.maximum(tenths[rows] - gap + 1, 0)]
    return 1 + ahead, int(counts.sum()) - behind


def sure_gap(own: int, other: int) -> int:
    """From how many tenths on a lead between items of two classes is sure; never 0: equal scores share a place."""
    gap = 10 * SURE * SMALLEST_SD * math.hypot(STEP**own, STEP**other)
    return max(math.ceil(gap - 1e-9), 1)


def _from(tenths: Integers, counts: Integers) -> Integers:
    """How many items stand on each score in tenths, 0 to 1001, or on a higher one."""
    on = np.bincount(tenths, counts, minlength=HIGHEST + 2).astype(np.int64)
    reaching: Integers = on[::-1].cumsum()[::-1]
    return reaching
