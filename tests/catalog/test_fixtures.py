"""The fixtures as the catalog holds them."""

from __future__ import annotations

import itertools
from pathlib import Path

from catalog.models import Alias, Artifact, ImportBatch, Organization, Signal
from catalog.services import file_import
from tests.catalog.lines import table_hashes

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
ROWS = {"sources.jsonl": 29, "catalog.jsonl.zst": 25_951, "signals.jsonl.zst": 101_977}


def test_the_fixtures_again_change_no_row(whole_catalog):
    """Read whole a second time, not passed over as known."""
    before = table_hashes()
    ImportBatch.objects.all().delete()
    for name, rows in ROWS.items():
        report = file_import(FIXTURES / name)
        assert (report.read, report.created, report.changed, report.unchanged) == (rows, 0, 0, rows)
    assert table_hashes() == before


def test_the_fixtures_are_whole(whole_catalog):
    assert Artifact.objects.filter(kind="model").count() == 19_477
    assert Artifact.objects.filter(kind="dataset").count() == 6_474
    assert Signal.objects.count() == 101_977
    assert not Artifact.objects.listed().filter(facts__test_fixture=True).exists()
    assert Artifact.objects.filter(facts__test_fixture=True).count() == 42
    assert Alias.objects.filter(origin=Alias.Origin.ORIGINAL_SLUG).count() == 3
    keys = Organization.objects.values_list("key", flat=True)
    assert all(one != other for one, other in itertools.pairwise(sorted(keys)))
