"""How much each test of a board counts: equally, unless other boards say otherwise and are believed.

The tests of a board may agree with each other for a reason that is the board's own (models tuned on it). What other
boards say of the same artifacts tells which tests speak of more than the board. Weights are non-negative, so that a
better result never lowers a figure, and are drawn to equal ones by a penalty that cross-validation chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.formula.profile import Floats

PENALTIES = (1.0, 0.3, 0.1, 0.03)
FOLDS = 10
# A smaller gain than this in cross-validated rank correlation is no reason to leave equal weights, and of the penalties
# within half of it of the best one the strongest is taken.
GAIN_MINIMUM = 0.01
STEPS = 2000
SETTLED = 1e-7


def consensus_weights(shares: Floats, target: Floats, *, seed: int) -> Floats:
    """Weights (tests,) summing to 1, of shares (n, tests) of artifacts for which other boards say `target` (n,)."""
    equal = np.full(shares.shape[1], 1 / shares.shape[1])
    gains = {penalty: _gain(shares, target, penalty, seed=seed) for penalty in PENALTIES}
    best = max(gains.values())
    if best < GAIN_MINIMUM:
        return equal
    enough = max(penalty for penalty, gain in gains.items() if gain >= best - GAIN_MINIMUM / 2)
    return penalized_weights(shares, target, enough)


def penalized_weights(shares: Floats, target: Floats, penalty: float) -> Floats:
    """argmin over w >= 0 of mean((target - shares w)^2) + penalty * |w - 1/k|^2, both standardized; then sum 1.

    Projected gradient descent with the step of the largest eigenvalue; converges for every input of finite variance.
    """
    count = shares.shape[1]
    inputs = shares - shares.mean(axis=0)
    inputs = inputs / inputs.mean(axis=1).std()
    wanted = (target - target.mean()) / target.std()
    square, cross = inputs.T @ inputs / len(inputs), inputs.T @ wanted / len(inputs)
    step = 1 / (np.linalg.eigvalsh(square)[-1] + penalty)
    weights = np.full(count, 1 / count)
    for _ in range(STEPS):
        former = weights
        weights = np.maximum(weights - step * (square @ weights - cross + penalty * (weights - 1 / count)), 0.0)
        if np.abs(weights - former).max() < SETTLED:
            break
    shares_of_one: Floats = weights / weights.sum()
    return shares_of_one


def _gain(shares: Floats, target: Floats, penalty: float, *, seed: int) -> float:
    """Cross-validated gain in rank correlation with the target over equal weights."""
    fold = np.random.default_rng(seed).permutation(len(shares)) % FOLDS
    figures = np.empty(len(shares))
    for number in range(FOLDS):
        out = fold == number
        figures[out] = shares[out] @ penalized_weights(shares[~out], target[~out], penalty)
    ranks = [_ranks(each) for each in (figures, shares.mean(axis=1), target)]
    return float(np.corrcoef(ranks[0], ranks[2])[0, 1] - np.corrcoef(ranks[1], ranks[2])[0, 1])


def _ranks(values: Sequence[float] | Floats) -> Floats:
    order = np.argsort(np.asarray(values), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(len(order))
    return ranks
