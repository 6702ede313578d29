"""Runs in the admin: shown, started and canceled, never edited."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Artifact
from jobs.models import Job
from jobs.services import job_enqueue, jobs_run_until_idle
from scoring.models import ScoringRun
from scoring.services import run_start
from tests.scoring.runs import catalog_make, run_next, run_whole, score_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]

LIST = "/admin/scoring/scoringrun/"


@pytest.fixture(autouse=True)
def _admin(client):
    client.force_login(User.objects.create_superuser("admin"))


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_runs_are_listed_with_their_state_and_counts(client):
    catalog_make(20)
    run_whole()
    run_start()
    page = client.get(LIST).content.decode()
    for shown in ("published", "building", "3 of 3", "0 of 0", "20 of 20", "10 of 10"):
        assert shown in page


def test_runs_and_their_batches_are_shown_in_as_many_queries_for_many_as_for_one(client):
    catalog_make(20)
    first = run_whole()
    pages = [LIST, f"{LIST}{first.pk}/change/"]
    for page in pages:
        client.get(page)  # content types are read once a process
    few = [queries(client, page) for page in pages]
    for _ in range(4):
        run_whole()
    assert [queries(client, page) for page in pages] == few


def test_a_run_is_neither_added_nor_changed_nor_deleted(client):
    catalog_make(2)
    run = run_whole()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{run.pk}/change/", {"state": "pruned"}).status_code == 403
    assert client.post(f"{LIST}{run.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ScoringRun.objects.get().state == ScoringRun.State.PUBLISHED


def start(client, extent):
    return client.post(f"{LIST}start/", {"extent": extent}, follow=True)


def test_staff_start_runs_of_what_changed_and_of_everything_and_checks(client):
    catalog_make(4)
    assert "Score what changed" in client.get(LIST).content.decode()
    for extent, kind, whole in (("changes", "scoring.start", False), ("whole", "scoring.start", True)):
        assert "is queued: scoring.start" in start(client, extent).content.decode()
        job = Job.objects.get(kind=kind, state=Job.State.QUEUED)
        assert (job.arguments["whole"], job.arguments["asked_by"]) == (whole, "admin")
        jobs_run_until_idle()
    start(client, "check")
    assert Job.objects.filter(kind="scoring.check", state=Job.State.QUEUED).exists()
    page = client.get(LIST).content.decode()
    assert "everything: no run is published" in page
    assert "everything: asked for" in page
    assert client.get(f"{LIST}start/").status_code == 405


def test_staff_who_ask_for_another_run_while_one_is_on_its_way_are_told_so(client):
    catalog_make(4)
    start(client, "changes")
    page = start(client, "whole").content.decode()
    assert "was on its way already: start this again when it is done" in page
    assert "is queued: scoring.start" not in page
    assert Job.objects.get().arguments["whole"] is False


def test_who_may_not_change_jobs_starts_and_cancels_nothing(client):
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_scoringrun"))
    client.force_login(user)
    assert "Score what changed" not in client.get(LIST).content.decode()
    assert start(client, "whole").status_code == 403
    assert not Job.objects.exists()


def test_a_run_that_is_being_built_is_canceled_with_its_jobs_and_the_next_one_does_its_work(client):
    catalog_make(20)
    published = run_whole()
    Artifact.objects.filter(slug="model-3").update(licence="other")
    job_enqueue(kind="scoring.start", key="run")
    jobs_run_until_idle(limit=1)
    run = ScoringRun.objects.first()
    chosen = {"action": "cancel", "_selected_action": [run.pk, published.pk]}
    assert "1 canceled" in client.post(LIST, chosen, follow=True).content.decode()
    run.refresh_from_db()
    assert run.state == ScoringRun.State.CANCELED
    assert not Job.objects.filter(state__in=Job.ACTIVE).exists()
    assert score_tables() == {f"scoring_score_{published.pk}"}
    assert run_next().scored == 1


def test_the_job_that_a_run_hangs_on_is_a_click_away(client):
    catalog_make(20)
    job_enqueue(kind="scoring.start", key="run")
    jobs_run_until_idle(limit=2)
    failed = Job.objects.filter(kind="scoring.batch", state=Job.State.QUEUED).first()
    Job.objects.filter(pk=failed.pk).update(state=Job.State.FAILED)
    page = client.get(LIST).content.decode()
    assert f'href="/admin/jobs/job/{failed.pk}/change/"' in page
    assert "1 of 3 batches" in page
    assert "artifacts a second" in page
