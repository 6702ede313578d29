"""The list of artifacts, and cursors that take back only what was given out."""

from __future__ import annotations

import pytest

from catalog.models import Artifact
from tests.api.test_api import problem_of
from tests.compare import factories

ADDRESS = "/api/v1/artifacts"


@pytest.fixture
def five(db):
    for slug in ("alpha", "beta", "delta", "epsilon"):
        factories.rated(slug)
    factories.artifact("zeta", kind="dataset", tasks=["summarization"])
    factories.artifact("hidden", status=Artifact.Status.HIDDEN)
    factories.published()


def walked(client, address):
    """Slugs of all stretches from an address on."""
    slugs = []
    while address:
        answer = client.get(address).json()
        slugs.append([row["slug"] for row in answer["artifacts"]])
        address = answer["next"]
    return slugs


def test_a_walk_meets_everything_that_is_listed_once(five, client):
    assert walked(client, f"{ADDRESS}?limit=2") == [["alpha", "beta"], ["delta", "epsilon"], ["zeta"]]
    assert walked(client, f"{ADDRESS}?kind=model&limit=3") == [["alpha", "beta", "delta"], ["epsilon"]]
    assert walked(client, f"{ADDRESS}?task=summarization") == [["zeta"]]


def test_what_comes_and_goes_during_a_walk_doubles_and_hides_nothing_else(five, client):
    first = client.get(f"{ADDRESS}?limit=2").json()
    factories.artifact("aaa")
    Artifact.objects.filter(slug="alpha").update(status=Artifact.Status.HIDDEN)
    assert walked(client, first["next"]) == [["delta", "epsilon"], ["zeta"]]


def test_a_line_says_what_the_page_says(five, client):
    line = client.get(f"{ADDRESS}?limit=1").json()["artifacts"][0]
    page = client.get("/artifacts/alpha.json").json()
    assert line["score"] == page["score"]["total"]
    assert (line["name"], line["url"], line["licence"]) == ("Alpha", "/artifacts/alpha/", "mit")
    assert line["organization"] is None


def test_a_list_that_has_not_changed_is_not_sent_again(five, client, django_assert_num_queries):
    tag = client.get(ADDRESS)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    Artifact.objects.filter(slug="beta").update(name="Other")
    with django_assert_num_queries(3):
        assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


def test_a_cursor_that_was_changed_or_belongs_elsewhere_is_refused(five, client):
    models, board = f"{ADDRESS}?kind=model&limit=1", "/api/v1/leaderboards/model?limit=1"
    for address, other in ((models, f"{ADDRESS}?limit=1"), (board, "/api/v1/leaderboards/dataset?limit=1")):
        cursor = client.get(address).json()["next"].rpartition("cursor=")[2]
        assert client.get(f"{address}&cursor={cursor}").status_code == 200
        changed = ("x" if cursor[0] != "x" else "y") + cursor[1:]
        for wrong, asked in (
            (changed, address),
            (cursor[:-1], address),
            ("1.50", address),
            ("%00", address),
            (cursor, other),
        ):
            problem = problem_of(client.get(f"{asked}&cursor={wrong}"))
            assert (problem.status, problem.type) == (400, "bad-cursor")
            assert "start again" in problem.detail


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "kind=song", "task=" + "x" * 201])
def test_a_list_when_asked_wrongly_is_a_problem(db, client, query):
    assert problem_of(client.get(f"{ADDRESS}?{query}")).type == "bad-parameter"
