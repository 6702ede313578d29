"""Scores follow edits by themselves: when a run is due, that only one is queued, and what staff are told meanwhile."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from catalog.models import Artifact, Claim, Relation
from catalog.recording import changes_by
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from scoring.freshness import edits_unscored, rescore_is_due, rescoring, run_is_stale
from scoring.selectors import published_run
from scoring.tasks import START, watch
from tests.scoring.runs import catalog_make, run_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """A published run of the catalog as it is."""
    catalog_make(4)
    return run_whole()


@pytest.fixture
def at_once(settings):
    settings.RESCORE_QUIET_SECONDS = 0


def edit(**fields):
    with changes_by(who="ada"):
        Artifact.objects.filter(slug="model-0").update(**fields)


def test_before_the_first_run_nothing_is_due(at_once):
    catalog_make(2)
    edit(licence="mit")
    assert (rescore_is_due(), run_is_stale()) == (False, True)


def test_a_published_run_is_not_stale_until_something_is_edited(published):
    assert (run_is_stale(), edits_unscored(), rescore_is_due()) == (False, None, False)
    edit(licence="apache-2.0")
    assert run_is_stale()


def test_an_edit_that_moves_no_clock_of_its_artifact_counts_too(published):
    first, second = Artifact.objects.filter(slug__in=["model-1", "model-2"])
    Relation.objects.create(subject=first, type="derived_from", object=second)
    assert run_is_stale()


def test_a_claim_is_in_no_score_and_makes_none_stale(published):
    Claim.objects.create(artifact=Artifact.objects.get(slug="model-1"), subject="s", statement="t")
    assert not run_is_stale()


def test_a_run_is_due_only_once_edits_have_rested(published, settings):
    edit(licence="apache-2.0")
    assert not rescore_is_due()
    settings.RESCORE_QUIET_SECONDS = 0
    assert rescore_is_due()


def test_edits_that_never_rest_are_scored_in_the_end(published, settings):
    edit(licence="apache-2.0")
    settings.RESCORE_LATEST_SECONDS = 0
    assert rescore_is_due()


def test_the_watch_queues_one_run_however_often_it_looks_and_the_run_shows_the_edit(published, at_once):
    edit(licence="apache-2.0")
    for _ in range(3):
        watch()
    assert [job.kind for job in Job.objects.all()] == [START]
    assert rescoring().job == Job.objects.get()
    jobs_run_until_idle()
    assert published_run().run_id > published.pk
    assert rescoring() == type(rescoring())(None, None, None)
    watch()
    assert not Job.objects.filter(state__in=Job.ACTIVE).exists()


def test_a_run_that_failed_is_not_tried_again_before_the_next_edit(published, at_once):
    edit(licence="apache-2.0")
    watch()
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now())
    assert not rescore_is_due()
    edit(licence="gpl-3.0")
    assert rescore_is_due()


def test_staff_are_told_of_edits_that_wait_and_of_the_job_that_scores_them(client, published, at_once):
    client.force_login(User.objects.create_superuser("curator"))
    assert b"rescoring" not in client.get("/admin/").content
    edit(licence="apache-2.0")
    assert b"Edits are not in the scores yet" in client.get("/admin/").content
    watch()
    page = client.get("/admin/").content.decode()
    assert "A scoring run is on its way" in page
    assert f'href="/admin/jobs/job/{Job.objects.get().pk}/change/"' in page


def test_nobody_is_told_before_a_login(client, published, at_once):
    edit(licence="apache-2.0")
    assert b"Edits are not in the scores" not in client.get("/admin/login/").content


def test_what_staff_are_told_costs_as_many_queries_after_ten_edits_as_after_one(published, django_assert_num_queries):
    edit(licence="apache-2.0")
    with django_assert_num_queries(4):
        rescoring()
    for number in range(10):
        edit(summary=str(number), generation=F("generation") + 1)
    with django_assert_num_queries(4):
        rescoring()
