"""`POST /api/feedback`: from a search of the API to counts, once, by its token, under the caps of the match graph."""

from __future__ import annotations

import pytest

from matchgraph.graph.recording import recorder, today
from matchgraph.graph_models import EdgeDay, OutcomeDay
from matchgraph.services import day_roll_up, index_refresh
from tests.compare import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/api/feedback"


@pytest.fixture
def matches(client, settings):
    settings.MATCH_RECORDING = True
    recorder._waiting.clear()
    for number in range(3):
        factories.artifact(f"model-{number}", name=f"Zeppelin {number}")
    index_refresh()
    yield client.get("/api/v1/search", {"q": "zeppelin"}).json()["matches"]
    recorder._waiting.clear()


def told(client, **given):
    return client.post(ADDRESS, given, content_type="application/json")


def test_a_success_is_noted_and_counted_for_its_match_alone(matches, client):
    answer = told(client, matchRecordId=matches[1]["matchRecordId"], outcome="success", clickedThrough=True)
    assert (answer.status_code, answer.json()) == (202, {"noted": True})
    assert answer["Access-Control-Allow-Origin"] == "*"
    recorder.flush()
    day_roll_up(today())
    assert OutcomeDay.objects.get().artifact.slug == matches[1]["artifact"]["slug"]
    assert EdgeDay.objects.get(clicks__gt=0).artifact.slug == matches[1]["artifact"]["slug"]


def test_a_failure_counts_as_one_however_often_it_is_said(matches, client):
    for _ in range(5):
        told(client, matchRecordId=matches[0]["matchRecordId"], outcome="failure")
    recorder.flush()
    day_roll_up(today())
    assert (OutcomeDay.objects.get().helped, OutcomeDay.objects.get().failed) == (0, 1)


def test_an_answer_that_nobody_spoke_about_says_nothing(matches):
    recorder.flush()
    assert day_roll_up(today()).shown == 0


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"outcome": "success"}, "matchRecordId"),
        ({"matchRecordId": "x", "outcome": "success"}, "no token of a result page"),
        ({"matchRecordId": "x", "outcome": "splendid"}, "outcome"),
        ({"matchRecordId": "x", "outcome": "success", "comment": "a" * 501}, "comment"),
        ({"matchRecordId": "x", "outcome": "success", "praise": 1}, "praise"),
    ],
)
def test_what_is_wrong_is_named(client, given, what):
    answer = told(client, **given)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert what in answer.json()["detail"]


@pytest.mark.parametrize("body", ["", "[", "\x00", "[1]", '{"a":' * 50])
def test_what_is_no_json_is_a_problem_and_no_fault(client, body):
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 422


def test_a_book_is_refused_and_reading_is_not_offered(client):
    assert told(client, comment="a" * 5000).status_code == 413
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert client.options(ADDRESS)["Access-Control-Allow-Methods"] == "POST, OPTIONS"


def test_where_nothing_is_noted_matches_have_no_id(client, settings):
    factories.artifact("alpha", name="Zeppelin")
    index_refresh()
    assert client.get("/api/v1/search", {"q": "zeppelin"}).json()["matches"][0]["matchRecordId"] is None
