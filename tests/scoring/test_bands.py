"""Rank bands against all pairs, one by one."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.formula.bands import SMALLEST_SD, STEP, SURE, rank_bands
from scoring.formula.profile import MICRO

items = st.integers(1, 25).flatmap(
    lambda count: st.tuples(
        arrays.arrays(np.int64, count, elements=st.integers(0, 100 * MICRO)),
        arrays.arrays(np.int64, count, elements=st.integers(0, 20 * MICRO)),
    )
)


def rounded_up(sd):
    """To the next class, a twentieth apart."""
    classes = max(math.ceil(math.log(max(sd / MICRO, SMALLEST_SD) / SMALLEST_SD) / math.log(STEP) - 1e-9), 0)
    return SMALLEST_SD * STEP**classes


@given(items)
def test_bands_count_those_who_are_surely_ahead_and_surely_behind(inputs):
    scores, sds = inputs
    best, worst = rank_bands(scores, sds)
    for one in range(len(scores)):
        gaps = (scores - scores[one]) / MICRO
        needed = np.array([SURE * math.hypot(rounded_up(sds[one]), rounded_up(sd)) for sd in sds])
        unsure = np.abs(np.abs(gaps) - needed) < 1e-5
        if not unsure.any():
            assert best[one] == 1 + (gaps >= needed).sum()
            assert worst[one] == len(scores) - (gaps <= -needed).sum()


@given(items)
def test_the_place_by_score_lies_in_the_band(inputs):
    scores, sds = inputs
    best, worst = rank_bands(scores, sds)
    place = 1 + (scores[None, :] > scores[:, None]).sum(axis=1)
    assert ((best >= 1) & (best <= place) & (place <= worst) & (worst <= len(scores))).all()


@given(items, st.randoms(use_true_random=False))
def test_the_order_of_items_is_nothing_to_their_bands(inputs, chance):
    scores, sds = inputs
    order = list(range(len(scores)))
    chance.shuffle(order)
    best, worst = rank_bands(scores, sds)
    again = rank_bands(scores[order], sds[order])
    assert (again[0] == best[order]).all()
    assert (again[1] == worst[order]).all()


def test_where_all_is_certain_bands_are_places_and_where_nothing_is_all_are_one():
    scores = np.array([50, 40, 30]) * MICRO
    best, worst = rank_bands(scores, np.zeros(3, dtype=np.int64))
    assert (best.tolist(), worst.tolist()) == ([1, 2, 3], [1, 2, 3])
    best, worst = rank_bands(scores, np.full(3, 20 * MICRO))
    assert (best.tolist(), worst.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_no_item_at_all_is_no_error():
    none = np.zeros(0, dtype=np.int64)
    assert [len(each) for each in rank_bands(none, none)] == [0, 0]
