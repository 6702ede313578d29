"""The ledger: one active job a key, leases, fences, retries."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from jobs.leases import LeaseLostError, lease_take
from jobs.models import Job
from jobs.services import job_cancel, job_enqueue, job_retry, job_run, jobs_dispatch_due, jobs_run_until_idle
from tests.jobs.tasks import Seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_seen():
    Seen.keys = []
    Seen.fail_times = {}


def test_job_enqueued_twice_while_active_is_one_row():
    first = job_enqueue(kind="test.note", key="a")
    assert job_enqueue(kind="test.note", key="a").pk == first.pk
    assert Job.objects.count() == 1


def test_job_enqueued_again_after_it_is_done_is_a_new_row():
    job_run(job_id=job_enqueue(kind="test.note", key="a").pk)
    job_enqueue(kind="test.note", key="a")
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "queued"]


def test_job_of_an_unknown_kind_is_refused_at_once():
    with pytest.raises(KeyError):
        job_enqueue(kind="test.nobody", key="a")
    assert not Job.objects.exists()


def test_job_enqueued_in_a_transaction_that_fails_does_not_exist():
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            job_enqueue(kind="test.note", key="a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert not Job.objects.exists()


def test_run_until_idle_does_every_due_job_in_order():
    for key in "abc":
        job_enqueue(kind="test.note", key=key)
    report = jobs_run_until_idle()
    assert (report.done, report.failed) == (3, 0)
    assert Seen.keys == ["a", "b", "c"]


def test_second_lease_is_refused_while_the_first_is_held():
    job = job_enqueue(kind="test.note", key="a")
    assert lease_take(job_id=job.pk) is not None
    assert lease_take(job_id=job.pk) is None


def test_expired_lease_is_taken_over_and_the_former_holder_can_no_longer_write():
    job = job_enqueue(kind="test.note", key="a")
    zombie = lease_take(job_id=job.pk)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    successor = lease_take(job_id=job.pk)
    assert zombie is not None
    assert successor is not None
    assert successor.fence > zombie.fence
    with pytest.raises(LeaseLostError):
        zombie.progress(1, 2)
    with pytest.raises(LeaseLostError), zombie.fenced():
        pass
    successor.progress(1, 2)


def test_write_inside_the_fence_keeps_others_from_taking_the_job_and_renews_the_lease():
    """Even with its lease run out, a holder inside `fenced` finishes its write, and the job stays its own."""
    job = job_enqueue(kind="test.note", key="a")
    holder = lease_take(job_id=job.pk)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    taken: list[object] = []

    def take() -> None:
        taken.append(lease_take(job_id=job.pk))
        connection.close()

    with holder.fenced():
        other = threading.Thread(target=take)
        other.start()
        other.join()
    assert taken == [None]
    assert lease_take(job_id=job.pk) is None
    holder.progress(1, 1)


def test_failing_job_is_queued_again_later_and_keeps_its_error():
    Seen.fail_times = {"a": 1}
    job = job_enqueue(kind="test.flaky", key="a")
    assert job_run(job_id=job.pk) is Job.State.QUEUED
    job.refresh_from_db()
    assert "not this time" in job.error
    assert job_run(job_id=job.pk) is None, "not due before its backoff has passed"
    Job.objects.update(due_at=Now())
    assert job_run(job_id=job.pk) is Job.State.DONE
    assert Seen.keys == ["a"]


def test_job_that_fails_every_time_is_given_up_and_can_be_retried_by_hand():
    Seen.fail_times = {"a": 2}
    job = job_enqueue(kind="test.flaky", key="a")
    Job.objects.update(max_attempts=2)
    job_run(job_id=job.pk)
    Job.objects.update(due_at=Now())
    assert job_run(job_id=job.pk) is Job.State.FAILED
    assert job_retry(job_id=job.pk)
    assert job_run(job_id=job.pk) is Job.State.DONE


def test_job_whose_workers_all_died_is_given_up():
    job = job_enqueue(kind="test.note", key="a")
    Job.objects.update(max_attempts=1)
    lease_take(job_id=job.pk)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert job_run(job_id=job.pk) is Job.State.FAILED
    assert Seen.keys == []


def test_retry_of_a_job_with_an_active_twin_is_refused():
    Seen.fail_times = {"a": 1}
    job = job_enqueue(kind="test.flaky", key="a")
    Job.objects.update(max_attempts=1)
    job_run(job_id=job.pk)
    job_enqueue(kind="test.flaky", key="a")
    assert not job_retry(job_id=job.pk)


def test_heartbeat_extends_the_lease_while_the_handler_works(settings):
    settings.JOBS_LEASE_SECONDS = 1
    settings.JOBS_HEARTBEAT_SECONDS = 0.2
    job = job_enqueue(kind="test.slow", key="a", arguments={"steps": 15, "pause": 0.1})
    worker = threading.Thread(target=lambda: (job_run(job_id=job.pk), connection.close()))
    worker.start()
    stolen = False
    while worker.is_alive():
        stolen = stolen or lease_take(job_id=job.pk) is not None
        worker.join(0.05)
    job.refresh_from_db()
    # The thief's first try may come before the worker's: then the worker found the job taken and did nothing.
    assert stolen or job.state == Job.State.DONE
    assert job.attempt == 1


def test_dispatch_sends_each_due_job_once_until_its_message_counts_as_lost(settings):
    for key in "abc":
        job_enqueue(kind="test.note", key=key)
    Job.objects.update(sent_at=None)
    assert jobs_dispatch_due() == 3
    assert jobs_dispatch_due() == 0
    settings.JOBS_RESEND_SECONDS = 0
    assert jobs_dispatch_due() == 3


def test_job_whose_database_session_is_gone_is_taken_over_before_its_lease_ends():
    job = job_enqueue(kind="test.note", key="a")
    zombie = lease_take(job_id=job.pk)
    connection.close()
    assert job_run(job_id=job.pk) is Job.State.DONE
    with pytest.raises(LeaseLostError):
        zombie.progress(1, 2)


def test_canceled_job_is_not_run_and_its_worker_can_no_longer_write():
    job = job_enqueue(kind="test.note", key="a")
    holder = lease_take(job_id=job.pk)
    assert job_cancel(job_id=job.pk)
    with pytest.raises(LeaseLostError), holder.fenced():
        pass
    assert job_run(job_id=job.pk) is None
    assert not job_cancel(job_id=job.pk)


def test_canceled_job_can_be_retried():
    job = job_enqueue(kind="test.note", key="a")
    job_cancel(job_id=job.pk)
    assert job_retry(job_id=job.pk)
    assert job_run(job_id=job.pk) is Job.State.DONE


def test_run_until_idle_passes_over_a_job_that_somebody_else_is_writing_for():
    """Its lease has run out, so it is due, but its row is locked: the pass must end rather than ask for ever."""
    job = job_enqueue(kind="test.note", key="a")
    holder = lease_take(job_id=job.pk)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    reports: list[object] = []

    def run() -> None:
        reports.append(jobs_run_until_idle())
        connection.close()

    with holder.fenced():
        other = threading.Thread(target=run)
        other.start()
        other.join(10)
    assert [(report.done, report.failed) for report in reports] == [(0, 0)]


def test_run_until_idle_with_a_limit_stops_there():
    for key in "abc":
        job_enqueue(kind="test.note", key=key)
    assert jobs_run_until_idle(limit=2).done == 2
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_statements_of_a_job_may_take_a_minute_and_those_of_a_reader_seconds():
    job_run(job_id=job_enqueue(kind="test.patience", key="a").pk)
    assert Seen.keys == ["1min"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("3s",)


def test_job_enqueued_by_many_at_once_is_one_row():
    start = threading.Barrier(8)
    ids: list[int] = []

    def enqueue() -> None:
        start.wait()
        ids.append(job_enqueue(kind="test.note", key="a").pk)
        connection.close()

    threads = [threading.Thread(target=enqueue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert set(ids) == {Job.objects.get().pk}
