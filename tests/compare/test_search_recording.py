"""A search page whose results carry tokens, and what is noted of it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matchgraph.graph.recording import recorder, today
from matchgraph.graph.tokens import token_read
from matchgraph.graph_models import EdgeDay
from matchgraph.services import day_roll_up, index_refresh
from tests.compare import factories

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0", "REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def recording(settings):
    settings.MATCH_RECORDING = True
    recorder._waiting.clear()
    yield
    recorder._waiting.clear()


@pytest.fixture
def found():
    for number in range(12):
        factories.artifact(f"model-{number}", name=f"Zeppelin {number}")
    index_refresh()


def tokens_of(client, **headers):
    text = client.get("/search/", {"q": "zeppelin"}, **headers).content.decode()
    return re.findall(r'data-token="([^"]+)"', text)


def test_each_result_names_its_place_on_the_page(found, client):
    shown = [token_read(token) for token in tokens_of(client, **READER)]
    assert [one.position for one in shown] == list(range(1, 13))
    assert len({one.nonce for one in shown}) == 1


def test_from_a_click_to_an_edge(found, client):
    tokens = tokens_of(client, **READER)
    for did in ("click", "dwell", "dwell"):
        client.post("/match/", {"token": tokens[1], "did": did})
    assert recorder.flush() == 4
    assert day_roll_up(today()).shown == 12
    chosen = EdgeDay.objects.get(clicks__gt=0)
    assert (chosen.bucket, chosen.intent.words, chosen.matched) == (1, "zeppelin", 1)


@pytest.mark.parametrize("header", [{"HTTP_SEC_GPC": "1"}, {"HTTP_DNT": "1"}])
def test_who_asks_not_to_be_tracked_gets_no_token_and_is_not_noted(found, client, header):
    assert tokens_of(client, **READER, **header) == []
    assert recorder.flush() == 0


def test_without_recording_there_is_no_token(found, client, settings):
    settings.MATCH_RECORDING = False
    assert tokens_of(client, **READER) == []


def test_one_page_in_ten_has_two_of_its_rows_changed_over_and_says_which(found, client, monkeypatch):
    monkeypatch.setattr("compare.pages.search_recording.SWAPPED_ONE_IN", 1)
    plain = re.findall(r'name="pick" value="([^"]+)"', client.get("/search/", {"q": "zeppelin"}).content.decode())
    recorder._waiting.clear()
    text = client.get("/search/", {"q": "zeppelin"}, **READER).content.decode()
    shown = re.findall(r'name="pick" value="([^"]+)"', text)
    recorder.flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT swapped FROM matchgraph_page WHERE person")
        ((swapped,),) = cursor.fetchall()
    moved = [place for place, (one, other) in enumerate(zip(plain, shown, strict=True), start=1) if one != other]
    assert moved == swapped
    assert len(moved) == 2


def test_an_exact_name_stays_first_whatever_is_changed_over(found, client, monkeypatch):
    monkeypatch.setattr("compare.pages.search_recording.SWAPPED_ONE_IN", 1)
    for _ in range(10):
        text = client.get("/search/", {"q": "zeppelin 7"}, **READER).content.decode()
        assert re.findall(r'name="pick" value="([^"]+)"', text)[0] == "model-7"


def test_a_program_sees_results_in_their_order_and_weighs_nothing(found, client, monkeypatch):
    monkeypatch.setattr("compare.pages.search_recording.SWAPPED_ONE_IN", 1)
    assert tokens_of(client, HTTP_USER_AGENT="curl/8.0")
    recorder.flush()
    assert day_roll_up(today()).shown == 0


def test_noting_a_search_asks_nothing_of_the_database(found, client, settings):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/", {"q": "zeppelin"}, **READER)
        return len(captured)

    noted = queries()
    settings.MATCH_RECORDING = False
    assert queries() == noted
