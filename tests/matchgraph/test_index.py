"""The index follows the catalog: what changed is written, what did not is left alone."""

from __future__ import annotations

import pytest
from django.db import connection

from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Organization
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from matchgraph.indexing import index_is_behind
from matchgraph.models import SearchDocument, SearchName, SearchTerm
from matchgraph.selectors import search_candidates
from matchgraph.services import index_refresh
from matchgraph.tasks import INDEX, refresh
from tests.compare import factories

pytestmark = pytest.mark.django_db


def slugs(text, **options):
    ids = [one.artifact_id for one in search_candidates(text, **options)]
    return [Artifact.objects.get(pk=pk).slug for pk in ids]


def written_rows():
    """The version of each row, which changes when it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT artifact_id, ctid::text FROM matchgraph_searchdocument")
        return dict(cursor.fetchall())


def test_an_empty_catalog_when_indexed_then_nothing_is_found():
    assert index_refresh().rested
    assert search_candidates("anything") == ()


def test_a_catalog_when_indexed_twice_then_the_second_time_writes_nothing():
    factories.artifact("alpha")
    factories.artifact("beta")
    assert index_is_behind()
    assert str(index_refresh()) == "2 changed artifacts, 2 documents written, 0 removed"
    assert not index_is_behind()
    assert str(index_refresh()) == "in line with the catalog"


def test_an_edit_when_indexed_then_that_document_alone_is_written():
    alpha, beta = factories.artifact("alpha"), factories.artifact("beta")
    index_refresh()
    before = written_rows()
    alpha.summary = "Draws maps of rivers"
    alpha.save()
    assert index_is_behind()
    index_refresh()
    after = written_rows()
    assert (after[alpha.pk] != before[alpha.pk], after[beta.pk] == before[beta.pk]) == (True, True)
    assert slugs("maps of rivers") == ["alpha"]


def test_an_edit_of_what_search_does_not_read_then_no_words_are_written():
    alpha = factories.artifact("alpha")
    index_refresh()
    Artifact.objects.filter(pk=alpha.pk).update(homepage="https://example.org/elsewhere")
    assert str(index_refresh()) == "1 changed artifacts, 0 documents written, 0 removed"
    assert not index_is_behind()


@pytest.mark.parametrize("edit", ["entry", "kind", "organization", "alias", "synonym"])
def test_what_hangs_on_an_artifact_when_edited_then_it_is_found_by_it(edit):
    organization = Organization.objects.create(key="maker", name="Maker")
    alpha = factories.artifact("alpha", organization=organization)
    entry = factories.entry(alpha, "Something", kind="text.something")
    index_refresh()
    assert slugs("zeppelin") == []
    match edit:
        case "entry":
            CapabilityEntry.objects.filter(pk=entry.pk).update(name="Flies a zeppelin")
        case "kind":
            CapabilityKind.objects.filter(path="text.something").update(name="Zeppelin")
        case "organization":
            Organization.objects.filter(pk=organization.pk).update(name="Zeppelin")
        case "alias":
            alpha.aliases.create(name="Zeppelin", slug="zeppelin")
        case "synonym":
            CapabilityKind.objects.filter(path="text.something").update(synonyms=["zeppelin"])
    index_refresh()
    assert slugs("zeppelin") == ["alpha"]


def test_a_draft_entry_is_not_searched():
    alpha = factories.artifact("alpha")
    factories.entry(alpha, "Flies a zeppelin", status=CapabilityEntry.Status.DRAFT)
    index_refresh()
    assert slugs("zeppelin") == []


def test_an_artifact_when_hidden_then_it_is_gone_at_once_and_its_rows_with_the_next_index():
    alpha = factories.artifact("alpha")
    index_refresh()
    assert slugs("alpha") == ["alpha"]
    Artifact.objects.filter(pk=alpha.pk).update(status=Artifact.Status.HIDDEN)
    assert slugs("alpha") == []
    assert index_is_behind()
    assert index_refresh().removed == 1
    assert not SearchDocument.objects.exists()
    assert not SearchName.objects.exists()
    assert not SearchTerm.objects.exists()


def test_an_artifact_when_deleted_then_its_rows_go_with_it():
    factories.artifact("alpha")
    index_refresh()
    Artifact.objects.all().delete()
    assert not SearchDocument.objects.exists()
    assert not index_is_behind()


@pytest.mark.django_db(transaction=True)
def test_an_edit_when_the_beat_comes_then_one_job_brings_the_index_in_line():
    factories.artifact("alpha")
    refresh()
    refresh()
    assert Job.objects.filter(kind=INDEX, state__in=Job.ACTIVE).count() == 1
    assert jobs_run_until_idle(kind_prefix=INDEX).done == 1
    assert slugs("alpha") == ["alpha"]
    refresh()
    assert not Job.objects.filter(kind=INDEX, state__in=Job.ACTIVE).exists()
