"""What people did with artifacts, as pages tell it: counts with their window, intervals, and labels of simulated traffic."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalog.models import Artifact
from matchgraph.graph.recording import recorder
from matchgraph.graph.tokens import AGE, NONCE_BYTES, Shown, token_make
from matchgraph.graph_models import Edge, Intent, LearningRun, MatchPublication, OutcomeDay
from matchgraph.learning.proportions import wilson

DAY = date(2026, 11, 20)


@pytest.fixture
def learned(whole_catalog):
    """An edge of InternLM with evidence of people, in force; a function that makes it simulated."""
    artifact = Artifact.objects.get(slug="internlm")
    run = LearningRun.objects.create(as_of=DAY, simulated=False, thetas=[], sha256="")
    numbers = {"prior": 0.25, "gamma": 0.62, "low": 0.5, "high": 0.74, "lift": 1.5, "exposures": 90.0, "clicks": 30.0}
    counts = {"blocks": 12, "searches": 1_340, "matched": 12, "days": 4}
    for words, blocks in (("chat in chinese", 12), ("a secret need", 9)):
        intent = Intent.objects.create(words=words)
        given = {**numbers, **counts, "blocks": blocks}
        Edge.objects.create(run=run, intent=intent, artifact=artifact, kind_id=0, quarantined=False, **given)
    OutcomeDay.objects.create(day=DAY, intent=intent, artifact=artifact, simulated=False, helped=9, failed=3)
    MatchPublication.objects.update_or_create(pk=1, defaults={"run": run})
    return run


def test_an_artifact_with_evidence_says_how_often_for_what_and_how_surely(learned, client):
    text = client.get("/artifacts/internlm/").content.decode()
    assert "InternLM was matched 24 times in 2,680 searches of the last 90 days." in text
    assert "It helped 9 of 12 who said so: 51 to 90 % with 90 % certainty." in text
    assert "chat in chinese" in text
    assert "simulated" not in text
    twin = client.get("/artifacts/internlm.md").content.decode()
    assert "| chat in chinese | 62 % | 50-74 | 12 | 1340 |" in twin


def test_an_intent_of_few_networks_is_nowhere(learned, client):
    for address in ("/artifacts/internlm/", "/artifacts/internlm.md", "/artifacts/internlm.json"):
        assert "a secret need" not in client.get(address).content.decode()


def test_a_comparison_tells_evidence_of_the_side_that_has_some_without_a_query_more(
    learned, client, django_assert_num_queries
):
    with django_assert_num_queries(12):
        text = client.get("/compare/internlm-vs-the-pile/").content.decode()
    assert "InternLM was matched 24 times in 2,680 searches of the last 90 days." in text
    row = client.get("/compare/internlm-vs-the-pile.md").content.decode()
    line = next(line for line in row.splitlines() if line.startswith("| Times Matched"))
    assert "24 (in 2,680 searches of the last 90 days)" in line
    assert "0 (no match evidence yet)" in line


def test_simulated_traffic_is_labelled_wherever_it_shows(learned, client):
    LearningRun.objects.update(simulated=True)
    for address in ("/artifacts/internlm/", "/artifacts/internlm.md", "/compare/internlm-vs-the-pile/"):
        assert "simulated traffic" in client.get(address).content.decode()


def test_a_new_learning_run_gives_pages_a_new_tag(learned, client):
    first = client.get("/artifacts/internlm/")["ETag"]
    again = LearningRun.objects.create(as_of=DAY, simulated=False, thetas=[], sha256="")
    MatchPublication.objects.update(run=again)
    second = client.get("/artifacts/internlm/")
    assert second["ETag"] != first
    assert "no match evidence yet" in second.content.decode()


def test_the_page_about_the_graph_tells_runs_their_quality_and_what_is_simulated(learned, client):
    text = client.get("/match-graph/").content.decode()
    assert "in force" in text
    assert "not measured" in text
    quality = {
        "questions": 169,
        "touched": 4,
        "before": {"ndcg": 0.5, "mrr": 0.5},
        "after": {"ndcg": 0.625, "mrr": 0.6},
    }
    LearningRun.objects.update(quality=quality, simulated=True)
    text = client.get("/match-graph/").content.decode()
    for told in ("4 of 169", "0.500", "0.625", "simulated traffic", "Searches are not noted on this site."):
        assert told in text


def test_before_anything_was_learned_the_page_says_so(whole_catalog, client):
    assert "Nothing was learned yet." in client.get("/match-graph/").content.decode()


def token(**changed):
    return token_make(Shown(changed.get("day", datetime.now(UTC).date()), b"n" * NONCE_BYTES, 3))


def test_a_reaction_with_its_token_is_noted_off_the_response(client):
    recorder._waiting.clear()
    answer = client.post("/match/", {"token": token(), "did": "click"})
    assert (answer.status_code, answer["Cache-Control"]) == (204, "no-store")
    assert not answer.cookies
    noted = recorder._waiting.pop()
    assert (noted.position, noted.reaction.name) == (3, "CLICK")


def test_a_button_without_script_leads_back_to_the_search(client):
    answer = client.post(f"/match/?token={token()}&did=helped&q=speech+to+text")
    assert (answer.status_code, answer["Location"]) == (302, "/search/?q=speech+to+text")
    recorder._waiting.clear()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"token": "x", "did": "click"}, "no token of a result page"),
        ({"token": "", "did": "click"}, "no token of a result page"),
        ({"token": "x", "did": "praise"}, "did= takes click, dwell"),
    ],
)
def test_what_was_never_given_out_is_refused_by_name(client, given, told):
    answer = client.post("/match/", given)
    assert answer.status_code == 400
    assert told in answer.content.decode()


@pytest.mark.parametrize("place", [0, 10, -1])
def test_a_changed_token_is_refused(client, place):
    good = token()
    bad = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :] if place >= 0 else good[:-1]
    assert client.post("/match/", {"token": bad, "did": "click"}).status_code == 400


def test_a_token_of_two_hours_ago_says_so(client, monkeypatch):
    made = token()
    monkeypatch.setattr("matchgraph.graph.tokens.AGE", -AGE)
    answer = client.post("/match/", {"token": made, "did": "click"})
    assert "older than two hours" in answer.content.decode()


def test_the_interval_of_a_share_is_wilsons():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(9, 12) == pytest.approx((0.5126, 0.8953), abs=1e-4)
    low, high = wilson(5, 5)
    assert low < high == 1.0
