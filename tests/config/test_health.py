"""What the site says about its own health, with what it stands on really gone."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.utils import timezone

from jobs.models import Job
from jobs.signs import DISPATCHED, sign_leave
from jobs.tasks import dispatch
from scoring.models import Publication, ScoringRun

# The questions are asked in a thread, which sees only what is committed.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_worker_was_seen():
    cache.delete(DISPATCHED)


@pytest.fixture
def published():
    run = ScoringRun.objects.create(
        methodology="ur-0.1.0",
        methodology_sha256="",
        as_of=date(2026, 11, 22),
        state=ScoringRun.State.PUBLISHED,
        published_at=timezone.now(),
    )
    Publication.objects.create(run=run)
    return run


@pytest.fixture
def redis_at(settings):
    """Point the site to another Redis."""

    def point(address: str) -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}

    return point


def test_healthz_of_a_living_process_is_ok_without_a_database_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_healthz_asked_with_post_is_refused(client):
    assert client.post("/healthz").status_code == 405


@committed
def test_readyz_when_everything_is_there_is_ok(client, published):
    sign_leave()
    response = client.get("/readyz")
    report = response.json()
    assert (response.status_code, report["state"]) == (200, "ok")
    assert {name: check["state"] for name, check in report["checks"].items()} == {
        "redis": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "scores": "ok",
    }
    assert report["checks"]["worker"]["age_seconds"] < 5
    assert report["checks"]["scores"]["as_of"] == "2026-11-22"
    assert report["checks"]["scores"]["run_id"] == published.pk
    assert "no-store" in response["Cache-Control"]


@committed
def test_readyz_without_a_published_run_is_degraded_and_says_what_to_do(client):
    scores = client.get("/readyz").json()["checks"]["scores"]
    assert (scores["state"], scores["run_id"]) == ("degraded", None)
    assert "manage.py score" in scores["detail"]


@committed
def test_readyz_with_an_unapplied_migration_is_down(client):
    recorder = MigrationRecorder(connection)
    (newest,) = MigrationLoader(None).graph.leaf_nodes("scoring")
    recorder.record_unapplied(*newest)
    try:
        response = client.get("/readyz")
    finally:
        recorder.record_applied(*newest)
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"]["missing"] == 1
    assert "manage.py migrate" in response.json()["checks"]["migrations"]["detail"]


@committed
def test_readyz_with_redis_refusing_is_degraded_and_still_200(client, redis_at, closed_port):
    redis_at(f"redis://:planted-secret@127.0.0.1:{closed_port}/0")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["state"]) == (200, "degraded")
    assert response.json()["checks"]["redis"]["state"] == "degraded"
    assert response.json()["checks"]["database"]["state"] == "ok"
    assert "planted-secret" not in response.content.decode()


@committed
def test_readyz_with_a_silent_redis_answers_within_two_seconds(client, redis_at, silent_port):
    redis_at(f"redis://127.0.0.1:{silent_port}/0")
    started = time.monotonic()
    assert client.get("/readyz").json()["checks"]["redis"]["state"] == "degraded"
    assert time.monotonic() - started < 2


@committed
def test_worker_when_nothing_was_ever_seen_has_no_age(client):
    worker = client.get("/readyz").json()["checks"]["worker"]
    assert (worker["state"], worker["age_seconds"]) == ("degraded", None)


@committed
def test_worker_after_a_dispatch_was_taken_is_ok(client):
    dispatch()
    assert client.get("/readyz").json()["checks"]["worker"]["state"] == "ok"


@committed
def test_worker_that_ended_its_last_job_long_ago_is_degraded_with_that_age(client):
    Job.objects.create(kind="test.note", key="a", state=Job.State.DONE, finished_at=Now() - timedelta(hours=1))
    worker = client.get("/readyz").json()["checks"]["worker"]
    assert worker["state"] == "degraded"
    assert worker["age_seconds"] == pytest.approx(3600, abs=5)


@committed
def test_worker_in_a_long_job_is_ok_by_the_lease_it_renews(client, settings):
    lease_end = Now() + timedelta(seconds=settings.JOBS_LEASE_SECONDS - 3)
    Job.objects.create(kind="test.slow", key="a", state=Job.State.RUNNING, lease_until=lease_end)
    worker = client.get("/readyz").json()["checks"]["worker"]
    assert worker["state"] == "ok"
    assert worker["age_seconds"] == pytest.approx(3, abs=2)


@committed
def test_worker_is_not_seen_in_a_job_that_somebody_canceled(client):
    Job.objects.create(kind="test.note", key="a", state=Job.State.CANCELED, finished_at=Now())
    assert client.get("/readyz").json()["checks"]["worker"]["age_seconds"] is None


def test_site_with_its_database_refusing_lives_but_is_not_ready(serve, closed_port):
    site = serve(DATABASE_URL=f"postgresql://somebody:planted-secret@127.0.0.1:{closed_port}/nowhere")
    assert site.get("/healthz")[:2] == (200, "ok\n")
    status, body, _ = site.get("/readyz")
    assert status == 503
    assert json.loads(body)["checks"]["database"]["state"] == "down"
    assert "planted-secret" not in body
    assert "nowhere" not in body


def test_site_with_a_silent_database_says_so_within_three_seconds_each_time(serve, silent_port):
    site = serve(DATABASE_URL=f"postgresql://somebody@127.0.0.1:{silent_port}/nowhere")
    for _ in range(3):
        status, body, seconds = site.get("/readyz")
        assert (status, json.loads(body)["state"]) == (503, "down")
        assert seconds < 3
    assert site.get("/healthz")[2] < 1
