"""`GET /api/v1/search`: the published shape, honest values, errors that say what to do."""

from __future__ import annotations

import re
from datetime import date

import pytest

from api.schemas import Problem
from api.search_schemas import SearchAnswer
from catalog.models import Artifact, FamilyMembership
from matchgraph.services import index_refresh
from tests.compare import factories
from tests.matchgraph.slowness import search_held_up

ADDRESS = "/api/v1/search"
MATCH = {"artifact", "capabilities", "evidence", "matchRecordId", "why", "relevance", "exact", "family"}
ARTIFACT = {"id", "name", "type", "url", "slug", "description", "categories", "pricing", "verified"}


def problem_of(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return Problem.model_validate_json(response.content)


def matches(client, **asked):
    return client.get(ADDRESS, asked).json()["matches"]


def test_an_answer_has_the_published_shape_with_its_names_and_their_case(whole_catalog, client):
    response = client.get(ADDRESS, {"q": "transcribe speech"})
    body = response.json()
    assert response["Cache-Control"] == "no-store"
    assert set(body) == {"query", "intent", "matches", "as_of", "read", "leans"}
    assert set(body["intent"]) == {"type", "category", "refined"}
    assert len(body["matches"]) == 5
    for match in body["matches"]:
        assert set(match) == MATCH | {"organization", "licence"}
        assert set(match["artifact"]) == ARTIFACT | {"unfragileRank", "pageUrl"}
        assert set(match["artifact"]["pricing"]) == {"model", "free"}
        for capability in match["capabilities"]:
            assert {"name", "description", "matchScore", "bestFor"} <= set(capability)
            assert 0 <= capability["matchScore"] <= 1
    SearchAnswer.model_validate(body)


def test_an_answer_claims_nothing_that_is_not_known(whole_catalog, client):
    for match in matches(client, q="question answering", limit=20):
        artifact = Artifact.objects.get(slug=match["artifact"]["slug"])
        assert match["evidence"] == "no match evidence yet"
        assert match["matchRecordId"] is None
        assert match["artifact"]["verified"] == (artifact.reviewed_on is not None)


def test_a_match_when_reviewed_is_verified_and_when_unrated_has_no_rank(whole_catalog, client):
    Artifact.objects.filter(slug="the-pile").update(reviewed_on=date(2026, 11, 1))
    first = matches(client, q="the pile")[0]["artifact"]
    assert (first["slug"], first["verified"]) == ("the-pile", True)
    assert first["pageUrl"].endswith("/artifacts/the-pile/")
    assert first["pageUrl"].startswith("http")
    assert matches(client, q="gpt-4o")[0]["artifact"]["unfragileRank"] is None


@pytest.mark.parametrize(("limit", "count"), [(None, 5), (1, 1), (20, 20)])
def test_a_limit_is_kept(whole_catalog, client, limit, count):
    asked = {"q": "image classification", **({"limit": limit} if limit else {})}
    assert len(matches(client, **asked)) == count


def test_a_type_and_a_source_narrow(whole_catalog, client):
    for match in matches(client, q="sentiment", type="dataset", source="mteb", limit=20):
        artifact = Artifact.objects.select_related("source").get(slug=match["artifact"]["slug"])
        assert artifact.kind == "dataset"
        assert "mteb" in (artifact.source.key, *artifact.also_in)


def test_a_price_is_said_as_it_is_stored(db, client):
    factories.artifact("open", name="Zeppelin open", licence="mit", facts={"open_weights": True})
    factories.artifact("priced", name="Zeppelin priced", pricing={"offer_count": 2, "min_input": 0.5})
    factories.artifact("unknown", name="Zeppelin unknown")
    index_refresh()
    prices = {match["artifact"]["slug"]: match["artifact"]["pricing"] for match in matches(client, q="zeppelin")}
    assert prices == {
        "open": {"model": "open weights", "free": True},
        "priced": {"model": "paid", "free": False},
        "unknown": {"model": None, "free": None},
    }


def test_a_variant_names_its_family(db, client):
    family, member = factories.artifact("zeppelin"), factories.artifact("zeppelin-7b")
    FamilyMembership.objects.create(family=family, member=member, rule="facts.members")
    index_refresh()
    (match,) = [one for one in matches(client, q="zeppelin 7b") if one["artifact"]["slug"] == "zeppelin-7b"]
    assert match["family"] == {"slug": "zeppelin", "name": "Zeppelin"}


def test_nothing_found_is_an_answer(whole_catalog, client):
    body = client.get(ADDRESS, {"q": "zzzzqqqq"}).json()
    assert (body["matches"], body["intent"]["type"]) == ([], None)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "q: "),
        ({"q": "a"}, "q: "),
        ({"q": "a" * 501}, "q: "),
        ({"q": "\x00\x00\x00"}, "q: "),
        ({"q": "😀😀😀"}, "q: "),
        ({"q": "alpha", "limit": 0}, "limit: "),
        ({"q": "alpha", "limit": 21}, "limit: "),
        ({"q": "alpha", "limit": "x"}, "limit: "),
        ({"q": "alpha", "type": "thing"}, "type: "),
        ({"q": "alpha", "source": "nowhere"}, "source: "),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it_and_says_what_next(db, client, asked, says):
    problem = problem_of(client.get(ADDRESS, asked))
    assert (problem.status, problem.type) == (422, "bad-parameter")
    assert problem.detail.startswith(says)
    assert problem.detail.count(".") >= 1


def test_a_question_that_takes_too_long_is_a_problem(whole_catalog, client):
    with search_held_up():
        problem = problem_of(client.get(ADDRESS, {"q": "text generation model"}))
    assert (problem.status, problem.type) == (503, "search-too-slow")


def test_a_page_and_the_api_list_the_same_first(whole_catalog, client):
    page = client.get("/search/", {"q": "deepseek r1"}).content.decode()
    first = matches(client, q="deepseek r1")[0]["artifact"]["slug"]
    assert re.findall(r'name="pick" value="([^"]*)"', page)[0] == first


def test_what_is_read_out_of_a_question_is_told_with_its_words(whole_catalog, client):
    body = client.get(ADDRESS, {"q": "question answering dataset in French"}).json()
    read = {one["name"]: (one["value"], one["words"]) for one in body["read"]}
    assert read == {"language": ("fr", "in French"), "kind": ("dataset", "dataset")}
    assert body["intent"]["refined"] == "question answering"
    artifacts = Artifact.objects.in_bulk([match["artifact"]["slug"] for match in body["matches"]], field_name="slug")
    assert {artifact.kind for artifact in artifacts.values()} == {"dataset"}
    assert all("fr" in artifact.languages for artifact in artifacts.values())


def test_a_capability_that_serves_by_meaning_says_so(whole_catalog, client):
    first = matches(client, q="write down what was said in an interview")
    by = {capability["by"] for match in first for capability in match["capabilities"]}
    assert "meaning" in by
