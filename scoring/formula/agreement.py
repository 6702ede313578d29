"""How far two orders of the same items agree: Kendall's tau-b in n log^2 n."""

from __future__ import annotations

import math

import numpy as np

from scoring.formula.profile import Integers

# Below this a comparison of all pairs is faster than another split.
BLOCK = 64


def kendall(left: Integers, right: Integers) -> float | None:
    """Tau-b of two arrays (n,), ties taken into account; None where one of them puts nothing in an order."""
    pairs = math.comb(len(left), 2)
    same_left, same_right = _tied(left), _tied(right)
    scale = math.sqrt((pairs - same_left) * (pairs - same_right))
    if scale == 0:
        return None
    _, both = np.unique(np.stack([left, right]), axis=1, return_inverse=True)
    turned = _inversions(right[np.lexsort((right, left))])
    alike = pairs - same_left - same_right + _tied(both.reshape(-1)) - turned
    return (alike - turned) / scale


def _tied(values: Integers) -> int:
    """Pairs of equal values."""
    _, counts = np.unique(values, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def _inversions(values: Integers) -> int:
    """Pairs whose first value is the larger one."""
    if len(values) <= BLOCK:
        return int(np.triu(values[:, None] > values[None, :], 1).sum())
    half = len(values) // 2
    first, second = values[:half], values[half:]
    across = half * len(second) - int(np.searchsorted(np.sort(first), second, side="right").sum())
    return across + _inversions(first) + _inversions(second)
