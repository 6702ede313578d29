"""`?at=`: a list as readers saw it on a past day, from the history once its run is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Artifact, Signal
from scoring.models import ScoringRun
from tests.compare import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def yesterday():
    """Three models then, a fourth today."""
    factories.rated("alpha", downloads=900_000)
    factories.rated("beta", downloads=9_000)
    factories.artifact("gamma")
    factories.published()
    day = timezone.now() - timedelta(days=1)
    ScoringRun.objects.update(published_at=day)
    factories.rated("delta", downloads=90)
    factories.published()
    return day.date().isoformat()


def rows(client, at, suffix="json"):
    return [row["slug"] for row in client.get(f"/rank/model.{suffix}", {"at": at}).json()["rows"]]


def test_a_list_of_a_past_day_is_that_of_its_run_and_says_so(yesterday, client):
    body = client.get("/rank/model/", {"at": yesterday}).content.decode()
    assert f"Scores as this site showed them at the end of {yesterday}" in body
    assert "noindex" in body
    assert "<select" not in body.partition("<main")[2]
    now = {row["slug"] for row in client.get("/rank/model.json").json()["rows"]}
    assert set(rows(client, yesterday)) == now - {"delta"}


def test_scores_and_order_are_those_of_the_artifacts_own_pages_of_that_day(yesterday, client):
    listed = client.get("/rank/model.json", {"at": yesterday}).json()["rows"]
    for row in listed:
        page = client.get(f"/artifacts/{row['slug']}.json", {"at": yesterday}).json()
        assert row["score"] == page["side"]["score"]
    scores = [row["score"] for row in listed if row["score"] is not None]
    assert scores == sorted(scores, reverse=True)


def test_the_list_is_the_one_that_stood_there_on_that_day(client):
    def shown(**given):
        listed = client.get("/rank/model.json", given).json()["rows"]
        names = ("slug", "position", "score", "interval", "coverage_percent", "cells")
        return [[row[name] for name in names] for row in listed]

    for number, downloads in enumerate((900_000, 9_000, 9_000)):
        factories.rated(f"model-{number}", downloads=downloads)
    factories.artifact("gamma")
    factories.published()
    before = shown()
    day = timezone.now() - timedelta(days=1)
    ScoringRun.objects.update(published_at=day)
    Signal.objects.filter(metric="hf_downloads_30d").update(value=5)
    factories.published()
    assert shown(at=day.date().isoformat()) == before != shown()


def test_what_was_hidden_since_is_passed_over(yesterday, client):
    Artifact.objects.filter(slug="alpha").update(status=Artifact.Status.HIDDEN)
    assert "alpha" not in rows(client, yesterday)


@pytest.mark.parametrize("more", ["&licence=open", "&members=1"])
def test_a_filter_of_today_does_not_go_with_a_past_day(yesterday, client, more):
    answer = client.get(f"/rank/model/?at={yesterday}{more}")
    assert answer.status_code == 400
    assert "A list of a past day holds everything" in answer.content.decode()


@pytest.mark.parametrize(("at", "status"), [("2020-01-01", 404), ("soon", 400), ("2999-01-01", 400)])
def test_a_day_without_scores_is_told(yesterday, client, at, status):
    assert client.get("/rank/model/", {"at": at}).status_code == status


def test_behind_the_end_of_a_past_list_leads_to_its_last_page(yesterday, client):
    answer = client.get("/rank/model/", {"at": yesterday, "page": 9})
    assert answer.status_code == 404
    assert f"/rank/model/?at={yesterday}" in answer.content.decode()
