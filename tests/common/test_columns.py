"""Columns out of PostgreSQL and into it: what goes in comes out, whatever the types."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from common.columns import array_bytes, block, blocks_copy, columns_read

COLUMNS = {"a": np.int64, "b": np.int32, "c": np.int16, "d": np.float64, "e": np.bool_, "f": str}


@pytest.mark.django_db
def test_columns_come_as_arrays_of_their_types_in_the_order_of_the_statement():
    statement = """
        SELECT n::int8 AS a, -n::int4 AS b, n::int2 AS c, n / 3.0::float8 AS d, n > 1 AS e, nullif('x' || n, 'x2') AS f
        FROM generate_series(1, %(last)s::int) AS n ORDER BY n DESC
    """
    found = dict(zip(COLUMNS, columns_read(statement, {"last": 3}, COLUMNS), strict=True))
    assert {name: column.dtype.type for name, column in found.items() if name != "f"} == {
        name: type_ for name, type_ in COLUMNS.items() if name != "f"
    }
    assert (found["a"].tolist(), found["b"].tolist(), found["c"].tolist()) == ([3, 2, 1], [-3, -2, -1], [3, 2, 1])
    assert found["d"].tolist() == [1.0, 2 / 3, 1 / 3]
    assert (found["e"].tolist(), found["f"]) == ([True, True, False], ["x3", None, "x1"])


@pytest.mark.django_db
def test_no_rows_are_empty_columns_of_the_same_types():
    found = columns_read("SELECT 1::int8 AS a, 'x' AS f WHERE false", {}, {"a": np.int64, "f": str})
    assert (found[0].dtype, len(found[0]), found[1]) == (np.int64, 0, [])


@pytest.mark.django_db
def test_reading_columns_counts_as_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        columns_read("SELECT 1::int8 AS a", {}, {"a": np.int64})


@pytest.mark.django_db
def test_a_block_of_every_sort_of_field_is_stored_as_it_is():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE t (a int8, b int4[], c int2[], d float8, e bool, f text, g bytea, h float8[], i int4)"
        )
    fields = [
        np.array([1, 2**40]),
        np.array([[1, -2], [3, 4]], dtype=np.int32),
        np.array([[7], [8]], dtype=np.int16),
        np.array([0.1, np.nan]),
        np.array([True, False]),
        ["ä\n".encode(), None],
        [b"\0\xff", b""],
        [None, array_bytes(np.array([0.5, np.nan]))],
        None,
    ]
    blocks_copy("t", [block(fields, rows=2), block([each if each is None else each[:0] for each in fields], rows=0)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT a, b, c, d::text, e, f, g, h::text, i FROM t ORDER BY a")
        rows = [tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in cursor]
    assert rows == [
        (1, [1, -2], [7], "0.1", True, "ä\n", b"\0\xff", None, None),
        (2**40, [3, 4], [8], "NaN", False, None, b"", "{0.5,NaN}", None),
    ]
