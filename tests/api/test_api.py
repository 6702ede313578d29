"""The JSON API over HTTP: answers, redirects, caches, errors in one shape, open to scripts of any site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from api.schemas import Problem
from api.urls import api
from catalog.models import Artifact
from scoring.selectors import published_run
from tests.compare import factories

COMPARISON = "/api/v1/comparisons/internlm-vs-the-pile"
ARTIFACT = "/api/v1/artifacts/the-pile"
CHECKOUT = Path(__file__).resolve().parents[2]


def problem_of(response):
    """The error, after a look at what every error has."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    body = Problem.model_validate_json(response.content)
    assert body.status == response.status_code
    assert body.title
    assert body.detail.endswith((".", "GET, HEAD, OPTIONS only."))
    return body


@pytest.mark.parametrize("address", [COMPARISON, ARTIFACT])
def test_an_answer_names_run_day_and_methodology(whole_catalog, client, address):
    run = published_run()
    given = client.get(address).json()["meta"]["run"]
    assert given["run_id"] == run.run_id
    assert given["as_of"] == run.as_of.isoformat()
    assert given["methodology"] == run.methodology
    assert given["methodology_sha256"] == run.methodology_sha256


def test_an_answer_gives_tenths_as_decimals_and_unknown_as_null(whole_catalog, client):
    unrated, the_pile = client.get("/api/v1/comparisons/internlm-104b-vs-the-pile").json()["sides"]
    assert unrated["score"] is None
    assert isinstance(the_pile["score"], float)
    assert the_pile["score"] == round(the_pile["score"], 1)


def test_rows_of_an_answer_sum_to_its_score(whole_catalog, client):
    score = client.get(ARTIFACT).json()["score"]
    assert round(sum(part["points"] for part in score["components"]), 1) == score["total"]
    for part in score["components"]:
        assert round(sum(row["points"] for row in part["rows"]), 1) == part["points"]


@pytest.mark.parametrize("address", [COMPARISON, ARTIFACT, f"{COMPARISON}.json"])
def test_an_answer_is_cacheable_and_open_to_any_site(whole_catalog, client, address):
    response = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"].startswith("public")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


def test_a_preflight_is_answered_without_asking_the_database(client):
    response = client.options(
        COMPARISON, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"}
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/api/v1/comparisons/the-pile-vs-internlm", COMPARISON),
        ("/api/v1/comparisons/internlm-vs-pile", COMPARISON),
        ("/api/v1/comparisons/the-pile-vs-pile", ARTIFACT),
        ("/api/v1/comparisons/The-Pile-vs-internlm.json", COMPARISON),
        ("/api/v1/artifacts/pile", ARTIFACT),
        ("/api/v1/artifacts/The-Pile", ARTIFACT),
    ],
)
def test_another_name_when_asked_for_leads_on(whole_catalog, client, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_head_when_asked_for_answers_like_get(whole_catalog, client):
    head, get = client.head(COMPARISON), client.get(COMPARISON)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


def test_an_unknown_artifact_is_a_problem_with_near_matches(whole_catalog, client):
    problem = problem_of(client.get("/api/v1/comparisons/internlm-vs-the-pil"))
    assert (problem.status, problem.type) == (404, "unknown-artifact")
    assert problem.instance == "/api/v1/comparisons/internlm-vs-the-pil"
    (near,) = problem.near
    assert near.asked == "the-pil"
    assert near.choices[0].slug == "the-pile"
    assert problem_of(client.get("/api/v1/artifacts/the-pil")).near[0].choices[0].slug == "the-pile"


def test_an_artifact_when_hidden_is_a_problem(whole_catalog, client):
    Artifact.objects.filter(slug="the-pile").update(status=Artifact.Status.HIDDEN)
    assert problem_of(client.get(ARTIFACT)).status == 404


@pytest.mark.parametrize("pair", ["the-pile", "a-vs-", "-vs-".join("abcdefg"), "a%20b-vs-c", "%00-vs-a"])
def test_a_pair_that_is_none_is_a_problem(db, client, pair):
    problem = problem_of(client.get(f"/api/v1/comparisons/{pair}"))
    assert (problem.status, problem.type) == (422, "not-a-pair")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_method_that_writes_is_a_problem(db, client, method):
    response = getattr(client, method)(COMPARISON)
    assert problem_of(response).status == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/api/", "/api/v1/nothing", "/api/v2/artifacts/x", "/api/v1/artifacts/a/b"])
def test_an_address_that_nothing_answers_is_a_problem(db, client, address):
    for method in ("get", "post"):
        assert problem_of(getattr(client, method)(address)).status == 404


def test_a_request_that_django_refuses_is_a_problem(db, client, settings):
    settings.ALLOWED_HOSTS = ["here.example"]
    settings.DEBUG = False
    assert problem_of(client.get(ARTIFACT, headers={"Host": "elsewhere.example"})).status == 400


def test_a_failure_is_a_problem_without_its_details(db, client):
    factories.artifact("alpha")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scoring_publication")
    client.raise_request_exception = False
    response = client.get("/api/v1/artifacts/alpha")
    assert problem_of(response).status == 500
    assert b"scoring_publication" not in response.content


def test_the_reference_is_served_from_here_and_without_cookie(client, db):
    response = client.get("/api/v1/docs")
    body = response.content.decode()
    assert response.status_code == 200
    assert "//cdn" not in body
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert client.get("/api/v1/openapi.json").json()["paths"]


def test_the_description_in_docs_is_fresh():
    """Made by: manage.py export_openapi_schema --api api.urls.api --indent 1 --output docs/openapi.json"""
    kept = json.loads((CHECKOUT / "docs" / "openapi.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(api.get_openapi_schema()))


def test_the_description_names_the_type_of_errors():
    for operations in api.get_openapi_schema()["paths"].values():
        for operation in operations.values():
            errors = [answer for status, answer in operation["responses"].items() if int(status) >= 400]
            assert errors
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in errors)
