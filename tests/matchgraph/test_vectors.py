"""Vectors follow the facts: what changed is embedded, what did not keeps its vector, and search does without any."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.models import Artifact
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from matchgraph.embedding import embedder_get
from matchgraph.retrieval import DEPTH, Question, candidates_find
from matchgraph.selectors import search_candidates
from matchgraph.services import index_refresh, vectors_refresh
from matchgraph.tasks import INDEX, refresh
from matchgraph.vector_tables import FACTS
from matchgraph.vectors import vectors_are_behind, vectors_forget, vectors_model
from tests.compare import factories


def slugs(text, **options):
    found = search_candidates(text, **options)
    artifacts = Artifact.objects.in_bulk([one.artifact_id for one in found])
    return [artifacts[one.artifact_id].slug for one in found]


def vectors_by_id():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT artifact_id, vector::text FROM {FACTS}")
        return dict(cursor.fetchall())


@pytest.fixture
def catalog(db):
    rivers = factories.artifact("alpha", name="Alpha", tasks=["river-mapping"])
    songs = factories.artifact("beta", name="Beta", tasks=["song-writing"], kind="dataset")
    index_refresh()
    return rivers, songs


def test_an_embedder_gives_rows_of_length_one_and_noughts_for_nothing():
    rows = embedder_get().embed(["a river", "a river", ""])
    assert rows.shape == (3, 256)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 0])
    assert np.array_equal(rows[0], rows[1])


def test_facts_when_unchanged_then_nothing_is_embedded_again(catalog):
    rivers, _ = catalog
    assert vectors_are_behind()
    assert vectors_refresh().embedded == 2
    assert not vectors_are_behind()
    assert vectors_refresh().embedded == 0
    before = vectors_by_id()
    rivers.licence = "mit"
    rivers.save()
    index_refresh()
    assert vectors_are_behind()
    assert vectors_refresh().embedded == 0
    assert vectors_by_id() == before


def test_facts_when_edited_then_that_artifact_alone_is_embedded(catalog):
    rivers, songs = catalog
    vectors_refresh()
    before = vectors_by_id()
    rivers.tasks = ["map-of-streams"]
    rivers.save()
    index_refresh()
    assert vectors_refresh().embedded == 1
    after = vectors_by_id()
    assert (after[rivers.pk] != before[rivers.pk], after[songs.pk] == before[songs.pk]) == (True, True)


def test_what_is_hidden_loses_its_vector(catalog):
    rivers, songs = catalog
    vectors_refresh()
    Artifact.objects.filter(pk=rivers.pk).update(status=Artifact.Status.HIDDEN)
    index_refresh()
    vectors_refresh()
    assert set(vectors_by_id()) == {songs.pk}


def test_vectors_find_what_words_do_not(catalog):
    assert slugs("brooks and rivers drawn on charts", lists=("meant",)) == []
    vectors_refresh()
    assert slugs("rivers and brooks drawn on charts", lists=("meant",))[0] == "alpha"


def test_another_embedder_when_set_then_the_tables_are_made_anew_for_it(catalog, settings):
    vectors_refresh()
    settings.SEARCH_EMBEDDER = "tests.matchgraph.letters:LettersEmbedder"
    vectors_forget()
    assert slugs("river") == ["alpha"]
    assert vectors_refresh().embedded == 2
    assert vectors_model() == "letters"
    assert slugs("river mapping", lists=("meant",))[0] == "alpha"


@pytest.mark.parametrize("without", ["embedder", "pgvector"])
def test_no_vectors_are_possible_then_search_goes_by_words_and_says_so(catalog, settings, client, without):
    if without == "embedder":
        settings.SEARCH_EMBEDDER = "none"
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP EXTENSION vector CASCADE")
    assert str(vectors_refresh()) == "without vectors, by words alone"
    assert not vectors_are_behind()
    assert slugs("river mapping") == ["alpha"]
    assert "Found by words and names." in client.get("/search/", {"q": "river mapping"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_change_when_the_beat_comes_then_the_job_embeds_it_and_shows_how_far_it_is():
    factories.artifact("alpha", tasks=["river-mapping"])
    refresh()
    assert jobs_run_until_idle(kind_prefix=INDEX).done == 1
    job = Job.objects.get(kind=INDEX)
    assert (job.progress_done, job.progress_total) == (1, 1)
    assert not vectors_are_behind()


def test_a_question_when_asked_of_the_whole_catalog_then_each_kind_stands_by_its_own_places(whole_catalog):
    found = candidates_find(Question("find faces in photos", lists=("meant",)))
    first = {one.kind for one in found if one.places["meant"] == 1}
    assert first == {"model", "dataset"}
    assert len(found[0].near_kinds) == 5


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=st.text(max_size=500))
def test_any_text_when_asked_of_the_whole_catalog_then_it_is_answered(whole_catalog, text):
    assert len(search_candidates(text)) <= DEPTH
