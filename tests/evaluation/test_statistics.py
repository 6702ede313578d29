"""Rank correlations and their bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.statistics import correlation, kendall, ranks, spearman, within


def test_ties_share_the_mean_of_their_ranks():
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_spearman_sees_order_alone():
    values = np.array([0.1, 0.2, 0.5, 0.9, 1.4])
    assert spearman(values, np.exp(values)) == pytest.approx(1.0)
    assert spearman(values, -(values**3)) == pytest.approx(-1.0)
    assert spearman(values[:2], values[:2]) is None
    assert spearman(values, np.ones(5)) is None


def test_correlation_leaves_out_pairs_with_a_gap_and_holds_itself():
    random = np.random.default_rng(1)
    left = random.normal(size=80)
    right = left + random.normal(size=80)
    right[:10] = np.nan
    found = correlation(left, right, seed=1)
    assert found.n == 70
    assert found.low < found.rho < found.high
    assert found == correlation(left, right, seed=1)


def test_within_groups_a_difference_between_groups_counts_nothing():
    random = np.random.default_rng(2)
    groups = np.repeat([2023, 2024], 50)
    left, right = groups + random.normal(0, 0.1, 100), groups + random.normal(0, 0.1, 100)
    inside, pairs = within(left, right, groups)
    assert pairs == 100
    assert abs(inside) < 0.3 < spearman(left, right)
    assert within(left, right, np.full(100, -1)) == (None, 0)


def test_kendall_counts_pairs_in_order():
    assert kendall(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])) == pytest.approx(1 / 3)
