"""Scores as data over HTTP: equal to page and export, with receipts that resolve, a history, and days of the past."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog.models import Artifact, Signal
from scoring.methodology import methodology_get
from scoring.models import ReceiptAddress, ScoringRun
from scoring.retiring import runs_prune
from scoring.selectors import published_run
from tests.api.test_api import problem_of
from tests.compare import factories
from tests.scoring.recomputation import recompute

CHECKOUT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("verify_receipt", CHECKOUT / "scripts" / "verify_receipt.py")
verifier = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verifier)

SCORE = "/api/v1/artifacts/the-pile/score"
DAYS = (date(2026, 1, 10), date(2026, 1, 20), date(2026, 1, 30))


@pytest.fixture
def three_runs(db):
    """Runs on three days in which alpha rises and beta stays; the oldest is pruned."""
    alpha, beta = factories.rated("alpha", downloads=100), factories.rated("beta")
    scores = []
    for day, downloads in zip(DAYS, (100, 10_000, 1_000_000), strict=True):
        Signal.objects.filter(artifact=alpha, metric="hf_downloads_30d").update(value=downloads)
        run = factories.published()
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        ScoringRun.objects.filter(pk=run.pk).update(published_at=moment)
        scores.append(published_run())
    runs_prune()
    return alpha, beta


def sample(count):
    slugs = list(Artifact.objects.listed().order_by("slug").values_list("slug", flat=True))
    return random.Random(20261128).sample(slugs, count)


def test_a_score_equals_the_page_of_the_artifact(whole_catalog, client):
    for slug in ("the-pile", "internlm", "llama", "internlm-104b"):
        score = client.get(f"/api/v1/artifacts/{slug}/score").json()
        page = client.get(f"/artifacts/{slug}.json").json()
        assert score["score"] == page["score"]["total"] == page["side"]["score"]
        assert score["unrated"] == page["side"]["unrated"]
        between = page["side"]["interval"] or {"low": None, "high": None}
        assert {"low": score["low"], "high": score["high"]} == between
        assert score["position"] == page["side"]["position"]
        for part in page["score"]["components"]:
            own = score["components"][part["key"]]
            assert (own["value"], own["points"]) == (part["value"], part["points"])
            assert round(100 * own["coverage"]) == part["coverage_percent"]
            rows = [row for row in score["rows"] if row["component"] == part["key"]]
            assert [(row["key"], row["points"]) for row in rows] == [
                (row["key"], row["points"]) for row in part["rows"]
            ]


def test_a_score_is_recomputed_from_public_json_by_somebody_else_for_a_hundred_artifacts(whole_catalog, client):
    documents = {}
    for slug in sample(100):
        given = client.get(f"/api/v1/artifacts/{slug}/score").json()
        version = given["methodology"]
        if version not in documents:
            documents[version] = client.get(f"/api/v1/methodologies/{version}").json()
        total, rows = recompute(documents[version], given)
        rated = given["score"] if given["score"] is not None else round(sum(row["points"] for row in given["rows"]), 1)
        assert total == rated, slug
        assert rows == [row["points"] for row in given["rows"]], slug


def test_a_score_leads_to_its_receipt_whose_bytes_are_its_address(whole_catalog, client):
    link = client.get(SCORE).json()["receipt"]
    assert link["url"] == f"/api/v1/receipts/{link['sha256']}"
    for address in (link["url"], "/api/v1/artifacts/the-pile/receipt"):
        response = client.get(address)
        assert response["Content-Type"] == "application/json"
        assert hashlib.sha256(response.content).hexdigest() == link["sha256"]
        assert response["ETag"] == f'"{link["sha256"]}"'
        assert verifier.verify(response.content, link["sha256"])[0] == 0
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_receipt_asked_for_twice_is_remembered_once(whole_catalog, client):
    for _ in range(2):
        client.get("/api/v1/artifacts/the-pile/receipt")
    assert ReceiptAddress.objects.count() == 1


def test_an_address_that_was_never_given_out_or_is_none_is_a_problem(db, client):
    assert problem_of(client.get(f"/api/v1/receipts/{'0' * 64}")).type == "no-receipt"
    assert problem_of(client.get("/api/v1/receipts/12")).type == "bad-parameter"


def test_a_receipt_whose_names_were_changed_since_is_gone(whole_catalog, client):
    link = client.get(SCORE).json()["receipt"]
    Artifact.objects.filter(slug="the-pile").update(slug="the-heap")
    problem = problem_of(client.get(link["url"]))
    assert (problem.status, problem.type) == (410, "receipt-changed")


def test_the_methodology_is_served_as_the_bytes_that_runs_name(whole_catalog, client):
    run = published_run()
    response = client.get(f"/api/v1/methodologies/{run.methodology}")
    assert hashlib.sha256(response.content).hexdigest() == run.methodology_sha256 == response["X-Content-SHA256"]
    assert response.json() == json.loads(json.dumps(methodology_get(run.methodology).as_json()))
    unknown = problem_of(client.get("/api/v1/methodologies/ur-9.9.9"))
    assert (unknown.type, run.methodology in unknown.detail) == ("no-methodology", True)


@pytest.mark.parametrize(
    "address", [SCORE, f"{SCORE}/history", "/api/v1/leaderboards/model", "/api/v1/artifacts/the-pile/receipt"]
)
def test_an_answer_is_cacheable_open_and_short_when_unchanged(whole_catalog, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("public")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(address)["ETag"] == response["ETag"]


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (SCORE, 6),
        ("/api/v1/artifacts/llama/score", 6),
        (f"{SCORE}/history", 3),
        ("/api/v1/artifacts/the-pile/receipt", 5),
        ("/api/v1/methodologies/ur-0.2.0", 0),
        ("/api/v1/leaderboards/model?limit=200", 3),
    ],
)
def test_an_answer_asks_exactly(whole_catalog, client, django_assert_num_queries, address, queries):
    with django_assert_num_queries(queries):
        client.get(address)


def test_an_alias_leads_on_with_what_was_asked(whole_catalog, client):
    response = client.get("/api/v1/artifacts/pile/score?at=2026-11-28")
    assert (response.status_code, response["Location"]) == (301, f"{SCORE}?at=2026-11-28")
    assert problem_of(client.get("/api/v1/artifacts/the-pil/score")).near[0].choices[0].slug == "the-pile"


def test_without_a_run_there_is_neither_score_nor_receipt_nor_list(db, client):
    factories.artifact("alpha")
    assert problem_of(client.get("/api/v1/artifacts/alpha/score")).type == "no-run"
    assert problem_of(client.get("/api/v1/artifacts/alpha/receipt")).type == "no-receipt"
    assert problem_of(client.get("/api/v1/leaderboards/model")).type == "no-run"
    assert client.get("/api/v1/artifacts/alpha/score/history").json() == {"slug": "alpha", "changes": [], "next": None}


def test_an_artifact_younger_than_the_run_is_a_problem(db, client):
    factories.rated("alpha")
    factories.published()
    factories.artifact("beta")
    assert problem_of(client.get("/api/v1/artifacts/beta/score")).type == "not-scored"


def test_the_history_goes_on_in_stretches_newest_first(three_runs, client):
    first = client.get("/api/v1/artifacts/alpha/score/history?limit=2").json()
    assert [change["published_at"][:10] for change in first["changes"]] == ["2026-01-30", "2026-01-20"]
    rest = client.get(first["next"]).json()
    assert [change["published_at"][:10] for change in rest["changes"]] == ["2026-01-10"]
    assert rest["next"] is None
    scores = [change["score"] for change in [*first["changes"], *rest["changes"]]]
    assert scores == sorted(scores, reverse=True)
    assert len(client.get("/api/v1/artifacts/beta/score/history").json()["changes"]) == 1


def test_a_past_day_gives_the_score_of_that_day_with_rows_as_long_as_they_are_kept(three_runs, client):
    changes = client.get("/api/v1/artifacts/alpha/score/history").json()["changes"]
    for day, change in zip(reversed(DAYS), changes, strict=True):
        then = client.get(f"/api/v1/artifacts/alpha/score?at={day}").json()
        assert (then["score"], then["run"], then["at"]) == (change["score"], change["run"], day.isoformat())
        assert {key: part["points"] for key, part in then["components"].items()} == change["components"]
        kept = day != DAYS[0]
        assert (bool(then["rows"]), then["receipt"] is not None) == (kept, kept)
    page = client.get("/api/v1/artifacts/alpha?at=2026-01-15").json()
    assert page["score"]["total"] == changes[-1]["score"]
    assert page["past"]["day"] == "2026-01-15"


def test_a_receipt_of_the_superseded_run_resolves_and_its_digest_outlives_it(three_runs, client):
    then = client.get("/api/v1/artifacts/alpha/score?at=2026-01-20").json()
    receipt = client.get(then["receipt"]["url"])
    assert verifier.verify(receipt.content, then["receipt"]["sha256"])[0] == 0
    factories.published()
    runs_prune()
    assert problem_of(client.get(then["receipt"]["url"])).type == "no-receipt"
    digests = [change["digest"] for change in client.get("/api/v1/artifacts/alpha/score/history").json()["changes"]]
    assert receipt.json()["result"]["digest"] == digests[1]


@pytest.mark.parametrize(
    "address", ["/api/v1/artifacts/alpha", "/api/v1/artifacts/alpha/score", "/api/v1/comparisons/alpha-vs-beta"]
)
def test_a_day_that_is_none_or_to_come_or_too_early_is_a_problem(three_runs, client, address):
    for day in ("yesterday", "2026-1-1", "2026-02-30", "20260101", "9999-01-01"):
        problem = problem_of(client.get(f"{address}?at={day}"))
        assert (problem.status, problem.type) == (422, "no-such-day"), day
    early = problem_of(client.get(f"{address}?at=2026-01-09"))
    assert (early.status, early.type) == (404, "no-such-day")
    assert early.detail == "There were no scores here on 2026-01-09: the first scores were published on 2026-01-10."


def test_a_list_goes_on_in_the_run_that_it_began_with(three_runs, client):
    first = client.get("/api/v1/leaderboards/model?limit=1").json()
    assert (first["total"], first["rated"], len(first["rows"])) == (2, 2, 1)
    factories.published()
    rest = client.get(first["next"]).json()
    assert rest["run"] == first["run"]
    assert {first["rows"][0]["slug"], rest["rows"][0]["slug"]} == {"alpha", "beta"}
    assert rest["next"] is None
    factories.published()
    runs_prune()
    assert problem_of(client.get(first["next"])).status == 410


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "members=perhaps"])
def test_a_list_when_asked_wrongly_is_a_problem(db, client, query):
    assert problem_of(client.get(f"/api/v1/leaderboards/model?{query}")).type == "bad-parameter"


def test_a_list_of_no_kind_is_a_problem(db, client):
    assert problem_of(client.get("/api/v1/leaderboards/car")).type == "bad-parameter"
