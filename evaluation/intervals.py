"""Calibration of intervals (E4), with the deletions of `scoring.formula.calibration`."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.missing import draft_fit
from evaluation.readings import SEED, Fit, Readings
from scoring.formula.calibration import STRATA, Cases, cases_make, stratum, widths_fit
from scoring.formula.intervals import NORMAL_90
from scoring.formula.profile import Floats

FOLDS = 10


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
