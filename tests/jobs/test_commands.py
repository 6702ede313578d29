"""The ledger in a terminal and in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from jobs.models import Job
from jobs.services import job_enqueue, job_run
from tests.jobs.tasks import Seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def failed_job():
    Seen.fail_times = {"a": 1}
    job = job_enqueue(kind="test.flaky", key="a")
    Job.objects.update(max_attempts=1)
    job_run(job_id=job.pk)
    return job


@pytest.fixture
def staff(client):
    """Somebody of the staff who may see jobs."""
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(user)
    return user


def test_jobs_lists_a_failed_job_with_the_last_line_of_its_error(failed_job, capsys):
    call_command("jobs", "--state", "failed")
    line = capsys.readouterr().out
    assert "test.flaky a" in line
    assert "RuntimeError: not this time" in line


def test_jobs_retry_queues_a_failed_job_again(failed_job, capsys):
    call_command("jobs", "--retry", str(failed_job.pk))
    assert "queued again" in capsys.readouterr().out
    assert job_run(job_id=failed_job.pk) is Job.State.DONE


def test_jobs_retry_of_a_job_that_is_done_is_refused_as_a_conflict():
    job = job_enqueue(kind="test.note", key="a")
    job_run(job_id=job.pk)
    with pytest.raises(CommandError) as refusal:
        call_command("jobs", "--retry", str(job.pk))
    assert refusal.value.returncode == 5


def test_jobs_cancel_ends_a_queued_job(capsys):
    job = job_enqueue(kind="test.note", key="a")
    call_command("jobs", "--cancel", str(job.pk))
    assert Job.objects.get().state == Job.State.CANCELED


def test_run_jobs_with_a_job_that_fails_for_good_says_how_to_see_why(capsys):
    Seen.fail_times = {"a": 1}
    job_enqueue(kind="test.flaky", key="a")
    Job.objects.update(max_attempts=1, due_at=Now())
    with pytest.raises(CommandError, match="jobs --state failed"):
        call_command("run_jobs")
    assert "0 done, 1 failed" in capsys.readouterr().out


def test_run_jobs_of_one_kind_leaves_the_others(capsys):
    job_enqueue(kind="test.note", key="a")
    job_enqueue(kind="test.slow", key="a", arguments={"steps": 1, "pause": 0})
    call_command("run_jobs", "--kind", "test.slow")
    assert dict(Job.objects.values_list("kind", "state")) == {"test.note": "queued", "test.slow": "done"}


def test_admin_shows_jobs_to_staff_but_offers_no_change(client, staff, failed_job):
    assert b"test.flaky" in client.get("/admin/jobs/job/").content
    assert client.get("/admin/jobs/job/add/").status_code == 403
    page = client.get(f"/admin/jobs/job/{failed_job.pk}/change/")
    assert b"not this time" in page.content
    assert b"_save" not in page.content


def test_admin_retry_is_for_those_who_may_change_jobs(client, staff, failed_job):
    choice = {"action": "retry", "_selected_action": [failed_job.pk]}
    client.post("/admin/jobs/job/", choice)
    assert Job.objects.get().state == Job.State.FAILED
    staff.user_permissions.add(Permission.objects.get(codename="change_job"))
    client.post("/admin/jobs/job/", choice)
    assert Job.objects.get().state == Job.State.QUEUED
