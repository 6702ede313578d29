"""Missing data and calibration of intervals: hide cells that are known, score again, compare with the score before.

The error of an interval can only be seen where the truth is known: the score from everything that is known of an
artifact. The interval under test is that of the hidden cells, by the very formula that takes all unknown ones.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluation.readings import SEED, Fit, Readings, own_coverage
from evaluation.statistics import spearman
from scoring.formula.filling import SHARES, Filling, Mask, component_values
from scoring.formula.intervals import NORMAL_90, Spread, evidence_sds, missing_variances
from scoring.formula.profile import MICRO, Floats, Integers

STRATA = (0.0, 0.05, 0.15, 0.25, 0.4, 1.0)
REPEATS = 5
FOLDS = 10
# Below this many cases a share of 90 % cannot be told from 85 %.
STRATUM_MINIMUM = 200


@dataclass(frozen=True)
class Cases:
    """Deletions: the score before and after, the standard deviation expected of the change, coverage after it.

    `shown_sd` is that of the interval that the page would show after the deletion: it also holds what was unknown
    before and stays so, and noise, neither of which this truth can show.
    """

    artifact: Integers
    hidden_share: Floats
    whole: Floats
    left: Floats
    sd: Floats
    shown_sd: Floats
    coverage: Floats

    def only(self, rows: Mask) -> Cases:
        return Cases(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def draft_fit(readings: Readings) -> Fit:
    """The formula up to `ur-0.2.0` with spreads by judgement: one prior a component, tau .18, no fit."""
    profile = readings.profile
    count = len(profile.weights)
    priors = (profile.priors / MICRO)[profile.component_of]
    spread = Spread(np.full(count, 0.18), np.full(profile.component_count, 0.5), readings.trusts, np.full(count, 0.04))
    return Fit(Filling(priors, np.ones(count), profile.kappas / MICRO), spread)


def cases_make(readings: Readings, fit: Fit, *, seed: int) -> Cases:
    """Random deletions of 30, 50 and 70 %, repeated, and every known cell hidden alone."""
    random = np.random.default_rng(seed)
    known = (readings.reliabilities > 0) & readings.hideable
    masks = [(share, known & (random.random(known.shape) < share)) for _ in range(REPEATS) for share in SHARES]
    for signal in np.flatnonzero(readings.hideable):
        alone = np.zeros_like(known)
        alone[:, signal] = known[:, signal]
        masks.append((0.0, alone))
    return _joined([_cases(readings, fit, share, mask) for share, mask in masks])


def _cases(readings: Readings, fit: Fit, share: float, mask: Mask) -> Cases:
    rows = np.flatnonzero(mask.any(axis=1))
    some = readings.only(rows)
    left = np.where(mask[rows], 0, some.reliabilities)
    variances = missing_variances(some.profile, fit.filling, fit.spread, left, some.reliabilities)
    return Cases(
        artifact=rows,
        hidden_share=np.full(len(rows), share),
        whole=scores(some, fit, some.reliabilities),
        left=scores(some, fit, left),
        sd=np.sqrt(variances.sum(axis=1)),
        shown_sd=evidence_sds(some.profile, fit.filling, fit.spread, left),
        coverage=own_coverage(some.profile, left) / MICRO,
    )


def _joined(parts: list[Cases]) -> Cases:
    return Cases(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cases.__dataclass_fields__))


def scores(readings: Readings, fit: Fit, reliabilities: Integers) -> Floats:
    """Scores (n,) in points."""
    values = component_values(readings.profile, fit.filling, readings.values, reliabilities)
    total: Floats = 100 * values @ (readings.profile.component_weights / MICRO)
    return total


def widths_fit(cases: Cases) -> tuple[tuple[float, float], ...]:
    """Half-width in standard deviations that holds 90 %, for each stratum; a step at each of their borders."""
    knots: list[tuple[float, float]] = []
    for low, high in itertools.pairwise(STRATA):
        rows = _stratum(cases, low, high)
        width = NORMAL_90
        if rows.sum() >= STRATUM_MINIMUM:
            width = float(np.quantile(np.abs(cases.whole - cases.left)[rows] / cases.sd[rows], 0.9))
        knots += [(low, round(width, 4)), (high - 1e-6, round(width, 4))]
    return tuple(knots)


def calibration(readings: Readings, fit: Fit) -> dict[str, Any]:
    """Share of scores inside the interval; each artifact's widths are fitted on the nine tenths of the others."""
    rated = readings.rated()
    cases = cases_make(rated, fit, seed=SEED)
    fold = np.random.default_rng(SEED).permutation(len(rated.slugs))[cases.artifact] % FOLDS
    width = np.empty(len(cases.sd))
    for number in range(FOLDS):
        spread = replace(fit.spread, widths=widths_fit(cases.only(fold != number)))
        width[fold == number] = spread.width(cases.coverage[fold == number])
    draft = cases_make(rated, draft_fit(rated), seed=SEED)
    normal = np.full(len(draft.sd), NORMAL_90)
    return {
        "kind": readings.kind,
        "widths": [list(knot) for knot in widths_fit(cases)],
        "strata": [
            {
                "coverage": [low, high],
                "draft": _inside(draft, normal, low, high),
                "fitted, normal": _inside(cases, normal, low, high),
                "fitted, measured width": _inside(cases, width, low, high),
                "as shown": _inside(replace(cases, sd=cases.shown_sd), width, low, high),
            }
            for low, high in itertools.pairwise(STRATA)
        ],
    }


