"""Fits what `scoring.formula.equating` needs: a board's tests by one factor, and a family's boards by shared artifacts.

Links rest on artifacts that two boards or more list, and on nothing else. Each set of boards that lists an artifact
has a population of its own (mean and variance of theta), so that those who enter a frontier board may be better than
those who enter another, and no average over a board's own population is taken for an anchor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.formula.equating import Board, Family, Scale, Transform, transformed
from scoring.formula.profile import Floats, Integers

# Below this a link's error is larger than the spread that it should place.
SHARED_MINIMUM = 15
# Weak priors, in units of a board's own standard deviation; they matter only where a link rests on few artifacts.
SLOPE_PRIOR_SD = 0.5
NOISE_PRIOR = 0.2
PRIOR_COUNT = 4
# Of theta on one board, where its own noise seems to explain all of the spread.
SMALLEST_VARIANCE = 0.1
LOADING_MINIMUM = 0.05
ROUNDS = 400
SETTLED = 1e-6


@dataclass(frozen=True)
class _Links:
    """Parameters in units of each board's own standard deviation, the reference board having 0 and 1."""

    locations: Floats
    slopes: Floats
    variances: Floats


def board_fit(
    key: str,
    scales: Sequence[Scale],
    raw: Floats,
    *,
    test_transform: Transform = "identity",
    figure_transform: Transform = "logit",
) -> Board:
    """A board of equal weights from raw results (n, tests), NaN where a test was not run.

    Centers and loadings come from one factor over all who ran any of the tests, so that a test that only good models
    ran does not look easy.
    """
    count = len(scales)
    shares = transformed(
        test_transform, np.stack([scale.share(raw[:, column]) for column, scale in enumerate(scales)], axis=1)
    )
    if count == 1:
        centers, loadings, noises = shares.mean(axis=0), np.ones(1), np.zeros(1)
    else:
        centers, loadings, noises = _one_factor(shares)
        # A test that falls where the others rise says nothing of what they have in common, and may not turn a figure.
        loadings = np.maximum(loadings, LOADING_MINIMUM * np.nanstd(shares, axis=0))
    equal = np.full(count, 1 / count)
    board = Board(key, tuple(scales), test_transform, figure_transform, equal, centers, loadings, noises)
    return board.weighed(equal)


def _one_factor(shares: Floats) -> tuple[Floats, Floats, Floats]:
    """Centers, loadings and noise of tests (n, k) with gaps: maximum likelihood of one factor, by EM."""
    seen = ~np.isnan(shares)
    centers = np.nanmean(shares, axis=0)
    spreads = np.nanstd(shares, axis=0)
    loadings, variances = 0.8 * spreads, 0.36 * spreads**2
    filled = np.where(seen, shares, 0.0)
    for _ in range(ROUNDS):
        precision = 1 + (seen * (loadings**2 / variances)).sum(axis=1)
        factor = (np.where(seen, filled - centers, 0.0) * (loadings / variances)).sum(axis=1) / precision
        spread = 1 / precision
        former = loadings
        count = seen.sum(axis=0)
        first = (seen * factor[:, None]).sum(axis=0)
        second = (seen * (factor**2 + spread)[:, None]).sum(axis=0)
        total, cross = filled.sum(axis=0), (filled * factor[:, None]).sum(axis=0)
        loadings = (cross - first * total / count) / (second - first**2 / count)
        centers = (total - loadings * first) / count
        left = np.where(seen, filled - centers - factor[:, None] * loadings, 0.0)
        variances = (left**2 + seen * spread[:, None] * loadings**2).sum(axis=0) / count
        variances = np.maximum(variances, 0.01 * spreads**2)
        if np.abs(loadings - former).max() < SETTLED * spreads.max():
            break
    return centers, loadings, np.sqrt(variances)


def precision_weights(board: Board) -> Floats:
    """Weights loading / noise^2: what maximum likelihood gives each test of one factor. Negative ones count nothing."""
    weights = np.maximum(board.loadings / np.maximum(board.noises, 1e-9) ** 2, 0.0)
    shares_of_one: Floats = weights / weights.sum()
    return shares_of_one


def shared_counts(figures: Floats) -> Integers:
    """How many artifacts each pair of boards shares, (boards, boards); the diagonal is a board's own count."""
    listed = (~np.isnan(figures)).astype(np.int64)
    counts: Integers = listed.T @ listed
    return counts


