"""CSV: every text comes back as it was, and none begins like a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheet import guarded, spreadsheet, unguarded

FORMULAS = [
    f"{before}{sign}{behind}"
    for before in ("", " ", "\u00a0", "\ufeff", "  ", "harmless\n", "harmless\r\n ", "one\rtwo\r")
    for sign in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t")
    for behind in ("1+1", 'HYPERLINK("https://example.org")')
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_in_any_line_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "it's", "'quoted'", "1 - 2", "line\nline", "dash-"])
def test_any_other_text_stays_as_it_is(text):
    assert guarded(text) == text


@given(st.text())
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2)))
def test_rows_come_back_as_they_were_through_a_reader_of_csv(rows):
    read = csv.reader(io.StringIO(spreadsheet(rows), newline=""))
    assert [[unguarded(cell) for cell in row] for row in read] == rows


def test_numbers_stay_numbers_and_what_is_not_known_is_empty():
    assert spreadsheet([["a", -1.5, 3, None]]) == "a,-1.5,3,\r\n"
