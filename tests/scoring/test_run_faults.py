"""Runs under kills, by Celery and without it: finished in the end, once, and never half seen."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from jobs.models import Job
from scoring.models import Publication, Score, ScoringRun
from scoring.selectors import published_run
from tests.processes import CHECKOUT, wait_until
from tests.scoring.runs import catalog_make, run_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("runs_dropped")]

KILLS = int(os.environ.get("SCORING_FAULTS", "4"))
SEED = 20261124
# Three batches of a worker, whose size is the real one.
MODELS = 6000


def published():
    return ScoringRun.objects.filter(state=ScoringRun.State.PUBLISHED).exists()


def result():
    run = ScoringRun.objects.get(state=ScoringRun.State.PUBLISHED)
    return run.output_sha256, run.listed, Score.objects.filter(run_id=run.pk).count()


def test_score_through_a_worker_publishes_and_says_so(start_worker, start_beat, valkey, run_manage):
    catalog_make(60)
    start_worker()
    start_beat()
    done = run_manage("score", "--queue", REDIS_URL=f"unix://{valkey.socket}?db=0")
    assert done.returncode == 0, done.stderr
    assert "published run" in done.stdout
    assert result()[1] == {"model": 60, "dataset": 30}
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}


def test_score_by_queue_without_a_worker_says_what_is_missing(valkey, run_manage):
    catalog_make(4)
    done = run_manage("score", "--queue", "--timeout", "1", REDIS_URL=f"unix://{valkey.socket}?db=0")
    assert done.returncode == 4
    assert "Is a worker running? Without --queue the work is done here" in done.stderr


@pytest.mark.torture
def test_a_run_whose_worker_is_killed_again_and_again_is_published_once(start_worker, start_beat, valkey, run_manage):
    catalog_make(MODELS)
    expected = run_whole()
    chance = random.Random(SEED)
    start_beat()
    asked = ["score", "--queue", "--timeout", "0"]
    assert run_manage(*asked, REDIS_URL=f"unix://{valkey.socket}?db=0").returncode == 4
    for _ in range(KILLS):
        worker = start_worker(processes=1)
        time.sleep(chance.uniform(0, 0.8))
        worker.kill_tree()
        assert published_run() is not None
    start_worker()
    wait_until(lambda: Publication.objects.get().run_id != expected.pk, seconds=60, what="the new run's publication")
    assert result() == (expected.output_sha256, {"model": MODELS, "dataset": MODELS // 2}, MODELS * 3 // 2)
    assert ScoringRun.objects.count() == 2


@pytest.mark.torture
def test_a_run_killed_in_the_foreground_is_finished_by_run_jobs(run_manage, process_environment):
    catalog_make(MODELS)
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "manage.py", "score"], cwd=CHECKOUT, env=process_environment)
        wait_until(lambda: ScoringRun.objects.filter(batches__done=True, state="building"), seconds=30, what="a batch")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert not published()
    done = run_manage("run_jobs", "--kind", "scoring.")
    assert done.returncode == 0, done.stderr
    assert result()[1:] == ({"model": MODELS, "dataset": MODELS // 2}, MODELS * 3 // 2)
    assert ScoringRun.objects.count() == 1
