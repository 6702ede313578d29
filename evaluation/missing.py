"""Missing data (E3): each way to treat it, against its own scores before and against one truth that is no way's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.readings import SEED, Fit, Readings
from evaluation.statistics import spearman
from scoring.formula.calibration import REPEATS, points
from scoring.formula.filling import SHARES, Filling, Mask
from scoring.formula.intervals import Spread
from scoring.formula.profile import MICRO, Floats, Integers

# Artifacts of which all of a set of signals is known; fewer say little about an order.
COMPLETE_MINIMUM = 200
SIGNALS_MINIMUM = 3


def draft_fit(readings: Readings) -> Fit:
    """The formula up to `ur-0.2.0` with spreads by judgement: one prior a component, tau .18, no fit."""
    profile = readings.profile
    count = len(profile.weights)
    priors = (profile.priors / MICRO)[profile.component_of]
    spread = Spread(np.full(count, 0.18), np.full(profile.component_count, 0.5), readings.trusts, np.full(count, 0.04))
    return Fit(Filling(priors, np.ones(count), profile.kappas / MICRO), spread)


def scores(readings: Readings, fit: Fit, reliabilities: Integers) -> Floats:
    """Scores (n,) in points."""
    return points(readings.profile, fit.filling, readings.values, reliabilities)


def own_order(readings: Readings, fit: Fit) -> list[dict[str, Any]]:
    """Rank correlation of each way's scores after deletion with its own before, over artifacts that lost a cell."""
    rated = readings.rated()
    found = []
    for name, masks in _deletions(rated, fit, rated.hideable):
        means = _means(_compared(rated, ways(rated, fit), mask) for mask in masks)
        found.append({"deleted": name, "kind": readings.kind, "spearman": means})
    return found


def one_truth(readings: Readings, fit: Fit) -> list[dict[str, Any]]:
    """The same where nothing is missing before, so that all ways agree: all of some signals is known.

    The signals are those known of most artifacts, one more at a time, and what is counted over the catalog; the others
    leave the score. Figures are taken at their word: whatever is not quite trusted would be filled by each way.
    """
    rated = readings.rated()
    known = (rated.reliabilities > 0) & rated.hideable
    order = [int(signal) for signal in np.argsort(-known.sum(axis=0), kind="stable")]
    found = []
    for count in range(SIGNALS_MINIMUM, int(rated.hideable.sum()) + 1):
        asked = order[:count]
        rows = np.flatnonzero(known[:, asked].all(axis=1))
        if len(rows) < COMPLETE_MINIMUM:
            break
        complete, hideable = _complete(rated.only(rows), asked)
        truth = scores(complete, fit, complete.reliabilities)
        for name, masks in _deletions(complete, fit, hideable):
            found.append(
                {
                    "kind": readings.kind,
                    "signals": [rated.signals[signal] for signal in asked],
                    "artifacts": len(rows),
                    "deleted": name,
                    "spearman": _means(_compared(complete, ways(complete, fit), mask, truth) for mask in masks),
                }
            )
    return found


def ways(readings: Readings, fit: Fit) -> dict[str, Fit]:
    """Ways to treat what is missing, by name."""
    draft, filling = draft_fit(readings), fit.filling
    nothing, everything = np.full_like(filling.kappas, 1e-9), np.full_like(filling.kappas, 1e9)
    zero = Filling(np.zeros_like(filling.priors), filling.scales, everything)
    return {
        "zero-fill": Fit(zero, fit.spread),
        "priors only": Fit(Filling(filling.priors, filling.scales, everything), fit.spread),
        "drop and renormalise": Fit(Filling(draft.filling.priors, draft.filling.scales, nothing), fit.spread),
        "draft": draft,
        "fitted": fit,
    }


def _deletions(readings: Readings, fit: Fit, hideable: Mask) -> Iterator[tuple[str, list[Mask]]]:
    """Masks of known cells to hide, five for each share, and half of them with the flattering ones kept."""
    known = (readings.reliabilities > 0) & hideable
    # The flattering cells are those above their signal's usual value: what an owner would leave standing.
    flattering = readings.values / MICRO > fit.filling.priors
    for name, share, spared in (
        *((f"{share:.0%} of cells", share, False) for share in SHARES),
        ("50% of cells, the flattering ones kept", 0.5, True),
    ):
        drawn = (np.random.default_rng(SEED + repeat).random(known.shape) < share for repeat in range(REPEATS))
        yield name, [known & mask & ~(flattering & spared) for mask in drawn]


def _compared(readings: Readings, methods: dict[str, Fit], mask: Mask, truth: Floats | None = None) -> dict[str, float]:
    """By way: Spearman with the truth, or with its own scores before, of those that lost a cell."""
    hit = np.flatnonzero(mask.any(axis=1))
    some, left = readings.only(hit), np.where(mask[hit], 0, readings.reliabilities[hit])
    return {
        name: spearman(scores(some, way, left), scores(some, way, some.reliabilities) if truth is None else truth[hit])
        or 0.0
        for name, way in methods.items()
    }


def _means(repeats: Iterator[dict[str, float]]) -> dict[str, list[float]]:
    """Mean and range over the repeats."""
    found: dict[str, list[float]] = {}
    for each in repeats:
        for name, value in each.items():
            found.setdefault(name, []).append(value)
    return {name: [round(float(np.mean(each)), 3), round(float(np.ptp(each)), 3)] for name, each in found.items()}


def _complete(readings: Readings, asked: list[int]) -> tuple[Readings, Mask]:
    """The artifacts with a profile of the signals asked for and those counted here alone, all of them known."""
    profile = readings.profile
    hideable = np.isin(np.arange(len(profile.weights)), asked)
    kept = hideable | (~readings.hideable & (readings.trusts > 0))
    weights = np.where(kept, profile.weights, 0).astype(float)
    sums = np.bincount(profile.component_of, weights, minlength=profile.component_count)
    weights = weights / np.maximum(sums, 1)[profile.component_of]
    outer = np.where(sums > 0, profile.component_weights, 0)
    left = replace(profile, weights=_micro(weights), component_weights=_micro(outer / outer.sum()))
    reliabilities = np.where(kept, MICRO, 0) * np.ones_like(readings.reliabilities)
    return replace(readings, profile=left, reliabilities=reliabilities), hideable


def _micro(shares: Floats) -> Integers:
    return np.rint(shares * MICRO).astype(np.int64)
