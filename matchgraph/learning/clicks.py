"""How often an edge serves its intent, told from clicks that position made more or less likely. Pure.

The click model is position-based (Richardson, Dominowska, Ragno 2007; Chuklin, Markov, de Rijke 2015, 3.2): a result at
position k is looked at with probability theta_k, and one that is looked at is clicked with probability gamma, which is
its own. Positions are kept in buckets: 1 to 10 each by itself, 11 to 20, and all behind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BUCKETS = 12
SINGLE = 10
SECOND = 20
# Chances to be looked at, until the site's own swaps say better: `pbm_0.1_1.0_4_1.0` of the ULTRA toolbox for the first
# ten; behind them what the tenth has, which nothing contradicts.
THETA = np.array([0.68, 0.61, 0.48, 0.34, 0.28, 0.20, 0.11, 0.10, 0.08, 0.06, 0.06, 0.06]) / 0.68
# Split-half reliability is .91 with twelve pseudo-observations, and worth more of them costs what traffic could teach.
STRENGTH = 12.0
# The prior holds at least one pseudo-success, and at least one pseudo-failure.
LOWEST = 1 / STRENGTH
# Halvings of [0, 1]: to 1e-12.
HALVINGS = 40
# 90 % of a normal distribution lie within so many standard deviations.
NORMAL_90 = 1.6448536269514722

# What words alone promise at a place, until judged queries say better: the first is right every other time, and trust
# fades with the root of the place. Only differences from it are learned, so a wrong guess costs evidence, not truth.
FIRST_PROMISE = 0.5


def promise_at(place: int) -> float:
    """The prior mean of an edge that words alone put at a place, from 1."""
    return max(FIRST_PROMISE / math.sqrt(place), LOWEST)


def bucket_of(position: int) -> int:
    """Index of the bucket of a position that counts from 1."""
    if position <= SINGLE:
        return position - 1
    return SINGLE if position <= SECOND else SINGLE + 1


def bounded(priors: Floats) -> Floats:
    """Priors that hold one pseudo-success and one pseudo-failure."""
    return np.clip(priors, LOWEST, 1 - LOWEST)


def gammas(exposures: Floats, clicks: Floats, priors: Floats, *, theta: Floats = THETA) -> Floats:
    """Posterior of gamma (edges,) from counts (edges, buckets) and the prior mean of each edge (edges,).

    The fixed point of expectation and maximization under a Beta prior of `STRENGTH`: a clicked result was looked at;
    one that was not clicked is good all the same with probability gamma (1 - theta) / (1 - theta gamma). What this
    maximizes is concave, so halving finds the one root. A click counts one success and never 1 / theta of them. Counts
    may be fractions; `clicks` are at most `exposures`.
    """
    alpha = STRENGTH * bounded(priors)
    missed = exposures - clicks
    hits = alpha + clicks.sum(axis=1)
    total = STRENGTH + exposures.sum(axis=1)
    low, high = np.zeros(len(priors)), np.ones(len(priors))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        unseen = missed * (middle[:, None] * (1 - theta)) / (1 - theta * middle[:, None])
        above = hits + unseen.sum(axis=1) > total * middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Between:
    """Ends of the credible interval of each edge, (edges,)."""

    low: Floats
    high: Floats


def credible(gamma: Floats, exposures: Floats, *, theta: Floats = THETA) -> Between:
    """Where gamma lies with 90 %: normal in logits, by the prior and every exposure as likely as it was to be seen."""
    weight = STRENGTH + (exposures * theta).sum(axis=1)
    middle = np.log(gamma / (1 - gamma))
    reach = NORMAL_90 / np.sqrt(weight * gamma * (1 - gamma))
    return Between(1 / (1 + np.exp(reach - middle)), 1 / (1 + np.exp(-reach - middle)))
