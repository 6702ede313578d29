"""Whether verdicts keep their word (E13), by truths drawn from the fitted model and by truths that were hidden."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluation.grading import COVERAGES, Said, grade
from evaluation.jobs import jobs_of, same_job_pairs
from evaluation.readings import SEED, Fit, Readings
from scoring.formula.calibration import REPEATS
from scoring.formula.filled import own_coverage
from scoring.formula.filling import Mask, component_values, effective_weights
from scoring.formula.intervals import (
    ALPHA,
    Spread,
    full_reliabilities,
    missing_variances,
    noise_variances,
)
from scoring.formula.paired import (
    CLEAR,
    LEANS,
    Outcome,
    PairedDifference,
    Side,
    paired_difference,
    probability_ahead,
)
from scoring.formula.profile import MICRO, Floats, Integers

PAIRS = 3000
TRUTHS = 20
DELETED = 0.5
# Share of the variance of a standing that its links must make for the two sides to have anything to share.
LINKED_FROM = 0.1


@dataclass(frozen=True)
class Known:
    """Everything that a verdict needs of n artifacts; `links` (n, components, parts) as in `Side`."""

    values: Floats
    variances: Floats
    known: Floats
    coverage: Floats
    widths: Floats
    links: Floats

    def side(self, row: int) -> Side:
        return Side(
            values=self.values[row],
            variances=self.variances[row],
            known=self.known[row],
            coverage=float(self.coverage[row]),
            width=float(self.widths[row]),
            links=self.links[row],
        )


def honesty(readings: Readings, fit: Fit) -> dict[str, Any]:
    """Shares of right verdicts by outcome, abstention, and which signal would carry more verdicts if it were known."""
    rated = readings.rated()
    spread = fit.spread
    pairs = same_job_pairs(jobs_of(rated.kind), rated.slugs, count=PAIRS, seed=SEED)
    known = known_of(rated, fit, spread, rated.reliabilities)
    said_of_pairs = _of_pairs(rated, known, pairs)
    return {
        "kind": readings.kind,
        "pairs": len(pairs),
        "outcomes": _outcomes(said_of_pairs),
        "without_coverage_floor": _without_floor(said_of_pairs),
        "simulated": _simulated(rated, fit, spread, pairs, said_of_pairs),
        "linked": _linked(rated, known),
        "hidden": _hidden(rated, fit, spread, pairs),
        "abstention_if_known": _if_known(rated, fit, spread, pairs),
        "abstention_by_coverage": _by_coverage(rated, pairs, said_of_pairs),
    }


def known_of(readings: Readings, fit: Fit, spread: Spread, now: Integers, full: Integers | None = None) -> Known:
    """Values, variances and coverage at reliabilities `now`; without `full`, everything unknown and noise count."""
    profile = readings.profile
    if full is None:
        variances = missing_variances(profile, fit.filling, spread, now, full_reliabilities(spread, now))
        variances = variances + noise_variances(profile, fit.filling, spread, now, readings.noises)
        links = _links(readings, fit, now)
    else:
        # What stays known is taken at its word, and so are the links.
        variances = missing_variances(profile, fit.filling, spread, now, full)
        links = np.zeros((len(now), profile.component_count, 0))
    coverage = own_coverage(profile, now) / MICRO
    return Known(
        values=component_values(profile, fit.filling, readings.values, now),
        variances=variances,
        known=_component_coverage(readings, now),
        coverage=coverage,
        widths=spread.width(coverage),
        links=links,
    )


def _links(readings: Readings, fit: Fit, now: Integers) -> Floats:
    """What the error of the links moves each component by (n, components, parts), in points."""
    profile = readings.profile
    found = np.zeros((len(now), profile.component_count, readings.links.shape[1]))
    if "board_standing" in readings.signals:
        place = readings.signals.index("board_standing")
        component = profile.component_of[place]
        effective = effective_weights(profile, fit.filling, now)[:, place]
        weight = 100 * profile.component_weights[component] / MICRO
        found[:, component, :] = weight * effective[:, None] * readings.links
    return found


def _component_coverage(readings: Readings, now: Integers) -> Floats:
    weights = readings.profile.weights / MICRO * (now / MICRO)
    profile = readings.profile
    return np.stack([weights[:, profile.columns(c)].sum(axis=1) for c in range(profile.component_count)], axis=1)


def _of_pairs(readings: Readings, known: Known, pairs: Integers) -> list[PairedDifference]:
    weights = readings.profile.component_weights / MICRO
    return [paired_difference(weights, known.side(int(left)), known.side(int(right))) for left, right in pairs]


def _linked(readings: Readings, known: Known) -> dict[str, Any] | None:
    """Pairs of which both rest on links of some error, with what they share of it cancelled, and counted twice."""
    if "board_standing" not in readings.signals:
        return None
    noises = readings.noises[:, readings.signals.index("board_standing")]
    some = np.flatnonzero((readings.links**2).sum(axis=1) > LINKED_FROM * np.nan_to_num(noises) ** 2 + 1e-12)
    random = np.random.default_rng(SEED)
    pairs = random.choice(some, size=(PAIRS, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    shared, apart = (_of_pairs(readings, each, pairs) for each in (known, replace(known, links=known.links[:, :, :0])))
    narrower = [one.sd_evidence / other.sd_evidence for one, other in zip(shared, apart, strict=True)]
    return {
        "artifacts": len(some),
        "pairs": len(pairs),
        "cancelled": _without_floor(shared),
        "counted_twice": _without_floor(apart),
        "sd_evidence_ratio": [round(float(each), 3) for each in np.quantile(narrower, [0.05, 0.5, 0.95])],
    }


def _outcomes(said_of_pairs: list[PairedDifference]) -> dict[str, float]:
    return {
        outcome.value: round(sum(each.outcome is outcome for each in said_of_pairs) / len(said_of_pairs), 4)
        for outcome in Outcome
    }


def _without_floor(said_of_pairs: list[PairedDifference]) -> dict[str, float]:
    """By probability and size of the difference alone."""
    sure = np.array([max(each.probability, 1 - each.probability) for each in said_of_pairs])
    large = np.array([abs(each.difference) >= 1 for each in said_of_pairs])
    clear, leans = (sure >= CLEAR) & large, (sure >= LEANS) & (sure < CLEAR) & large
    return {
        "clear": round(float(clear.mean()), 4),
        "leans": round(float(leans.mean()), 4),
        "too close to call": round(float(1 - clear.mean() - leans.mean()), 4),
    }


def _simulated(
    readings: Readings, fit: Fit, spread: Spread, pairs: Integers, said_of_pairs: list[PairedDifference]
) -> dict[str, Any]:
    """Unknown signals, noise and weights drawn from the model that the intervals assume, given what is known."""
    random = np.random.default_rng(SEED)
    full = full_reliabilities(spread, readings.reliabilities)
    profile = readings.profile
    said = []
    coverage = readings.coverage[pairs].min(axis=1) / MICRO
    for _ in range(TRUTHS):
        values = _drawn(readings, fit, spread, random)
        truth = component_values(profile, fit.filling, values, full)
        for (left, right), each, share in zip(pairs, said_of_pairs, coverage, strict=True):
            drawn = random.dirichlet(ALPHA * np.maximum(each.weights, 1e-9))
            said.append(Said(each, float(drawn @ (truth[left] - truth[right])), float(share)))
    return grade(said)


def _drawn(readings: Readings, fit: Fit, spread: Spread, random: np.random.Generator) -> Integers:
    """Values in which the unknown is drawn around what stands in for it, and the known within its noise.

    The error of the links is the same for all.
    """
    profile, filling, now = readings.profile, fit.filling, readings.reliabilities
    known = now > 0
    weights = profile.weights / MICRO * (now / MICRO)
    distances = (readings.values / MICRO - filling.priors) / filling.scales
    noises = np.where(np.isnan(readings.noises), spread.noises, readings.noises)
    linked = readings.links @ random.normal(size=readings.links.shape[1])
    if "board_standing" in readings.signals:
        place = readings.signals.index("board_standing")
        own = np.sqrt(np.maximum(noises[:, place] ** 2 - (readings.links**2).sum(axis=1), 0.0))
        noises[:, place] = np.where(known[:, place], own, noises[:, place])
    values = readings.values / MICRO + np.where(known, noises, 0.0) * random.normal(size=now.shape)
    if "board_standing" in readings.signals:
        values[:, place] += np.where(known[:, place], linked, 0.0)
    for component in range(profile.component_count):
        own = profile.columns(component)
        covered = weights[:, own].sum(axis=1)
        moved = (weights[:, own] * np.where(known[:, own], distances[:, own], 0.0)).sum(axis=1)
        moved = moved / (covered + filling.kappas[component])
        shared = spread.shared[component]
        doubt = 1 / (1 + known[:, own].sum(axis=1) * shared / (1 - shared))
        common = np.sqrt(shared * doubt)[:, None] * random.normal(size=(len(now), 1))
        apart = np.sqrt(1 - shared) * random.normal(size=(len(now), len(own)))
        filled = filling.priors[own] + filling.scales[own] * moved[:, None] + spread.sds[own] * (common + apart)
        values[:, own] = np.where(known[:, own], values[:, own], filled)
    return np.rint(values * MICRO).astype(np.int64)


def _hidden(readings: Readings, fit: Fit, spread: Spread, pairs: Integers) -> dict[str, Any]:
    """Half of the known cells hidden, five times; the truth is the order by everything known, under the same weights.

    Pairs of which one side would be unrated then get no verdict.
    """
    truth = component_values(readings.profile, fit.filling, readings.values, readings.reliabilities)
    said = []
    for repeat in range(REPEATS):
        random = np.random.default_rng(SEED + repeat)
        mask: Mask = (readings.reliabilities > 0) & readings.hideable & (random.random(readings.values.shape) < DELETED)
        left = np.where(mask, 0, readings.reliabilities)
        known = known_of(readings, fit, spread, left, full=readings.reliabilities)
        hit: Mask = np.asarray(mask.any(axis=1))
        rated = known.coverage >= readings.rated_from
        some = pairs[hit[pairs].any(axis=1) & rated[pairs].all(axis=1)]
        for (first, second), each in zip(some, _of_pairs(readings, known, some), strict=True):
            # Weights are not in question here, so that their share of the doubt is taken out of what is said.
            gap = float(each.weights @ (truth[first] - truth[second]))
            said.append(Said(_without_method(each), gap, min(known.coverage[first], known.coverage[second])))
    return grade(said)


def _without_method(each: PairedDifference) -> PairedDifference:
    return replace(each, sd_method=0.0, probability=probability_ahead(each.difference, each.sd_evidence))


def _if_known(readings: Readings, fit: Fit, spread: Spread, pairs: Integers) -> dict[str, float]:
    """Abstention, by probability alone, if one signal became known of everybody at what stands in for it now."""
    found = {}
    # Widths stay those of today's coverage: the question is what the figure itself would carry.
    today = known_of(readings, fit, spread, readings.reliabilities)
    for signal in np.flatnonzero(readings.hideable):
        now = readings.reliabilities.copy()
        unknown = now[:, signal] == 0
        now[unknown, signal] = round(readings.trusts[signal] * MICRO)
        known = known_of(readings, fit, spread, now)
        said_of_pairs = _of_pairs(readings, replace(known, values=today.values, widths=today.widths), pairs)
        found[readings.signals[signal]] = _without_floor(said_of_pairs)["too close to call"]
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _by_coverage(readings: Readings, pairs: Integers, said_of_pairs: list[PairedDifference]) -> list[dict[str, Any]]:
    coverage = readings.coverage[pairs].min(axis=1) / MICRO
    rows = []
    for low, high in itertools.pairwise(COVERAGES):
        some = [each for each, share in zip(said_of_pairs, coverage, strict=True) if low <= share < high]
        if some:
            rows.append({"coverage": [low, high], "pairs": len(some), **_without_floor(some)})
    return rows
