"""Puts results of different boards on one latent scale, from one artifact's own results and fitted plain numbers.

A **board** is a set of tests run by one harness. Its figure is a weighted mean of its tests, corrected for chance; a
**family** is a set of boards that are linked by the artifacts that they share. With y the board's figure,

    y = location + slope * (theta + noise)

so that each board says theta = (y - location) / slope, and what several boards say is weighed by precision. This is
linear equating of non-equivalent groups (Kolen and Brennan, Test Equating, chapter 4; a one-factor model): the middle
of one board may lie far above the middle of another. `scoring.formula.linking` fits the numbers.

Everything here is a function of the artifact's own results and of the family: no other artifact moves a theta.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scoring.formula.normalize import Knots, on_knots
from scoring.formula.profile import Floats
from scoring.formula.sums import dot, row_sums

Transform = Literal["identity", "logit"]

# A share of 0 or 1 has no logit; one half of a percent from the end is where small tests stop telling models apart.
LOGIT_EDGE = 0.005


@dataclass(frozen=True)
class Scale:
    """What a raw result of one test means: guessing scores `chance`, the best possible answer `maximum`."""

    metric: str
    chance: float = 0.0
    maximum: float = 1.0

    def share(self, raw: Floats) -> Floats:
        """(raw - chance) / (maximum - chance): 0 is guessing, 1 is perfect, below guessing is negative."""
        return (raw - self.chance) / (self.maximum - self.chance)


@dataclass(frozen=True)
class Board:
    """One board's tests and how their shares become its figure; arrays have one entry a test.

    `weights` are non-negative and sum to 1. `centers`, `loadings` and `noises` say what each test scores where the
    figure is `center`, how far it moves with the figure, and its standard deviation around that: with them a board of
    which some tests were not run gives the figure that all would have given, and how uncertain that is.
    """

    key: str
    scales: tuple[Scale, ...]
    test_transform: Transform
    figure_transform: Transform
    weights: Floats
    centers: Floats
    loadings: Floats
    noises: Floats

    def figures(self, raw: Floats) -> tuple[Floats, Floats]:
        """Figures and the variance of what is missing in them, both (n,), of raw results (n, tests).

        An unrun test is NaN, and so is the figure of an artifact without any test of weight.
        """
        shares = transformed(self.test_transform, self.shares(raw))
        seen = ~np.isnan(shares) & (self.weights > 0)
        reach = row_sums(seen * (self.weights * self.loadings))
        known = reach > 0
        above = row_sums(np.where(seen, shares - self.centers, 0.0) * self.weights)
        center = dot(self.weights, self.centers)
        figure = np.full(len(raw), np.nan)
        figure[known] = center + above[known] / reach[known]
        gaps = np.zeros_like(shares)
        whole = dot(self.weights, self.loadings)
        gaps[known] = seen[known] * self.weights / reach[known, None] - self.weights / whole
        variance = row_sums(gaps**2 * self.noises**2)
        # The slope at the middle, not at the figure: a better result must not count less for being near the end.
        slope = derivative(self.figure_transform, center)
        return transformed(self.figure_transform, figure), np.where(known, variance * slope**2, np.nan)

    def weighed(self, weights: Floats) -> Board:
        """The same board with other weights of its tests, which are made to sum to 1."""
        weights = weights / weights.sum()
        # The figure of a complete row is the weighted mean of its tests.
        return replace(self, weights=weights, loadings=self.loadings / (weights @ self.loadings))

    def shares(self, raw: Floats) -> Floats:
        """Shares (n, tests) of raw results (n, tests)."""
        columns = [scale.share(raw[:, column]) for column, scale in enumerate(self.scales)]
        return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Family:
    """Linked boards; arrays have one entry a board, in the order of `keys`.

    `noises` are standard deviations in units of theta: what a board shows that the others do not. `covariance`
    (2 boards, 2 boards) is that of (locations, slopes) as estimated: the error of the links. `means` and `sds` describe
    theta over each board's artifacts: a noisy theta is drawn to the middle of the boards that list the artifact, so
    that the noise of a frontier board draws to the frontier and that of a board of small merges to small merges.
    """

    keys: tuple[str, ...]
    locations: Floats
    slopes: Floats
    noises: Floats
    covariance: Floats
    means: Floats
    sds: Floats


@dataclass(frozen=True)
class Thetas:
    """Latent quality of n artifacts. NaN where no board lists one.

    `noise_sd` is what boards disagree by and what is missing on them; `gradients` (n, 2 boards) say how theta moves
    with the links' numbers, so that the error of a difference is that of the difference of gradients; `shares`
    (n, boards) say how much each board counts, the prior having the rest.
    """

    values: Floats
    noise_sd: Floats
    gradients: Floats
    shares: Floats

    def link_sd(self, family: Family) -> Floats:
        """Standard deviation (n,) that the links' error gives each theta."""
        spread = np.stack([row_sums(self.gradients * column) for column in family.covariance.T], axis=1)
        return np.sqrt(np.maximum(row_sums(spread * self.gradients), 0.0))

    def difference_sd(self, family: Family, left: int, right: int) -> float:
        """Standard deviation of the difference of two thetas; the links that both rest on cancel."""
        gradient = self.gradients[left] - self.gradients[right]
        links = float(gradient @ family.covariance @ gradient)
        return float(np.sqrt(self.noise_sd[left] ** 2 + self.noise_sd[right] ** 2 + max(links, 0.0)))


