"""How likely each position is to be looked at, from results that were seen at several positions. Pure.

The all-pairs estimator of intervention harvesting (Agarwal, Zaitsev, Wang, Li, Najork, Joachims 2019): an edge serves
its intent equally well wherever it stands, so the ratio of its clicks at two positions is the ratio of their thetas.
Logged random swaps see to it that edges stand at many positions; clicks alone cannot tell position from relevance.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from matchgraph.learning.clicks import BUCKETS, THETA, Floats

# Below this a position's clicks would weigh too much: one of them could be luck.
LEAST = 0.03
# What is assumed of a position weighs as one click does, so that one nobody stood at keeps a value.
ASSUMED_CLICKS = 1.0


def thetas(exposures: Floats, clicks: Floats) -> Floats:
    """Chances to be looked at (buckets,), the first one 1, from counts of edges (edges, buckets).

    Weighted least squares over the log ratio of every pair of positions, each by the clicks that it rests on.
    """
    rows: list[Floats] = []
    ratios: list[float] = []
    weights: list[float] = []
    rates = np.divide(clicks, exposures, out=np.zeros_like(clicks), where=exposures > 0)
    for one, other in combinations(range(BUCKETS), 2):
        shared = np.minimum(exposures[:, one], exposures[:, other])
        first, second = float(shared @ rates[:, one]), float(shared @ rates[:, other])
        if first > 0 and second > 0:
            rows.append(_difference(one, other))
            ratios.append(np.log(first / second))
            weights.append(first * second / (first + second))
    for bucket in range(1, BUCKETS):
        rows.append(_difference(bucket, 0))
        ratios.append(np.log(THETA[bucket]))
        weights.append(ASSUMED_CLICKS)
    root = np.sqrt(np.array(weights))
    # The first position is the measure of all others: its column is left out.
    design = np.array(rows)[:, 1:]
    solved, *_ = np.linalg.lstsq(design * root[:, None], np.array(ratios) * root, rcond=None)
    found: Floats = np.clip(np.exp(np.concatenate([[0.0], solved])), LEAST, 1.0)
    return found


def _difference(one: int, other: int) -> Floats:
    row = np.zeros(BUCKETS)
    row[one], row[other] = 1.0, -1.0
    return row
