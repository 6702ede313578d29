"""A share of few trials and where it may lie. Pure."""

from __future__ import annotations

from math import sqrt

from matchgraph.learning.clicks import NORMAL_90


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Ends of the 90 % interval of a share (Wilson 1927); of no trial all of 0 to 1."""
    if trials == 0:
        return 0.0, 1.0
    share, spread = successes / trials, NORMAL_90**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    reach = NORMAL_90 / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, middle - reach), min(1.0, middle + reach)
