"""The pairing of two lists that is worth most in all. Pure: no Django.

The Hungarian method with potentials, a row at a time: O(n² m) for n rows and m columns, n the smaller number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)


def best_pairs(worth: Mapping[tuple[Left, Right], float]) -> list[tuple[Left, Right]]:
    """The pairs of the best pairing, each side in at most one; what is not named, or worth nothing, is never paired.

    Parts of the graph that nothing joins are solved apart, so a pair does not depend on what it has nothing to do with.
    """
    named = {pair: value for pair, value in worth.items() if value > 0}
    found: list[tuple[Left, Right]] = []
    for part in _parts(list(named)):
        lefts = list(dict.fromkeys(left for left, _ in part))
        rights = list(dict.fromkeys(right for _, right in part))
        table = np.array([[named.get((left, right), 0.0) for right in rights] for left in lefts])
        found += [(lefts[row], rights[column]) for row, column in assignment(table)]
    return found


def assignment(worth: Floats) -> list[tuple[int, int]]:
    """(row, column) of an (n, m) table such that the sum of worths is greatest; pairs worth nothing are left out."""
    rows, columns = worth.shape
    if rows > columns:
        return sorted((row, column) for column, row in assignment(worth.T))
    chosen = _columns(-np.maximum(worth, 0))
    return [(row, column) for row, column in enumerate(chosen) if worth[row, column] > 0]


def _columns(cost: Floats) -> list[int]:
    """The column of each row in the cheapest pairing; row and column 0 of the potentials stand for none."""
    rows, columns = cost.shape
    row_of = np.zeros(columns + 1, dtype=np.int64)
    by_row, by_column = np.zeros(rows + 1), np.zeros(columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        least, before = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=np.int64)
        used = np.zeros(columns + 1, dtype=bool)
        while row_of[column]:
            used[column] = True
            of = row_of[column]
            reduced = cost[of - 1] - by_row[of] - by_column[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            before[1:][better] = column
            open_columns = np.where(used, np.inf, least)
            column = int(np.argmin(open_columns))
            step = open_columns[column]
            by_row[row_of[used]] += step
            by_column[used] -= step
            least[~used] -= step
        while column:
            row_of[column] = row_of[before[column]]
            column = int(before[column])
    chosen = {int(row) - 1: place for place, row in enumerate(row_of[1:]) if row}
    return [chosen[row] for row in range(rows)]


def _parts(pairs: Sequence[tuple[Left, Right]]) -> list[list[tuple[Left, Right]]]:
    """The pairs by what hangs together, each part and the parts in the order given."""
    rights: dict[Left, list[Right]] = defaultdict(list)
    lefts: dict[Right, list[Left]] = defaultdict(list)
    for left, right in pairs:
        rights[left].append(right)
        lefts[right].append(left)
    part_of: dict[Left, int] = {}
    for number, start in enumerate(rights):
        waiting = [start]
        while waiting:
            left = waiting.pop()
            if left not in part_of:
                part_of[left] = number
                waiting += [other for right in rights[left] for other in lefts[right]]
    parts: dict[int, list[tuple[Left, Right]]] = defaultdict(list)
    for left, right in pairs:
        parts[part_of[left]].append((left, right))
    return list(parts.values())
