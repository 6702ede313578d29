"""The fixtures as the catalog holds them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import CITED_EVENTS, EVENTS, Alias, Artifact, ImportBatch, Organization, Signal, Source
from catalog.services import file_import
from tests.catalog.lines import table_hashes

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
README = (FIXTURES / "README.md").read_text()
ROWS = {
    "sources.jsonl": 30,
    "capability_kinds.jsonl": 404,
    "catalog.jsonl.zst": 25_951,
    "families.jsonl": 57,
    "signals.jsonl.zst": 101_977,
}


def test_the_fixtures_again_change_no_row(whole_catalog):
    """Read whole a second time, not passed over as known."""
    before = table_hashes()
    ImportBatch.objects.all().delete()
    for name, rows in ROWS.items():
        report = file_import(FIXTURES / name)
        assert (report.read, report.created, report.changed, report.unchanged) == (rows, 0, 0, rows)
    assert table_hashes() == before


def test_the_fixtures_are_whole(whole_catalog):
    assert Artifact.objects.filter(kind="model").count() == 19_477 + 57
    assert Artifact.objects.filter(kind="dataset").count() == 6_474
    # Six of them come with the curated entry of InternLM.
    assert Signal.objects.count() == 101_977 + 6
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
    # One of them asks whether the last check of what is published found a difference.
    assert queries(client, "/admin/catalog/signal/") <= 9
    assert queries(client, "/admin/catalog/signal/?q=internlm") <= 9
    assert queries(client, f"/admin/catalog/artifact/{Artifact.objects.get(slug='internlm').pk}/change/") <= 32


def test_the_readme_of_the_fixtures_counts_what_each_source_gave(whole_catalog):
    rows = re.findall(r"^\| `([\w.-]+)` \| .* \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", README, re.MULTILINE)
    told = {key: tuple(int(count.replace(",", "")) for count in counts) for key, *counts in rows}
    first = Counter(Artifact.objects.values_list("source__key", flat=True))
    also = Counter(itertools.chain.from_iterable(Artifact.objects.values_list("also_in", flat=True)))
    figures = Counter(Signal.objects.values_list("source__key", flat=True))
    keys = Source.objects.values_list("key", flat=True)
    assert told == {key: (first[key], also[key], figures[key]) for key in keys}


def test_the_page_on_data_names_every_table():
    models = set(apps.get_app_config("catalog").get_models()) - {*EVENTS.values(), *CITED_EVENTS.values()}
    tables = {model._meta.db_table for model in models if not model._meta.proxy}
    page = (FIXTURES.parent / "docs" / "data.md").read_text()
    assert {table for table in tables if f"`{table}`" not in page} == set()
