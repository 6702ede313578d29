"""The formula from `ur-1.0.0` on: a linear sum of rows, with the filling of `scoring.formula.filling`, in integers.

Per component c with signals s, weights w, reliabilities rho, values u, priors mu, scales sigma and shrinkage kappa:

    k     = w rho                                        what is known of a signal
    R     = sum k                                        coverage
    Z     = sum k (u - mu) / sigma                       how far the known stand from the usual, in scales
    D     = max(R + kappa, |Z| / b)                      b: see `scoring.formula.filling`
    e     = k (1 + sum (w - k) sigma / D / sigma_s)      effective weight: a signal's own and what it fills
    theta = sum w mu + sum e (u - mu)                    the component, 0..1
    score = 100 sum W theta

For whoever recomputes: all inputs are integers of 1e-6, and every step is one of 64-bit integers. Products are exact;
`//` rounds down, for negative numbers too. Orders of magnitude stand beside each step. Scales and kappas of at least
`LEAST`, which a methodology must have, keep every product below 2^63.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.formula.filling import Filling
from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.formula.rounding import TENTH, apportion_integers, tenths
from scoring.formula.scores import SCORE_MAXIMUM, Scores, by_component, columns_with_baseline, component_values

# Of scales and kappas, as a value 0..1.
LEAST = 0.1
# A row's part of the score is counted in units of which so many make a millionth of a point.
UNIT = 10_000_000_000


@dataclass(frozen=True)
class _Numbers:
    """A filling in millionths."""

    priors: Integers
    scales: Integers
    kappas: Integers


def score(profile: Profile, filling: Filling, values: Integers, reliabilities: Integers) -> Scores:
    """Score n artifacts at once. `values` and `reliabilities` (n, k) are integers 0..1e6; shape errors raise."""
    rows, covered = _rows(profile, filling, values, reliabilities)
    total = np.clip((rows.sum(axis=1) + UNIT // 2) // UNIT, 0, SCORE_MAXIMUM)
    row_points = apportion_integers(rows, total, unit=UNIT)
    component_points = by_component(profile, row_points)
    total_tenths = tenths(total)
    component_tenths = apportion_integers(component_points, total_tenths, unit=TENTH)
    row_tenths = np.empty_like(row_points)
    for component in range(profile.component_count):
        columns = columns_with_baseline(profile, component)
        row_tenths[:, columns] = apportion_integers(row_points[:, columns], component_tenths[:, component], unit=TENTH)
    return Scores(
        row_points=row_points,
        total=total,
        row_tenths=row_tenths,
        component_tenths=component_tenths,
        total_tenths=total_tenths,
        component_values=component_values(profile, component_points),
        coverage=_rounded(covered, MICRO),
        own_coverage=own_coverage(profile, reliabilities),
    )


def _rows(profile: Profile, filling: Filling, values: Integers, reliabilities: Integers) -> tuple[Integers, Integers]:
    """Rows (n, k + c) in `UNIT`ths of a millionth of a point, and coverage (n, c) in 1e-12."""
    numbers = _Numbers(_micro(filling.priors), _micro(filling.scales), _micro(filling.kappas))
    signals = len(profile.weights)
    rows = np.zeros((len(values), signals + profile.component_count), dtype=np.int64)
    covered = np.zeros((len(values), profile.component_count), dtype=np.int64)
    for component in range(profile.component_count):
        own = profile.columns(component)
        weight = profile.component_weights[component]
        known = profile.weights[own] * reliabilities[:, own]  # 1e-12
        covered[:, component] = known.sum(axis=1)
        away = values[:, own] - numbers.priors[own]  # 1e-6
        effective = _effective_weights(profile, numbers, component, known, away)  # 1e-9
        rows[:, own] = weight * (effective * away // 1000)  # 1e-6 * (1e-9 * 1e-6 / 1e-3) = 1e-18
        rows[:, signals + component] = weight * (profile.weights[own] * numbers.priors[own]).sum()
    return rows, covered


def _effective_weights(
    profile: Profile, numbers: _Numbers, component: int, known: Integers, away: Integers
) -> Integers:
    """e (n, signals of the component) in 1e-9."""
    own = profile.columns(component)
    scales, priors = numbers.scales[own], numbers.priors[own]
    moved = (known * away // scales).sum(axis=1)  # Z, 1e-12
    upper, lower = int(((MICRO - priors) * MICRO // scales).min()), int((priors * MICRO // scales).min())  # b, 1e-6
    spread = (known.sum(axis=1) + numbers.kappas[component] * MICRO) // 1000  # R + kappa, 1e-9
    needed = np.abs(moved) // 1000 * MICRO // np.where(moved > 0, upper, lower)  # |Z| / b, 1e-9
    unknown = ((profile.weights[own] * MICRO - known) * scales).sum(axis=1)  # 1e-18
    spoken = unknown // np.maximum(spread, needed)  # 1e-9
    added = known // 1000 * spoken[:, None] // scales  # 1e-12
    effective: Integers = (known + added) // 1000
    return effective


def own_coverage(profile: Profile, reliabilities: Integers) -> Integers:
    """Known share of the components that rest on the world's evidence, weighed by those components."""
    whole, known = 0, np.zeros(len(reliabilities), dtype=np.int64)
    for component in range(profile.component_count):
        own = profile.columns(component)
        own = own[profile.own_evidence[own]]
        if len(own):
            whole += int(profile.component_weights[component])
            known += profile.component_weights[component] * (profile.weights[own] * reliabilities[:, own]).sum(axis=1)
    return _rounded(known, whole * MICRO)


def _rounded(numerators: Integers, denominator: int) -> Integers:
    """To the nearest whole number, halves up."""
    whole: Integers = (numerators + denominator // 2) // denominator
    return whole


def _micro(values: Floats) -> Integers:
    return np.rint(values * MICRO).astype(np.int64)