def _inside(cases: Cases, width: Floats, low: float, high: float) -> dict[str, Any]:
    rows = _stratum(cases, low, high)
    some = cases.only(rows)
    half = width[rows] * some.sd
    count = int(rows.sum())
    return {
        "cases": count,
        "artifacts": len(np.unique(some.artifact)),
        "inside": round(float((np.abs(some.whole - some.left) <= half).mean()), 3) if count else None,
        "half_width": round(float(np.median(half)), 2) if count else None,
    }


def _stratum(cases: Cases, low: float, high: float) -> Mask:
    rows: Mask = (cases.coverage >= low) & (cases.coverage < high) & (cases.sd > 0)
    return rows


def missing_data(readings: Readings, fit: Fit) -> list[dict[str, Any]]:
    """Rank correlation of the score after deletion with the score before, over artifacts that lost a cell (E3)."""
    rated = readings.rated()
    rows = []
    known = (rated.reliabilities > 0) & rated.hideable
    # The flattering cells are those above their signal's usual value: what an owner would leave standing.
    flattering = rated.values / MICRO > fit.filling.priors
    for name, share, spared in (
        *((f"{share:.0%} of cells", share, False) for share in SHARES),
        ("50% of cells, the flattering ones kept", 0.5, True),
    ):
        found: dict[str, list[float]] = {}
        for repeat in range(REPEATS):
            random = np.random.default_rng(SEED + repeat)
            mask = known & (random.random(known.shape) < share)
            mask &= ~(flattering & spared)
            rows_hit = np.flatnonzero(mask.any(axis=1))
            some = rated.only(rows_hit)
            left = np.where(mask[rows_hit], 0, some.reliabilities)
            for method, pair in _methods(some, fit, left).items():
                found.setdefault(method, []).append(spearman(*pair) or 0.0)
        means = {
            method: [round(float(np.mean(each)), 3), round(float(np.ptp(each)), 3)] for method, each in found.items()
        }
        rows.append({"deleted": name, "kind": readings.kind, "spearman": means})
    return rows


def _methods(readings: Readings, fit: Fit, left: Integers) -> dict[str, tuple[Floats, Floats]]:
    """For each way to treat what is missing: the scores after deletion and before it."""
    draft, filling, whole = draft_fit(readings), fit.filling, readings.reliabilities
    nothing, everything = np.full_like(filling.kappas, 1e-9), np.full_like(filling.kappas, 1e9)
    zero = Filling(np.zeros_like(filling.priors), filling.scales, everything)
    ways = {
        "zero-fill": Fit(zero, fit.spread),
        "priors only": Fit(Filling(filling.priors, filling.scales, everything), fit.spread),
        "drop and renormalise": Fit(Filling(draft.filling.priors, draft.filling.scales, nothing), fit.spread),
        "draft": draft,
        "fitted": fit,
    }
    return {name: (scores(readings, way, left), scores(readings, way, whole)) for name, way in ways.items()}
