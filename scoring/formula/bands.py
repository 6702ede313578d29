"""Rank bands: the places that an item may hold, given who is surely ahead of it and who surely behind.

Item j is surely ahead of i when P(j ahead) is at least .95 of a normal difference, by the evidence of both: weights are
the same for a whole list. Standard deviations are rounded up to classes a twentieth apart, so that a list of n items
costs n searches a class and not n^2 comparisons.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.formula.intervals import NORMAL_90
from scoring.formula.profile import MICRO, Integers

# P of .95 on one side is where an interval of 90 % ends.
SURE = NORMAL_90
SMALLEST_SD = 0.1
STEP = 1.05


def rank_bands(scores: Integers, sds: Integers) -> tuple[Integers, Integers]:
    """Best and worst place (n,), from 1, of items by score and standard deviation, both in millionths of a point."""
    points = np.maximum(sds / MICRO, SMALLEST_SD)
    classes = np.ceil(np.log(points / SMALLEST_SD) / math.log(STEP) - 1e-9).astype(np.int64)
    members = {int(each): np.flatnonzero(classes == each) for each in np.unique(classes)}
    ordered = {each: np.sort(scores[rows]) for each, rows in members.items()}
    ahead, behind = np.zeros(len(scores), dtype=np.int64), np.zeros(len(scores), dtype=np.int64)
    for own, rows in members.items():
        for other, others in ordered.items():
            gap = round(SURE * MICRO * SMALLEST_SD * math.hypot(STEP**own, STEP**other))
            ahead[rows] += len(others) - np.searchsorted(others, scores[rows] + gap, side="left")
            behind[rows] += np.searchsorted(others, scores[rows] - gap, side="right")
    return 1 + ahead, len(scores) - behind
