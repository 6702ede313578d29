"""Rank correlations with their intervals, on plain arrays."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from scoring.formula.profile import Floats, Integers

DRAWS = 500


@dataclass(frozen=True)
class Correlation:
    """Spearman's rho with its 90 % bootstrap interval; all None below three pairs."""

    rho: float | None
    low: float | None
    high: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        return asdict(self)


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    mean: Floats = (np.cumsum(count) - (count - 1) / 2)[place]
    return mean


def spearman(left: Floats, right: Floats) -> float | None:
    """Rank correlation of two arrays; None where fewer than three pairs or no spread."""
    if len(left) < 3 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    return float(np.corrcoef(ranks(left), ranks(right))[0, 1])


def correlation(left: Floats, right: Floats, *, seed: int) -> Correlation:
    """Spearman over the pairs in which neither is NaN, with a bootstrap over pairs."""
    both = ~np.isnan(left) & ~np.isnan(right)
    left, right = left[both], right[both]
    rho = spearman(left, right)
    if rho is None:
        return Correlation(None, None, None, len(left))
    low, high = np.quantile(bootstrap(left, right, seed=seed), [0.05, 0.95])
    return Correlation(round(rho, 4), round(float(low), 4), round(float(high), 4), len(left))


def bootstrap(left: Floats, right: Floats, *, seed: int) -> Floats:
    """Spearman of `DRAWS` resamplings of the pairs; those without spread are left out."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        rows = random.integers(0, len(left), len(left))
        rho = spearman(left[rows], right[rows])
        if rho is not None:
            found.append(rho)
    return np.array(found)


def within(left: Floats, right: Floats, groups: Integers, *, smallest: int = 8) -> tuple[float | None, int]:
    """Mean Spearman inside groups of at least `smallest` pairs, weighed by their size, and how many pairs that are."""
    both = ~np.isnan(left) & ~np.isnan(right)
    total, pairs = 0.0, 0
    for group in np.unique(groups[both]):
        rows = both & (groups == group)
        rho = spearman(left[rows], right[rows])
        if group >= 0 and rows.sum() >= smallest and rho is not None:
            total += rho * int(rows.sum())
            pairs += int(rows.sum())
    return (round(total / pairs, 4), pairs) if pairs else (None, 0)


def kendall(left: Floats, right: Floats) -> float:
    """Kendall's tau-b without regard to ties beyond their sign; quadratic, for up to a few thousand values."""
    upper = np.triu_indices(len(left), 1)
    signs_left = np.sign(left[:, None] - left[None, :])[upper]
    signs_right = np.sign(right[:, None] - right[None, :])[upper]
    scale = np.sqrt((signs_left != 0).sum() * (signs_right != 0).sum())
    return float((signs_left * signs_right).sum() / scale)
