"""The best pairing is the one that trying all of them finds."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.answers.assignment import assignment, best_pairs


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    values = st.floats(0, 1).map(lambda value: 0.0 if value < 0.3 else value)
    return np.array([[draw(values) for _ in range(columns)] for _ in range(rows)])


def best_by_trying(table):
    if table.shape[0] > table.shape[1]:
        table = table.T
    rows, columns = table.shape
    return max(
        sum(table[row, column] for row, column in enumerate(each)) for each in permutations(range(columns), rows)
    )


@given(tables())
def test_assignment_is_worth_what_trying_all_pairings_finds(table):
    pairs = assignment(table)
    assert sum(table[pair] for pair in pairs) == pytest.approx(best_by_trying(table))
    assert all(table[pair] > 0 for pair in pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


@given(tables())
def test_best_pairs_of_a_sparse_table_are_those_of_the_whole_one(table):
    worth = {(f"r{row}", f"c{column}"): value for (row, column), value in np.ndenumerate(table)}
    assert sum(worth[pair] for pair in best_pairs(worth)) == pytest.approx(best_by_trying(table))


def test_nothing_to_pair_gives_no_pairs():
    assert best_pairs({}) == []
    assert best_pairs({("a", "b"): 0.0}) == []