def linked_boards(figures: Floats) -> list[int]:
    """Boards that share `SHARED_MINIMUM` artifacts or more with the rest of those kept; others stay apart.

    The board with fewest leaves first, until all that is left holds together.
    """
    listed = ~np.isnan(figures)
    kept = list(range(figures.shape[1]))
    while len(kept) > 1:
        by_board = listed[:, kept]
        elsewhere = by_board.sum(axis=1, keepdims=True) > by_board
        shared = (by_board & elsewhere).sum(axis=0)
        fewest = int(np.argmin(shared))
        if shared[fewest] >= SHARED_MINIMUM:
            return kept
        kept.pop(fewest)
    return []


def family_fit(
    keys: Sequence[str],
    figures: Floats,
    *,
    reference: int,
    draws: int,
    seed: int,
) -> Family:
    """Link boards by figures (n, boards), NaN where not listed. `draws` resamplings give the error of the links.

    Theta is in standard deviations of the reference board's figures, 0 at their mean.
    """
    middle, spread = np.nanmean(figures, axis=0), np.nanstd(figures, axis=0)
    standard = (figures - middle) / spread
    several = (~np.isnan(standard)).sum(axis=1) > 1
    rows = standard[several]
    links = _links_fit(rows, reference)
    random = np.random.default_rng(seed)
    population = _populations(rows)
    sampled = []
    for _ in range(draws):
        again = _links_fit(rows[_resample(population, random)], reference)
        sampled.append(np.concatenate([middle + spread * again.locations, spread * again.slopes]))
    size = 2 * len(keys)
    covariance = np.cov(np.array(sampled).T) if draws > 1 else np.zeros((size, size))
    locations, slopes = middle + spread * links.locations, spread * links.slopes
    noises = np.sqrt(links.variances) / links.slopes
    return Family(
        keys=tuple(keys),
        locations=locations,
        slopes=slopes,
        noises=noises,
        covariance=covariance,
        means=(middle - locations) / slopes,
        sds=np.sqrt(np.maximum((spread / slopes) ** 2 - noises**2, SMALLEST_VARIANCE)),
    )


def _populations(rows: Floats) -> Integers:
    """Number of the population of each row: rows listed by the same boards."""
    _, population = np.unique(~np.isnan(rows), axis=0, return_inverse=True)
    numbers: Integers = population.reshape(-1)
    return numbers


def _resample(population: Integers, random: np.random.Generator) -> Integers:
    """Rows drawn with replacement inside each population."""
    drawn = np.empty_like(population)
    for number in np.unique(population):
        places = np.flatnonzero(population == number)
        drawn[places] = random.choice(places, size=len(places))
    return drawn


def _links_fit(rows: Floats, reference: int) -> _Links:
    """One factor over boards, a population for each set of boards, by EM; every row (n, boards) has two or more."""
    seen = ~np.isnan(rows)
    filled = np.where(seen, rows, 0.0)
    population = _populations(rows)
    sizes = np.bincount(population)
    count = seen.sum(axis=0)
    boards = rows.shape[1]
    locations, slopes, variances = np.zeros(boards), np.ones(boards), np.full(boards, 0.3)
    means, spreads = np.zeros(len(sizes)), np.ones(len(sizes))
    for _ in range(ROUNDS):
        precision = 1 / spreads[population] + (seen * (slopes**2 / variances)).sum(axis=1)
        pull = (np.where(seen, filled - locations, 0.0) * (slopes / variances)).sum(axis=1)
        theta = (means[population] / spreads[population] + pull) / precision
        doubt = 1 / precision
        means = np.bincount(population, theta) / sizes
        around = np.bincount(population, (theta - means[population]) ** 2 + doubt)
        spreads = (around + PRIOR_COUNT * around.sum() / sizes.sum()) / (sizes + PRIOR_COUNT)
        former = np.concatenate([locations, slopes])
        first = (seen * theta[:, None]).sum(axis=0)
        second = (seen * (theta**2 + doubt)[:, None]).sum(axis=0)
        total, cross = filled.sum(axis=0), (filled * theta[:, None]).sum(axis=0)
        ridge = variances / SLOPE_PRIOR_SD**2
        slopes = np.maximum((cross - first * total / count + ridge) / (second - first**2 / count + ridge), 0.05)
        locations = (total - slopes * first) / count
        locations[reference], slopes[reference] = 0.0, 1.0
        left = np.where(seen, filled - locations - theta[:, None] * slopes, 0.0) ** 2
        squares = (left + seen * doubt[:, None] * slopes**2).sum(axis=0)
        variances = (squares + PRIOR_COUNT * NOISE_PRIOR) / (count + PRIOR_COUNT)
        if np.abs(np.concatenate([locations, slopes]) - former).max() < SETTLED:
            break
    return _Links(locations, slopes, variances)
