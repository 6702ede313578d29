"""Sums in a fixed order, so that an artifact's figure is the same to the last bit alone and among others."""

from __future__ import annotations

import numpy as np

from scoring.formula.profile import Floats


def row_sums(columns: Floats) -> Floats:
    """Sum (n,) of each row of (n, k), from the first column to the last; a library may add in any order."""
    total = np.zeros(len(columns))
    for column in range(columns.shape[1]):
        total += columns[:, column]
    return total


def dot(left: Floats, right: Floats) -> float:
    """Sum of products, from the first to the last."""
    return float(row_sums((left * right)[None, :])[0])
