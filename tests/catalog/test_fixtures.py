"""The fixtures as the catalog holds them."""

from __future__ import annotations

import itertools
from pathlib import Path

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_whole_catalog_is_listed_and_searched_in_few_queries(client, whole_catalog):
    client.force_login(User.objects.create_superuser("curator"))
    assert queries(client, "/admin/catalog/artifact/") <= 12
    assert queries(client, "/admin/catalog/artifact/?q=internlm") <= 12
    assert queries(client, "/admin/catalog/signal/") <= 8
    assert queries(client, "/admin/catalog/signal/?q=internlm") <= 8
    assert queries(client, f"/admin/catalog/artifact/{Artifact.objects.get(slug='internlm').pk}/change/") <= 32
