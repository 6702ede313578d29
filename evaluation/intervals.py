"""Missing data and calibration of intervals (E3, E4), with the deletions of `scoring.formula.calibration`."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.readings import SEED, Fit, Readings
from evaluation.statistics import spearman
from scoring.formula.calibration import REPEATS, STRATA, Cases, cases_make, points, stratum, widths_fit
from scoring.formula.filling import SHARES, Filling
from scoring.formula.intervals import NORMAL_90, Spread
from scoring.formula.profile import MICRO, Floats, Integers

FOLDS = 10


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


def calibration(readings: Readings, fit: Fit) -> dict[str, Any]:
    """Share of scores inside the interval; each artifact's widths are fitted on the nine tenths of the others."""
    rated = readings.rated()
    cases = cases_make(rated.population, fit.filling, fit.spread, seed=SEED)
    fold = np.random.default_rng(SEED).permutation(len(rated.slugs))[cases.artifact] % FOLDS
    width = np.empty(len(cases.sd))
    for number in range(FOLDS):
        spread = replace(fit.spread, widths=widths_fit(cases.only(fold != number)))
        width[fold == number] = spread.width(cases.coverage[fold == number])
    former = draft_fit(rated)
    draft = cases_make(rated.population, former.filling, former.spread, seed=SEED)
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
    rows = stratum(cases, low, high)
    some = cases.only(rows)
    half = width[rows] * some.sd
    count = int(rows.sum())
    return {
        "cases": count,
        "artifacts": len(np.unique(some.artifact)),
        "inside": round(float((np.abs(some.whole - some.left) <= half).mean()), 3) if count else None,
        "half_width": round(float(np.median(half)), 2) if count else None,
    }


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
