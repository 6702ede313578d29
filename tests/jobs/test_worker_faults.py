"""Workers are killed, stopped and asked to go while jobs run: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from collections import Counter

import pytest

from jobs.broker import ids_send
from jobs.models import Job
from jobs.services import job_enqueue
from tests.jobs.models import Effect
from tests.processes import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.torture]

KILLS = int(os.environ.get("JOB_FAULTS", "5"))
SEED = 20261124


def enqueue_steps(jobs: int, *, steps: int, pause: float) -> Counter:
    """Enqueue jobs and return the effects that they must leave."""
    for number in range(jobs):
        job_enqueue(kind="test.steps", key=str(number), arguments={"steps": steps, "pause": pause})
    return Counter((str(number), step) for number in range(jobs) for step in range(steps))


def effects() -> Counter:
    return Counter(Effect.objects.values_list("key", "step"))


def unfinished() -> int:
    return Job.objects.exclude(state=Job.State.DONE).count()


def running() -> int:
    return Job.objects.filter(state=Job.State.RUNNING).count()


def figures(**values: object) -> None:
    """One JSON line a fault test, shown with `pytest -rP`."""
    print(json.dumps(values))


def test_jobs_when_their_worker_is_killed_again_and_again_leave_each_effect_once(start_worker, start_beat):
    chance = random.Random(SEED)
    start_beat()
    expected = enqueue_steps(KILLS * 10, steps=5, pause=0.05)
    met: set[tuple[int, int]] = set()
    while len(met) < KILLS:
        worker = start_worker()
        wait_until(running, seconds=20, what="a job under way")
        time.sleep(chance.uniform(0, 0.5))
        worker.kill_tree()
        # A kill that fell between two jobs met none, and one may find the job of the kill before still waiting.
        met |= set(Job.objects.filter(state=Job.State.RUNNING).values_list("pk", "attempt"))
    start_worker()
    seconds = wait_until(lambda: unfinished() == 0, seconds=60, what="all jobs done")
    # Every attempt that was met has one after it.
    hit = sum(Job.objects.values_list("attempt", flat=True)) - KILLS * 10
    figures(attempts_met=len(met), jobs_hit=hit, lost=unfinished(), finished_after=round(seconds, 1))
    assert hit >= len(met)
    assert effects() == expected


def test_job_when_its_pool_process_is_killed_is_done_again_without_waiting_for_long(start_worker, start_beat):
    start_beat()
    worker = start_worker()
    recoveries = []
    for number in range(KILLS):
        job = job_enqueue(kind="test.once", key=str(number), arguments={"pause": 0.5})
        wait_until(lambda job=job: Job.objects.get(pk=job.pk).state == Job.State.RUNNING, seconds=20, what="the start")
        killed_at = time.monotonic()
        for child in worker.children():
            os.kill(child, signal.SIGKILL)
        wait_until(lambda job=job: Job.objects.get(pk=job.pk).state == Job.State.DONE, seconds=30, what="the end")
        recoveries.append(time.monotonic() - killed_at - 0.5)
        assert Job.objects.get(pk=job.pk).attempt == 2
    figures(killed=KILLS, lost=unfinished(), slowest_recovery=round(max(recoveries), 2))
    assert effects() == Counter((str(number), 0) for number in range(KILLS))
    # By the broker at once or by the dispatcher soon; a generous bound, since machines are noisy.
    assert max(recoveries) <= 15


def test_worker_stopped_beyond_its_lease_and_woken_again_has_its_write_refused(start_worker, start_beat):
    start_beat()
    zombie = start_worker(processes=KILLS)
    for number in range(KILLS):
        job_enqueue(kind="test.once", key=str(number), arguments={"pause": 1.5})
    wait_until(lambda: running() == KILLS, seconds=20, what="all jobs under way")
    stopped = set(zombie.children())
    zombie.signal_tree(signal.SIGSTOP)
    start_worker(processes=KILLS)
    wait_until(lambda: unfinished() == 0, seconds=40, what="the jobs taken over and done")
    zombie.signal_tree(signal.SIGCONT)
    wait_until(lambda: zombie.text().count("lease_lost") == KILLS, seconds=20, what="the refusal of each late write")
    figures(stopped=KILLS, late_writes_refused=zombie.text().count("lease_lost"))
    assert effects() == Counter((str(number), 0) for number in range(KILLS))
    assert not stopped & set(Effect.objects.values_list("process", flat=True))


def test_each_message_delivered_three_times_out_of_order_and_late_has_one_effect(start_worker):
    chance = random.Random(SEED)
    ids = [job_enqueue(kind="test.once", key=str(number)).pk for number in range(100)]
    copies = ids * 2
    chance.shuffle(copies)
    ids_send(job_ids=copies)
    worker = start_worker()
    wait_until(lambda: unfinished() == 0, seconds=40, what="all jobs done")
    ids_send(job_ids=ids)
    wait_until(
        lambda: len(re.findall(r"Task jobs\.run\[[^]]+\] succeeded", worker.text())) >= 400,
        seconds=60,
        what="all copies taken and dealt with",
    )
    figures(delivered=400, jobs=100, effects=Effect.objects.count())
    assert effects() == Counter((str(number), 0) for number in range(100))
    assert set(Job.objects.values_list("attempt", flat=True)) == {1}


def test_worker_asked_to_go_finishes_its_job_and_leaves_the_rest_queued(start_worker):
    worker = start_worker(processes=1)
    for key in ("first", "second", "third"):
        job_enqueue(kind="test.once", key=key, arguments={"pause": 2})
    wait_until(running, seconds=20, what="a job under way")
    assert worker.terminate(seconds=40) == 0
    assert running() == 0
    assert effects() == Counter({("first", 0): 1})
    start_worker(processes=2)
    wait_until(lambda: unfinished() == 0, seconds=30, what="the rest done")
    assert effects() == Counter({("first", 0): 1, ("second", 0): 1, ("third", 0): 1})
