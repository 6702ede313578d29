"""The formula up to `ur-0.2.0`: a linear sum of rows, one prior a component for what is not known.

Per component c with signals s, weights w, reliabilities rho, values u, prior mu and shrinkage kappa:

    R     = sum w rho                                    coverage
    e     = w rho (1 + kappa) / (R + kappa)              effective weight of a signal, summing to at most 1
    theta = mu + sum e (u - mu)                          the component, 0..1
    score = 100 sum W theta

kappa -> 0 lets the known signals speak for the whole component, kappa -> infinity fills the rest with the prior.
An unknown signal has rho = 0: it neither counts as 0 nor silently leaves the sum.

Order of operations, for whoever recomputes: inputs are integers of 1e-6; R is a sum of integer products and exact;
each row's points are 100 * W * e * (u - mu) in IEEE double precision, in the order written in `_rows`; sums run from
the first column to the last; the total is rounded to 1e-6 points and the rows are apportioned to it.
"""

from __future__ import annotations

import numpy as np

from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.formula.rounding import apportion, tenths
from scoring.formula.scores import SCORE_MAXIMUM, Scores, by_component, columns_with_baseline, component_values


def score(profile: Profile, values: Integers, reliabilities: Integers) -> Scores:
    """Score n artifacts at once. `values` and `reliabilities` (n, k) are integers 0..1e6; shape errors raise."""
    rows, coverage = _rows(profile, values, reliabilities)
    total_exact = np.zeros(len(values))
    for column in range(rows.shape[1]):
        total_exact += rows[:, column]
    total = np.clip(np.rint(total_exact * MICRO), 0, SCORE_MAXIMUM).astype(np.int64)
    row_points = apportion(rows * MICRO, total)
    component_points = by_component(profile, row_points)
    total_tenths = tenths(total)
    component_tenths = apportion(component_points / (MICRO / 10), total_tenths)
    row_tenths = np.empty_like(row_points)
    for component in range(profile.component_count):
        columns = columns_with_baseline(profile, component)
        row_tenths[:, columns] = apportion(row_points[:, columns] / (MICRO / 10), component_tenths[:, component])
    return Scores(
        row_points=row_points,
        total=total,
        row_tenths=row_tenths,
        component_tenths=component_tenths,
        total_tenths=total_tenths,
        component_values=component_values(profile, component_points),
        coverage=coverage,
        own_coverage=_own_coverage(profile, reliabilities),
    )


def _rows(profile: Profile, values: Integers, reliabilities: Integers) -> tuple[Floats, Integers]:
    """Points of every row, in points, and coverage per component in millionths."""
    signals = len(profile.weights)
    rows = np.zeros((len(values), signals + profile.component_count))
    coverage = np.zeros((len(values), profile.component_count), dtype=np.int64)
    for component in range(profile.component_count):
        columns = profile.columns(component)
        known = profile.weights[columns] * reliabilities[:, columns]
        covered = known.sum(axis=1) / MICRO**2
        coverage[:, component] = np.rint(covered * MICRO).astype(np.int64)
        prior = profile.priors[component] / MICRO
        kappa = profile.kappas[component] / MICRO
        weight = 100 * (profile.component_weights[component] / MICRO)
        effective = known / MICRO**2 * ((1 + kappa) / (covered + kappa))[:, None]
        rows[:, columns] = weight * effective * (values[:, columns] / MICRO - prior)
        rows[:, signals + component] = weight * prior
    return rows, coverage


def _own_coverage(profile: Profile, reliabilities: Integers) -> Integers:
    """Known share of the components that rest on the world's evidence, weighed by those components."""
    asked = np.array(
        [profile.own_evidence[profile.columns(component)].any() for component in range(profile.component_count)]
    )
    known = np.zeros(len(reliabilities))
    for component in np.flatnonzero(asked):
        columns = profile.columns(int(component))
        columns = columns[profile.own_evidence[columns]]
        covered = (profile.weights[columns] * reliabilities[:, columns]).sum(axis=1) / MICRO**2
        known += profile.component_weights[component] * covered
    share = known / profile.component_weights[asked].sum()
    coverage: Integers = np.rint(share * MICRO).astype(np.int64)
    return coverage
