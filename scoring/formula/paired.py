"""Two artifacts of one kind: how sure it is who is ahead, and what would turn it round.

Everything is about the difference, so that what both share cancels: weights that favour both alike, and the error of a
link that both rest on. All of it mirrors when the sides are exchanged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from scoring.formula.intervals import ALPHA, NORMAL_90, method_variance
from scoring.formula.profile import Floats

CLEAR = 0.95
LEANS = 0.80
# Points of a score; a smaller difference is no difference whatever its probability.
SMALLEST_DIFFERENCE = 1.0
# A component known less than this on both sides is left out, and the other weights fill its place.
KNOWN_FROM = 0.10
# With a side known less than this there is no clear outcome: below it too few cases show that 95 % of them are right.
CLEAR_FROM = 0.25

# Of a side that rests on no link.
NO_LINKS: Floats = np.zeros((0, 0))

DRAWS = 1000
DRAWS_SEED = 20_261_128


class Outcome(StrEnum):
    """What can be said of two artifacts that do the same job."""

    CLEAR = "clear"
    LEANS = "leans"
    TOO_CLOSE = "too close to call"


@dataclass(frozen=True)
class Side:
    """What is known of one side: values 0..1, variances of evidence in squared points and coverage, by component.

    `variances` are those of `scoring.formula.intervals`, made with the full weights; `width` is the half-width of its
    90 % interval in standard deviations; `coverage` is that of the whole artifact, `known` that of each component.
    `links` (components, parts), in points, is the part of that evidence which is the error of the links between boards:
    one entry for each of its independent parts, so that products of two sides' entries are their covariance.
    """

    values: Floats
    variances: Floats
    known: Floats
    coverage: float
    width: float = NORMAL_90
    links: Floats = field(default_factory=lambda: NO_LINKS)


def reweighed(side: Side, published: Floats, weights: Floats) -> Side:
    """The side with its evidence under other weights: a component that counts twice as much is twice as uncertain."""
    factors = np.divide(weights, published, out=np.zeros_like(weights), where=published > 0)
    links = side.links * factors[:, None] if side.links.size else side.links
    return replace(side, variances=side.variances * factors**2, links=links)


@dataclass(frozen=True)
class PairedDifference:
    """Left against right. `difference` in points, above 0 where left is ahead; `weights` are those that were used.

    `share` is the part of all weights that they stand for: times it, difference and deviations are on the scale of the
    scores themselves.
    """

    weights: Floats
    difference: float
    sd_evidence: float
    sd_method: float
    probability: float
    outcome: Outcome
    share: float = 1.0

    @property
    def sd(self) -> float:
        return math.hypot(self.sd_evidence, self.sd_method)


@dataclass(frozen=True)
class Flip:
    """The weight of one component at which the two are level, the others keeping their proportions."""

    component: int
    weight: float
    change: float


def paired_difference(weights: Floats, left: Side, right: Side) -> PairedDifference:
    """Compare two sides under component weights that sum to 1.

    The error of the links that both rest on cancels: twice its covariance is in the variances of the sides and not in
    that of their difference. Nothing known on either side gives an even chance. Where what is known points one way and
    the scores with all their components do not, it is too close to call.
    """
    used = known_weights(weights, left, right)
    if used is None:
        return PairedDifference(weights, 0.0, 0.0, 0.0, 0.5, Outcome.TOO_CLOSE, share=0.0)
    gaps = left.values - right.values
    difference = 100 * float(used @ gaps)
    scale = np.divide(used, weights, out=np.zeros_like(used), where=weights > 0) ** 2
    evidence = sum(
        (side.width / NORMAL_90) ** 2 * float(np.where(used > 0, side.variances, 0.0) @ scale) for side in (left, right)
    )
    evidence = max(evidence - 2 * _shared(left, right, scale), 0.0)
    method = float(method_variance(used, gaps[None, :])[0])
    probability = probability_ahead(difference, math.sqrt(evidence + method))
    coverage = min(left.coverage, right.coverage)
    agree = difference * float(weights @ gaps) > 0
    return PairedDifference(
        weights=used,
        difference=difference,
        sd_evidence=math.sqrt(evidence),
        sd_method=math.sqrt(method),
        probability=probability,
        outcome=outcome(difference, probability, coverage) if agree else Outcome.TOO_CLOSE,
        share=float(weights[used > 0].sum()),
    )


def _shared(left: Side, right: Side, scale: Floats) -> float:
    """Covariance of the two by common links, in squared points; `scale` (components,) is that of the variances."""
    if not left.links.size or left.links.shape != right.links.shape:
        return 0.0
    widths = left.width * right.width / NORMAL_90**2
    return widths * float((left.links * right.links).sum(axis=1) @ scale)


def known_weights(weights: Floats, left: Side, right: Side) -> Floats | None:
    """Weights over the components known to either side, summing to 1; None where nothing is known of any."""
    kept = np.where(np.maximum(left.known, right.known) >= KNOWN_FROM, weights, 0.0)
    whole = float(kept.sum())
    return kept / whole if whole > 0 else None


def probability_ahead(difference: float, sd: float) -> float:
    """P(left ahead of right) of a normal difference; even where both are the same and nothing is uncertain."""
    if sd == 0:
        return 0.5 + 0.5 * float(np.sign(difference))
    return 0.5 * (1 + math.erf(difference / sd / math.sqrt(2)))


def outcome(difference: float, probability: float, coverage: float) -> Outcome:
    """The rule: small differences and even chances are too close; a badly known side allows a lean at most."""
    sure = max(probability, 1 - probability)
    if abs(difference) < SMALLEST_DIFFERENCE or sure < LEANS:
        return Outcome.TOO_CLOSE
    return Outcome.CLEAR if sure >= CLEAR and coverage >= CLEAR_FROM else Outcome.LEANS


def flips(weights: Floats, gaps: Floats) -> list[Flip]:
    """Weights at which the sign of the difference turns, the smallest change first; empty where none does.

    Moving component c to weight x and scaling the others gives x g_c + (1 - x) rest, with rest their mean difference:
    it is 0 at x = rest / (rest - g_c). Components of no weight or of all weight are left out, and so is a level at no
    weight or at all of it: beyond it lies nothing.
    """
    found = []
    whole = float(weights @ gaps)
    for component, (weight, gap) in enumerate(zip(weights.tolist(), gaps.tolist(), strict=True)):
        if not 0 < weight < 1:
            continue
        rest = (whole - weight * gap) / (1 - weight)
        if rest == gap:
            continue
        level = rest / (rest - gap)
        if 0 < level < 1 and whole != 0:
            found.append(Flip(component, level, level - weight))
    return sorted(found, key=lambda flip: (abs(flip.change), flip.component))


def weight_draws(weights: Sequence[float] | Floats) -> Floats:
    """`DRAWS` weightings (draws, components) drawn from Dirichlet(ALPHA weights), the same ones for every pair."""
    return np.random.default_rng(DRAWS_SEED).dirichlet(ALPHA * np.asarray(weights), size=DRAWS)


def ahead_share(draws: Floats, gaps: Floats) -> float:
    """Share of weightings under which left is ahead, ties counting half.

    `gaps` (components,) are left less right; with several others (others, components), left is ahead of all of them.
    """
    least = np.atleast_2d(draws @ np.atleast_2d(gaps).T).min(axis=1)
    return float(((np.sign(least) + 1) / 2).mean())
