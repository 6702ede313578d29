"""How wide an interval must be: hide cells that are known, score again, compare with the score before.

The error of an interval can only be seen where the truth is known: the score from everything that is known of an
artifact. The interval under test is that of the hidden cells, by the very formula that takes all unknown ones.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from scoring.formula.filled import own_coverage
from scoring.formula.filling import SHARES, Filling, Mask, component_values
from scoring.formula.intervals import NORMAL_90, Spread, evidence_sds, missing_variances
from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.formula.sums import row_sums

# Borders of coverage between which one width holds. Models on one board lie between .39 and .45: no border cuts them.
STRATA = (0.0, 0.05, 0.15, 0.25, 0.45, 1.0)
REPEATS = 5
# Below this many cases a share of 90 % cannot be told from 85 %.
STRATUM_MINIMUM = 200
LEVEL = 0.9


@dataclass(frozen=True)
class Population:
    """What is known of n artifacts of one kind, k signals; `hideable` (k,) signals can be unknown."""

    profile: Profile
    values: Integers
    reliabilities: Integers
    hideable: Mask


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


def cases_make(population: Population, filling: Filling, spread: Spread, *, seed: int) -> Cases:
    """Random deletions of 30, 50 and 70 %, repeated, and every known cell hidden alone."""
    random = np.random.default_rng(seed)
    known = (population.reliabilities > 0) & population.hideable
    masks = [(share, known & (random.random(known.shape) < share)) for _ in range(REPEATS) for share in SHARES]
    for signal in np.flatnonzero(population.hideable):
        alone = np.zeros_like(known)
        alone[:, signal] = known[:, signal]
        masks.append((0.0, alone))
    parts = [_cases(population, filling, spread, share, mask) for share, mask in masks]
    return Cases(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cases.__dataclass_fields__))


def _cases(population: Population, filling: Filling, spread: Spread, share: float, mask: Mask) -> Cases:
    profile, rows = population.profile, np.flatnonzero(mask.any(axis=1))
    values, known = population.values[rows], population.reliabilities[rows]
    left = np.where(mask[rows], 0, known)
    variances = missing_variances(profile, filling, spread, left, known)
    return Cases(
        artifact=rows,
        hidden_share=np.full(len(rows), share),
        whole=points(profile, filling, values, known),
        left=points(profile, filling, values, left),
        sd=np.sqrt(variances.sum(axis=1)),
        shown_sd=evidence_sds(profile, filling, spread, left),
        coverage=own_coverage(profile, left) / MICRO,
    )


def points(profile: Profile, filling: Filling, values: Integers, reliabilities: Integers) -> Floats:
    """Scores (n,) in points."""
    by_component = component_values(profile, filling, values, reliabilities)
    return 100 * row_sums(by_component * (profile.component_weights / MICRO))


def widths_fit(cases: Cases) -> tuple[tuple[float, float], ...]:
    """Half-width in standard deviations that holds 90 %, for each stratum; a step at each of their borders."""
    knots: list[tuple[float, float]] = []
    for low, high in itertools.pairwise(STRATA):
        rows = stratum(cases, low, high)
        width = NORMAL_90
        if rows.sum() >= STRATUM_MINIMUM:
            width = _width(np.abs(cases.whole - cases.left)[rows] / cases.sd[rows])
        knots += [(low, width), (round(high - 1e-6, 6), width)]
    return tuple(knots)


def _width(errors: Floats) -> float:
    """The width whose share of errors inside is nearest to nine tenths; errors in standard deviations.

    Facts of few values make many cases alike, which lie inside or outside together: the least width that holds nine
    tenths would hold all of such a lump. Rounded up, so that none at the border falls outside.
    """
    widths, counts = np.unique(np.ceil(errors * 10**4).astype(np.int64), return_counts=True)
    inside = np.cumsum(counts) / len(errors)
    return int(widths[np.argmin(np.abs(inside - LEVEL))]) / 10**4


def stratum(cases: Cases, low: float, high: float) -> Mask:
    """Cases whose coverage after the deletion lies in the half-open range."""
    rows: Mask = (cases.coverage >= low) & (cases.coverage < high) & (cases.sd > 0)
    return rows
