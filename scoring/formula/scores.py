"""What a formula gives back, whichever version of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.formula.profile import MICRO, Integers, Profile

SCORE_MAXIMUM = 100 * MICRO


@dataclass(frozen=True)
class Scores:
    """Results for n artifacts, k signals and c components; points in integers of 1e-6 points unless named tenths.

    `row_points` (n, k + c) lists the signals' rows and then one baseline row per component; each row of it sums to
    `total` (n,). `row_tenths` sums to `component_tenths` (n, c) within components, and these to `total_tenths` (n,).
    `coverage` (n, c) and `own_coverage` (n,) are in millionths; the latter leaves out the match graph and what is
    counted over this catalog, and decides whether an artifact is rated.
    """

    row_points: Integers
    total: Integers
    row_tenths: Integers
    component_tenths: Integers
    total_tenths: Integers
    component_values: Integers
    coverage: Integers
    own_coverage: Integers


def columns_with_baseline(profile: Profile, component: int) -> Integers:
    """Positions of a component's rows: its signals', then its baseline's."""
    return np.append(profile.columns(component), len(profile.weights) + component)


def by_component(profile: Profile, row_points: Integers) -> Integers:
    """Points (n, c) of each component."""
    return np.stack(
        [
            row_points[:, columns_with_baseline(profile, component)].sum(axis=1)
            for component in range(profile.component_count)
        ],
        axis=1,
    )


def component_values(profile: Profile, component_points: Integers) -> Integers:
    """Values (n, c) of each component by itself, in millionths."""
    values: Integers = np.clip(component_points * MICRO // (100 * profile.component_weights), 0, MICRO)
    return values
