"""Readings as arrays, in a stored row, and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import LETTERS, UNKNOWN, Reading, Readings, State, stored_readings
from scoring.days import age_days, ages, number_of, partial_of
from tests.scoring.test_evidence import AS_OF

partial = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4], ""]))
number = st.none() | st.floats(allow_nan=False, allow_infinity=False)
readings = st.builds(
    Reading,
    state=st.sampled_from(State),
    raw=number,
    observed=partial,
    source_id=st.none() | st.integers(1, 2**31 - 1),
    note=st.text(),
    value=number,
    share=number,
    noise=number,
)


@given(st.lists(readings, min_size=1, max_size=5))
def test_a_reading_put_into_arrays_comes_out_as_it_was(given_ones):
    found = Readings.unknown(len(given_ones) + 1)
    found.put(list(range(len(given_ones))), given_ones)
    assert [found.at(row) for row in range(len(given_ones))] == given_ones
    assert found.at(len(given_ones)) == UNKNOWN


@given(partial)
def test_a_partial_date_and_its_number_stand_for_each_other_and_sort_alike(day):
    assert partial_of(number_of(day)) == day
    assert (number_of(day) < number_of("2026-02")) == (day < "2026-02")


@given(st.lists(partial, min_size=1, max_size=6))
def test_ages_of_many_are_those_of_each(days):
    found = ages(np.array([number_of(day) for day in days], dtype=np.int32), as_of=AS_OF)
    assert found.tolist() == [age_days(day, as_of=AS_OF) for day in days]


def test_every_state_has_a_letter_of_its_own():
    assert len(set(LETTERS)) == len(State)


def test_a_stored_row_is_read_signal_by_signal():
    found = stored_readings(
        states="ous",
        raws=[1.5, float("nan"), 3.0],
        days=[20260200, 0, 20200101],
        source_ids=[7, 0, 8],
        notes="one\n\nthree",
        shares=[0.5, float("nan"), float("nan")],
    )
    assert found == [
        Reading(State.OBSERVED, 1.5, "2026-02", 7, "one", share=0.5),
        UNKNOWN,
        Reading(State.STALE, 3.0, "2020-01-01", 8, "three"),
    ]


def test_a_stored_row_of_another_number_of_signals_is_refused():
    with pytest.raises(ValueError, match="zip"):
        stored_readings(states="ou", raws=[1.0], days=[0, 0], source_ids=[0, 0], notes="\n", shares=None)
