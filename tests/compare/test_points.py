"""Points print with one digit and go into JSON as decimals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from compare.parts.points import MINUS, Points


@pytest.mark.parametrize(
    ("tenths", "plain", "signed"),
    [(574, "57.4", "+57.4"), (0, "0.0", "0.0"), (-7, f"{MINUS}0.7", f"{MINUS}0.7"), (1000, "100.0", "+100.0")],
)
def test_points_when_printed_have_one_digit(tenths, plain, signed):
    assert str(Points(tenths)) == plain
    assert Points(tenths).signed == signed


@given(st.integers(-1000, 1000))
def test_points_when_they_go_through_json_come_back(tenths):
    adapter = TypeAdapter(Points)
    assert adapter.dump_json(Points(tenths)) == str(tenths / 10).encode()
    assert adapter.validate_json(adapter.dump_json(Points(tenths))) == Points(tenths)
