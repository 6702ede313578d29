"""Positions and rank bands against all pairs, one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.formula.bands import SMALLEST_SD, STEP, SURE, positions, rank_bands, sd_classes, sure_gap
from scoring.formula.profile import MICRO

rungs = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        arrays.arrays(np.int64, count, elements=st.integers(0, 1000)),
        arrays.arrays(np.int64, count, elements=st.integers(0, 110)),
        arrays.arrays(np.int64, count, elements=st.integers(0, 4)),
    )
)


def each(tenths, classes, counts):
    """Items one by one: on which rung each of them stands."""
    where = np.repeat(np.arange(len(tenths)), counts)
    return tenths[where], classes[where]


@given(rungs)
def test_bands_count_those_who_are_surely_ahead_and_surely_behind(ladder):
    tenths, classes, counts = ladder
    best, worst = rank_bands(tenths, classes, counts)
    all_tenths, all_classes = each(*ladder)
    for rung in range(len(tenths)):
        leads = all_tenths - tenths[rung]
        needed = np.array([sure_gap(int(classes[rung]), int(other)) for other in all_classes])
        assert best[rung] == 1 + (leads >= needed).sum()
        assert worst[rung] == len(all_tenths) - (leads <= -needed).sum()


@given(rungs)
def test_a_position_is_one_more_than_all_who_show_more_and_lies_in_the_band(ladder):
    tenths, _, counts = ladder
    best, worst = rank_bands(*ladder)
    place = positions(tenths, counts)
    all_tenths, _ = each(*ladder)
    assert place.tolist() == [1 + int((all_tenths > own).sum()) for own in tenths]
    stood_on = counts > 0
    assert ((best >= 1) & (best <= place) & (place <= worst) & (worst <= len(all_tenths)))[stood_on].all()


@given(rungs, st.randoms(use_true_random=False))
def test_the_order_of_rungs_is_nothing_to_their_bands(ladder, chance):
    order = list(range(len(ladder[0])))
    chance.shuffle(order)
    best, worst = rank_bands(*ladder)
    again = rank_bands(*(part[order] for part in ladder))
    assert (again[0] == best[order]).all()
    assert (again[1] == worst[order]).all()


def test_where_all_is_certain_bands_are_places_and_where_nothing_is_all_are_one():
    tenths, one_each = np.array([500, 400, 300]), np.ones(3, dtype=np.int64)
    best, worst = rank_bands(tenths, sd_classes(np.zeros(3)), one_each)
    assert (best.tolist(), worst.tolist()) == ([1, 2, 3], [1, 2, 3])
    best, worst = rank_bands(tenths, sd_classes(np.full(3, 20 * MICRO)), one_each)
    assert (best.tolist(), worst.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_a_deviation_belongs_to_the_next_class_up_and_a_lead_is_sure_from_the_next_tenth_up():
    sds = np.array([0, 0.1, 0.105, 0.11, 3, 20]) * MICRO
    rounded = SMALLEST_SD * STEP ** sd_classes(sds)
    assert (rounded >= np.maximum(sds / MICRO, SMALLEST_SD) - 1e-9).all()
    assert (rounded <= np.maximum(sds / MICRO, SMALLEST_SD) * STEP + 1e-9).all()
    own, other = sd_classes(np.array([3, 4]) * MICRO).tolist()
    exact = 10 * SURE * SMALLEST_SD * math.hypot(STEP**own, STEP**other)
    assert sure_gap(own, other) == pytest.approx(exact, abs=1)
    assert sure_gap(own, other) >= exact - 1e-6


def test_no_item_at_all_is_no_error():
    none = np.zeros(0, dtype=np.int64)
    assert [len(each) for each in rank_bands(none, none, none)] == [0, 0]
    assert len(positions(none, none)) == 0
