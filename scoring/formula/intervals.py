"""How uncertain a score is: what is missing, what is noisy or old, and which weights are right.

Signals of a component are one common factor and noise of their own: u = mean + sd (sqrt(r) f + sqrt(1 - r) e), with f
and e independent of unit variance and r the correlation inside the component. Given m known signals the variance of f
is 1 / (1 + m r / (1 - r)), so that the variance of what would change if the unknown became known has a closed form. It
depends on which signals are known and not on their values.

Evidence and method are kept apart: evidence is about this artifact, method is about weights that all artifacts share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.formula.filling import KNOWN_MINIMUM, Filling, effective_weights
from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.formula.scores import Scores
from scoring.formula.sums import row_sums

# Weights of components are Dirichlet(ALPHA * weights): each is uncertain by about a fifth of itself.
ALPHA = 60.0
NORMAL_90 = 1.6448536269514722
# Pairs of signals known together; fewer say nothing about their correlation.
TOGETHER_MINIMUM = 50
CORRELATIONS = (0.01, 0.95)
SPREAD_MINIMUM = 0.02
SPREAD_UNKNOWN = 0.25


@dataclass(frozen=True)
class Spread:
    """How signals of a kind vary. All in units of values 0..1 unless said otherwise.

    `sds` (signals,) are standard deviations where known, `shared` (components,) the correlation inside a component,
    `trusts` (signals,) the reliability that an unknown signal would have if it were fetched today (0: nobody could),
    `noises` (signals,) the error of a fresh figure. `widths` are knots (coverage, half-width of the 90 % interval in
    standard deviations): a normal distribution would have 1.645 everywhere, yes-or-no facts have another.
    """

    sds: Floats
    shared: Floats
    trusts: Floats
    noises: Floats
    widths: tuple[tuple[float, float], ...] = ((0.0, NORMAL_90),)

    def width(self, coverage: Floats) -> Floats:
        """Half-width in standard deviations at each coverage 0..1."""
        places, widths = zip(*self.widths, strict=True)
        found: Floats = np.interp(coverage, places, widths)
        return found


def spread_fit(
    profile: Profile, priors: Floats, values: Integers, reliabilities: Integers, *, trusts: Floats, noises: Floats
) -> Spread:
    """Spreads and correlations of a population, from what is known of it."""
    known = reliabilities > 0
    away = np.where(known, values / MICRO - priors, 0.0)
    counts = known.sum(axis=0)
    sds = np.full(len(priors), SPREAD_UNKNOWN)
    enough = counts >= KNOWN_MINIMUM
    sds[enough] = np.maximum(np.sqrt((away**2).sum(axis=0)[enough] / counts[enough]), SPREAD_MINIMUM)
    standard = away / sds
    shared = np.full(profile.component_count, 0.3)
    for component in range(profile.component_count):
        total, whole = 0.0, 0.0
        own = [signal for signal in profile.columns(component) if enough[signal]]
        for number, left in enumerate(own):
            for right in own[number + 1 :]:
                together = known[:, left] & known[:, right]
                if together.sum() >= TOGETHER_MINIMUM:
                    weight = profile.weights[left] * sds[left] * profile.weights[right] * sds[right]
                    total += weight * (standard[together, left] * standard[together, right]).mean()
                    whole += weight
        if whole:
            shared[component] = total / whole
    return Spread(sds, np.clip(shared, *CORRELATIONS), trusts, noises)


def missing_variances(profile: Profile, filling: Filling, spread: Spread, now: Integers, full: Integers) -> Floats:
    """Variance (n, components), in squared points, of the change if reliabilities went from `now` to `full`."""
    variances = np.zeros((len(now), profile.component_count))
    effective = effective_weights(profile, filling, full)
    for component in range(profile.component_count):
        own = profile.columns(component)
        known = now[:, own] > 0
        hidden = (full[:, own] > 0) & ~known
        shared = spread.shared[component]
        factor = 1 / (1 + known.sum(axis=1) * shared / (1 - shared))
        reach = hidden * effective[:, own] * spread.sds[own]
        apart = row_sums(reach**2) * (1 - shared)
        together = row_sums(reach) ** 2 * shared * factor
        variances[:, component] = (_points(profile, component)) ** 2 * (apart + together)
    return variances


def full_reliabilities(spread: Spread, now: Integers) -> Integers:
    """What could be known: what is known as it is, and the unknown at the trust of its source."""
    return np.where(now > 0, now, np.rint(spread.trusts * MICRO).astype(np.int64))


def noise_variances(
    profile: Profile, filling: Filling, spread: Spread, reliabilities: Integers, noises: Floats | None = None
) -> Floats:
    """Variance (n, components), in squared points, of figures that are noisy or old.

    `noises` (n, signals) replaces the signals' own noise where a figure brings its own, as a latent quality does. An
    old figure drifts to where the signal's spread would put it: at the end of its life seven tenths of that variance.
    """
    own_noises = spread.noises if noises is None else np.where(np.isnan(noises), spread.noises, noises)
    trusted = np.maximum(np.rint(spread.trusts * MICRO), 1)
    aged = 1 - np.clip(reliabilities / trusted, 0.0, 1.0)
    effective = effective_weights(profile, filling, reliabilities)
    each = effective**2 * (own_noises**2 + aged * spread.sds**2)
    variances = np.zeros((len(reliabilities), profile.component_count))
    for component in range(profile.component_count):
        own = profile.columns(component)
        variances[:, component] = _points(profile, component) ** 2 * row_sums(each[:, own])
    return variances


def method_variance(component_weights: Floats, values: Floats) -> Floats:
    """Variance (n,), in squared points, of sum W value over Dirichlet(ALPHA W) weights; for a pair give differences."""
    mean = row_sums(values * component_weights)
    square = row_sums(values**2 * component_weights)
    variance: Floats = 100**2 * np.maximum(square - mean**2, 0.0) / (ALPHA + 1)
    return variance


def evidence_variances(
    profile: Profile, filling: Filling, spread: Spread, reliabilities: Integers, noises: Floats | None = None
) -> Floats:
    """Variance (n, components), in squared points, of all that is missing, noisy or old."""
    full = full_reliabilities(spread, reliabilities)
    variances = missing_variances(profile, filling, spread, reliabilities, full)
    return variances + noise_variances(profile, filling, spread, reliabilities, noises)


def evidence_sds(
    profile: Profile, filling: Filling, spread: Spread, reliabilities: Integers, noises: Floats | None = None
) -> Floats:
    """Standard deviation (n,), in points, of all that is missing, noisy or old."""
    return np.sqrt(row_sums(evidence_variances(profile, filling, spread, reliabilities, noises)))


@dataclass(frozen=True)
class Intervals:
    """Of n scores, in millionths of a point: ends of the 90 % interval, and the standard deviations behind it.

    `component_sds` (n, components) and `sd_evidence` are those of evidence, `sd_method` that of the weights; `widths`
    (n,) is how many standard deviations of evidence half of the interval is.
    """

    low: Integers
    high: Integers
    sd_evidence: Integers
    sd_method: Integers
    widths: Floats
    component_sds: Integers


def intervals(
    profile: Profile,
    filling: Filling,
    spread: Spread,
    *,
    scores: Scores,
    reliabilities: Integers,
    noises: Floats,
) -> Intervals:
    """Intervals of scores that were made of `reliabilities` (n, signals); `noises` as in `noise_variances`."""
    variances = evidence_variances(profile, filling, spread, reliabilities, noises)
    sds = np.sqrt(row_sums(variances))
    low, high = bounds(spread, scores.total, sds, scores.own_coverage)
    method = method_variance(profile.component_weights / MICRO, scores.component_values / MICRO)
    return Intervals(
        low=low,
        high=high,
        sd_evidence=np.rint(sds * MICRO).astype(np.int64),
        sd_method=np.rint(np.sqrt(method) * MICRO).astype(np.int64),
        widths=spread.width(scores.own_coverage / MICRO),
        component_sds=np.rint(np.sqrt(variances) * MICRO).astype(np.int64),
    )


def bounds(spread: Spread, totals: Integers, sds: Floats, coverage: Integers) -> tuple[Integers, Integers]:
    """The 90 % interval of each score in millionths of a point, inside 0..100; `coverage` in millionths."""
    half = np.rint(spread.width(coverage / MICRO) * sds * MICRO).astype(np.int64)
    low: Integers = np.clip(totals - half, 0, 100 * MICRO)
    high: Integers = np.clip(totals + half, 0, 100 * MICRO)
    return low, high


def _points(profile: Profile, component: int) -> float:
    return 100 * float(profile.component_weights[component]) / MICRO
