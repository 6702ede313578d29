"""Runs under kills, by Celery and without it: finished in the end, once, and never half seen."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Artifact
from jobs.models import Job
from jobs.services import job_enqueue, job_retry
from scoring.freshness import ONE, START
from scoring.models import Score, ScoringRun
from scoring.verification import published_check
from tests.processes import CHECKOUT, wait_until
from tests.scoring.runs import catalog_make, run_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("runs_dropped")]

KILLS = int(os.environ.get("SCORING_FAULTS", "4"))
SEED = 20261124
# Three batches of a worker, whose size is the real one.
MODELS = 6000
# So many artifacts are edited for a run of what changed, which is one batch; after six of them everything is due.
CHANGED = 300
# Seconds, from when a worker is ready: long enough that some batches are done and some are not.
LONGEST_LIFE = 2.0


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


class Reader(threading.Thread):
    """Reads lists and scores as a program of others does, until it is stopped.

    Every answer names its run: a run whose answer to one question is not the same to the last byte, whenever it is
    asked, was shown half.
    """

    def __init__(self, slugs):
        super().__init__()
        self.addresses = ["/api/v1/leaderboards/model?limit=100", "/api/v1/leaderboards/dataset?limit=100&members=1"]
        self.addresses += [f"/api/v1/artifacts/{slug}/score" for slug in slugs]
        self.answers = {}
        self.count = 0
        self.wrong = []
        self.stopped = threading.Event()

    def run(self):
        client = Client()
        try:
            while not self.stopped.is_set():
                for address in self.addresses:
                    self.look(address, client.get(address))
                time.sleep(0.02)
        except Exception as error:
            self.wrong.append(error)
        finally:
            connection.close()

    def look(self, address, response):
        self.count += 1
        if response.status_code != 200:
            self.wrong.append((address, response.status_code))
            return
        run = re.search(rb'"run(?:_id)?": ?(\d+)', response.content).group(1)
        if self.answers.setdefault((address, run), response.content) != response.content:
            self.wrong.append((address, run))

    def end(self):
        self.stopped.set()
        self.join()


def idle():
    """Nothing is left to do; a job whose workers were all killed is given its attempts back, as staff would."""
    for job in Job.objects.filter(state=Job.State.FAILED):
        job_retry(job_id=job.pk)
    return not Job.objects.filter(state__in=Job.ACTIVE).exists()


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("whole", [True, False], ids=["everything", "changes"])
def test_runs_whose_workers_are_killed_again_and_again_are_published_once_and_equal(
    start_worker, start_beat, settings, whole
):
    """As many kills as are asked for, at random moments of as many runs as they need."""
    settings.RESCORE_QUIET_SECONDS = 10**6
    artifacts = catalog_make(MODELS)
    first = run_whole()
    chance = random.Random(SEED)
    start_beat()
    reader = Reader(["model-1", "model-7", "dataset-5"])
    reader.start()
    kills, asked, retried = 0, 0, 0
    while kills < KILLS:
        if idle():
            asked += 1
            if not whole:
                chosen = chance.sample([artifact.pk for artifact in artifacts], CHANGED)
                Artifact.objects.filter(pk__in=chosen).update(licence=f"licence {asked}")
            job_enqueue(kind=START, key=ONE, arguments={"whole": whole})
        worker = start_worker(processes=1)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        retried += Job.objects.filter(attempt__gt=1, state=Job.State.RUNNING).count()
        worker.kill_tree()
        kills += 1
    start_worker()
    wait_until(idle, seconds=180, what="the end of all runs")
    reader.end()
    print(
        json.dumps(
            {
                "fault": f"worker of a run of {'everything' if whole else 'changes'} killed",
                "injected": kills,
                "runs": asked,
                "interrupted": retried,
                "answers": reader.count,
                "mixed": len(reader.wrong),
            }
        )
    )
    assert reader.wrong == []
    runs = list(ScoringRun.objects.exclude(pk=first.pk).order_by("pk"))
    assert len(runs) == asked
    assert {run.state for run in runs[:-1]} <= {"superseded", "pruned"}
    assert runs[-1].state == "published"
    reason = "asked for" if whole else "to score again"
    assert all(run.base_id is not None or reason in run.why_whole for run in runs)
    assert any(run.base_id is not None for run in runs) is not whole
    assert published_check().differing == 0
    undisturbed = first if whole else run_whole()
    assert (runs[-1].output_sha256, runs[-1].listed) == (undisturbed.output_sha256, undisturbed.listed)


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
