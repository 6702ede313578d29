"""The broker dies, loses everything, hangs or is not there: the ledger keeps the work, and callers hardly notice."""

from __future__ import annotations

import json
import signal
import socket
import time

import pytest

from jobs.models import Job
from jobs.services import job_enqueue, jobs_dispatch_due
from jobs.tasks import run
from tests.jobs.models import Effect
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# What a caller may lose to a broker that does not answer.
BOUND_SECONDS = 0.5


def unfinished() -> int:
    return Job.objects.exclude(state=Job.State.DONE).count()


def seconds_of(call) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


@pytest.mark.torture
def test_broker_killed_and_emptied_with_two_hundred_jobs_queued_loses_none(valkey, start_worker, start_beat):
    for number in range(200):
        job_enqueue(kind="test.once", key=str(number))
    assert valkey.queued() == 200
    valkey.kill()
    valkey.start()
    assert valkey.queued() == 0
    start_beat()
    start_worker()
    wait_until(lambda: unfinished() == 0, seconds=60, what="all jobs done")
    assert Effect.objects.count() == Effect.objects.values("key").distinct().count() == 200


@pytest.mark.torture
def test_jobs_go_on_when_the_broker_dies_or_hangs_again_and_again(valkey, start_worker, start_beat):
    """kombu 5.7 ends a worker now and then that loses its broker in mid-message; its supervisor starts it again."""
    start_beat()
    workers = [start_worker()]

    def all_done() -> bool:
        if workers[-1].process.poll() is not None:
            workers.append(start_worker())
        return unfinished() == 0

    for flap in range(5):
        if flap % 2:
            valkey.process.send_signal(signal.SIGSTOP)
            time.sleep(1)
            valkey.process.send_signal(signal.SIGCONT)
        else:
            valkey.kill()
            time.sleep(0.3)
            valkey.start()
        job_enqueue(kind="test.once", key=str(flap))
        wait_until(all_done, seconds=60, what=f"the job after fault {flap}")
    print(json.dumps({"broker_faults": 5, "workers_started_again": len(workers) - 1, "lost": unfinished()}))
    assert Effect.objects.count() == 5


def test_job_enqueued_while_no_broker_listens_is_kept_and_costs_no_wait(broker_at, tmp_path):
    broker_at(f"redis+socket://{tmp_path}/nobody?virtual_host=0")
    assert seconds_of(lambda: job_enqueue(kind="test.once", key="a")) <= BOUND_SECONDS
    assert Job.objects.get().state == Job.State.QUEUED
    assert Job.objects.get().sent_at is None, "not sent, so due for the next dispatcher"


def test_jobs_enqueued_while_the_broker_hangs_wait_for_it_once_together(broker_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        spent = seconds_of(lambda: [job_enqueue(kind="test.once", key=str(number)) for number in range(20)])
    assert spent <= BOUND_SECONDS
    assert Job.objects.filter(state=Job.State.QUEUED, sent_at=None).count() == 20


def test_dispatch_when_the_broker_is_back_sends_what_could_not_be_sent(valkey, broker_at, tmp_path):
    broker_at(f"redis+socket://{tmp_path}/nobody?virtual_host=0")
    job_enqueue(kind="test.once", key="a")
    broker_at(f"redis+socket://{valkey.socket}?virtual_host=0")
    assert jobs_dispatch_due() == 1
    assert valkey.queued() == 1


def test_run_jobs_without_any_broker_does_the_work(run_manage, broker_at, tmp_path):
    broker_at(f"redis+socket://{tmp_path}/nobody?virtual_host=0")
    for key in "ab":
        job_enqueue(kind="test.once", key=key)
    done = run_manage("run_jobs", REDIS_URL=f"unix://{tmp_path}/nobody?db=0")
    assert done.returncode == 0, done.stderr
    assert "2 done, 0 failed" in done.stdout
    assert sorted(Effect.objects.values_list("key", flat=True)) == ["a", "b"]


def test_message_of_a_newer_version_with_further_words_is_still_done():
    job = job_enqueue(kind="test.once", key="a")
    run(job_id=job.pk, trace="a word that this version does not know")
    assert Job.objects.get().state == Job.State.DONE
