"""Whether verdicts keep their word (E13), by truths drawn from the fitted model and by truths that were hidden."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluation.jobs import jobs_of, same_job_pairs
from evaluation.readings import SEED, Fit, Readings
from scoring.formula.filled import own_coverage
from scoring.formula.filling import Mask, component_values
from scoring.formula.intervals import (
    ALPHA,
    Spread,
    full_reliabilities,
    missing_variances,
    noise_variances,
)
from scoring.formula.paired import CLEAR, LEANS, Outcome, PairedDifference, Side, paired_difference
from scoring.formula.profile import MICRO, Floats, Integers

PAIRS = 3000
TRUTHS = 20
DELETED = 0.5


@dataclass(frozen=True)
class Known:
    """Everything that a verdict needs of n artifacts."""

    values: Floats
    variances: Floats
    known: Floats
    coverage: Floats
    widths: Floats

    def side(self, row: int) -> Side:
        return Side(
            values=self.values[row],
            variances=self.variances[row],
            known=self.known[row],
            coverage=float(self.coverage[row]),
            width=float(self.widths[row]),
        )


def honesty(readings: Readings, fit: Fit) -> dict[str, Any]:
    """Shares of right verdicts by outcome, abstention, and which signal would carry more verdicts if it were known."""
    rated = readings.rated()
    spread = fit.spread
    pairs = same_job_pairs(jobs_of(rated.kind), rated.slugs, count=PAIRS, seed=SEED)
    said_of_pairs = _of_pairs(rated, known_of(rated, fit, spread, rated.reliabilities), pairs)
    return {
        "kind": readings.kind,
        "pairs": len(pairs),
        "outcomes": _outcomes(said_of_pairs),
        "without_coverage_floor": _without_floor(said_of_pairs),
        "simulated": _simulated(rated, fit, spread, pairs, said_of_pairs),
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
    else:
        variances = missing_variances(profile, fit.filling, spread, now, full)
    coverage = own_coverage(profile, now) / MICRO
    return Known(
        values=component_values(profile, fit.filling, readings.values, now),
        variances=variances,
        known=_component_coverage(readings, now),
        coverage=coverage,
        widths=spread.width(coverage),
    )


def _component_coverage(readings: Readings, now: Integers) -> Floats:
    weights = readings.profile.weights / MICRO * (now / MICRO)
    profile = readings.profile
    return np.stack([weights[:, profile.columns(c)].sum(axis=1) for c in range(profile.component_count)], axis=1)


def _of_pairs(readings: Readings, known: Known, pairs: Integers) -> list[PairedDifference]:
    weights = readings.profile.component_weights / MICRO
    return [paired_difference(weights, known.side(int(left)), known.side(int(right))) for left, right in pairs]


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


def _grade(said: list[tuple[PairedDifference, float]]) -> dict[str, Any]:
    """Share right by what the probability says, whatever coverage allows; truths are differences under the weights."""
    right: dict[str, list[bool]] = defaultdict(list)
    errors = []
    for each, truth in said:
        sure = max(each.probability, 1 - each.probability)
        name = "clear" if sure >= CLEAR else "leans" if sure >= LEANS else "too close"
        name = name if abs(each.difference) >= 1 else "too close"
        right[name].append((each.difference > 0) == (truth > 0))
        errors.append((each.probability, truth > 0))
    return {
        "right": {
            name: {"share": round(float(np.mean(found)), 4), "n": len(found)} for name, found in sorted(right.items())
        },
        "calibration_error": _calibration_error(errors),
    }


def _calibration_error(said: list[tuple[float, bool]]) -> float:
    """Mean distance, over ten equal bins of probability weighed by size, of what was said from what came true."""
    bins: dict[int, list[float]] = defaultdict(list)
    for probability, true in said:
        bins[min(int(probability * 10), 9)].append(probability - true)
    return round(sum(abs(sum(gaps)) for gaps in bins.values()) / len(said), 4)


def _simulated(
    readings: Readings, fit: Fit, spread: Spread, pairs: Integers, said_of_pairs: list[PairedDifference]
) -> dict[str, Any]:
    """Unknown signals, noise and weights drawn from the model that the intervals assume, given what is known."""
    random = np.random.default_rng(SEED)
    full = full_reliabilities(spread, readings.reliabilities)
    profile = readings.profile
    said = []
    for _ in range(TRUTHS):
        values = _drawn(readings, fit, spread, random)
        truth = component_values(profile, fit.filling, values, full)
        for (left, right), each in zip(pairs, said_of_pairs, strict=True):
            drawn = random.dirichlet(ALPHA * np.maximum(each.weights, 1e-9))
            said.append((each, float(drawn @ (truth[left] - truth[right]))))
    return _grade(said)


def _drawn(readings: Readings, fit: Fit, spread: Spread, random: np.random.Generator) -> Integers:
    """Values in which the unknown is drawn around what stands in for it, and the known within its noise."""
    profile, filling, now = readings.profile, fit.filling, readings.reliabilities
    known = now > 0
    weights = profile.weights / MICRO * (now / MICRO)
    distances = (readings.values / MICRO - filling.priors) / filling.scales
    noises = np.where(np.isnan(readings.noises), spread.noises, readings.noises)
    values = readings.values / MICRO + np.where(known, noises, 0.0) * random.normal(size=now.shape)
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
    """Half of the known cells hidden; the truth is the order by everything that is known, under the same weights."""
    random = np.random.default_rng(SEED)
    mask: Mask = (readings.reliabilities > 0) & readings.hideable & (random.random(readings.values.shape) < DELETED)
    left = np.where(mask, 0, readings.reliabilities)
    known = known_of(readings, fit, spread, left, full=readings.reliabilities)
    truth = component_values(readings.profile, fit.filling, readings.values, readings.reliabilities)
    hit: Mask = np.asarray(mask.any(axis=1))
    some = pairs[hit[pairs].all(axis=1)]
    said_of_pairs = _of_pairs(readings, known, some)
    # Weights are not in question here, so that their share of the doubt is taken out of what is said.
    plain = [_without_method(each) for each in said_of_pairs]
    return _grade(
        [
            (each, float(each.weights @ (truth[first] - truth[second])))
            for (first, second), each in zip(some, plain, strict=True)
        ]
    )


def _without_method(each: PairedDifference) -> PairedDifference:
    sd = each.sd_evidence
    probability = 0.5 if sd == 0 else _normal(each.difference / sd)
    return replace(each, sd_method=0.0, probability=probability)


def _normal(value: float) -> float:
    return 0.5 * (1 + float(np.tanh(np.sqrt(2 / np.pi) * (value + 0.044715 * value**3))))


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
    for low, high in ((0.15, 0.25), (0.25, 0.4), (0.4, 1.01)):
        some = [each for each, share in zip(said_of_pairs, coverage, strict=True) if low <= share < high]
        if some:
            rows.append({"coverage": [low, high], "pairs": len(some), **_without_floor(some)})
    return rows