def transformed(transform: Transform, values: Floats) -> Floats:
    """The values as they are, or their logit, clipped `LOGIT_EDGE` from 0 and 1. NaN stays NaN."""
    if transform == "identity":
        return values
    inside = np.clip(values, LOGIT_EDGE, 1 - LOGIT_EDGE)
    return np.log(inside / (1 - inside))


def derivative(transform: Transform, value: float) -> float:
    """Slope of the transform at a value."""
    if transform == "identity":
        return 1.0
    inside = min(max(value, LOGIT_EDGE), 1 - LOGIT_EDGE)
    return 1 / (inside * (1 - inside))


def thetas(family: Family, figures: Floats, missing_variances: Floats) -> Thetas:
    """Theta of n artifacts from figures (n, boards) and what is missing in them (n, boards); NaN where not listed."""
    listed = ~np.isnan(figures)
    count = np.maximum(listed.sum(axis=1), 1)
    said = np.where(listed, (figures - family.locations) / family.slopes, 0.0)
    variances = family.noises**2 + np.where(listed, missing_variances, 0.0) / family.slopes**2
    precisions = listed / variances
    prior_mean, prior_variance = row_sums(listed * family.means) / count, row_sums(listed * family.sds**2) / count
    known = listed.any(axis=1)
    prior = np.divide(1.0, prior_variance, out=np.ones(len(figures)), where=known)
    whole = prior + row_sums(precisions)
    shares = precisions / whole[:, None]
    # A board's middle moves with its link, and the prior's share of theta with it.
    rests = listed * (prior / whole / count)[:, None]
    gradients = np.concatenate([-(shares + rests), -(shares * said + rests * family.means)], axis=1)
    return Thetas(
        values=np.where(known, row_sums(shares * said) + prior / whole * prior_mean, np.nan),
        noise_sd=np.where(known, whole**-0.5, np.nan),
        gradients=gradients / np.tile(family.slopes, 2),
        shares=shares,
    )


def on_scale(found: Thetas, family: Family, knots: Knots) -> tuple[Floats, Floats]:
    """Values 0..1 and their noise, both (n,), of theta on frozen knots; NaN where there is no theta.

    The noise is half of what the value changes from one standard deviation below to one above, noise and link together:
    where the scale is flat, not knowing theta well costs nothing.
    """
    sds = np.sqrt(found.noise_sd**2 + found.link_sd(family) ** 2)
    low, high = (on_knots(found.values + step * sds, knots) for step in (-1.0, 1.0))
    known = ~np.isnan(found.values)
    return np.where(known, on_knots(found.values, knots), np.nan), np.where(known, (high - low) / 2, np.nan)
