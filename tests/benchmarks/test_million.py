"""The bench of a million artifacts, on a hundred: it runs to its end, and what it measures is the catalog many times over."""

from __future__ import annotations

import os

import psycopg
import pytest

from benchmarks import million
from benchmarks.scratch import scratch

MADE = 20 + 10
WANTED = 100
CATALOG = "import django; django.setup(); from tests.scoring.runs import catalog_make; catalog_make(20)"


@pytest.fixture(scope="module")
def databases():
    """Throwaway ones beside that of the tests; `catalog` holds a small catalog."""
    with scratch(os.environ["DATABASE_URL"]) as made:
        made.create("catalog")
        made.manage("catalog", "migrate", "--no-input")
        made.python("catalog", "-c", CATALOG)
        yield made


@pytest.fixture
def rows(databases):
    """Rows of a statement on the catalog that was copied until it held enough."""
    databases.create("copied", template="catalog")
    databases.psql_file("copied", million.ROWS_MADE_BY, artifacts=WANTED, seed=million.SEED)
    with psycopg.connect(databases.address("copied")) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def test_copies_have_the_kinds_and_figures_of_the_original_within_a_tenth(rows):
    assert rows("SELECT count(*), count(DISTINCT slug) FROM catalog_artifact") == [(WANTED, WANTED)]
    copied = """
        SELECT o.value, c.value, a.kind = b.kind FROM catalog_signal c JOIN catalog_artifact a ON a.id = c.artifact_id
        JOIN catalog_artifact b ON b.slug = regexp_replace(a.slug, '-n[0-9]+$', '') AND b.id <> a.id
        JOIN catalog_signal o ON o.artifact_id = b.id AND o.metric = c.metric
    """
    found = rows(copied)
    assert len(found) == 2 * (WANTED - MADE)
    assert all(same and 0.9 * before - 1 <= after <= before for before, after, same in found)
    assert any(before != after for before, after, _ in found)


def test_the_bench_measures_one_worker_two_and_a_run_of_what_changed(databases):
    lines = {line.name: line for line in million.measure(databases, rounds=1, artifacts=WANTED)}
    assert list(lines) == [million.COPY, million.COPY_INDEXED, million.ONE, million.TWO, million.SOME]
    assert all(line.seconds > 0 for line in lines.values())
    assert lines[million.ONE].against == million.COPY
    assert "MiB" in lines[million.ONE].note
