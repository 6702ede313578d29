"""Jobs of a scoring run: start -> batches -> publish. Each may run twice and leaves one effect."""

from __future__ import annotations

from datetime import date

from celery import shared_task

from jobs.registry import JobContext, handles
from jobs.services import job_enqueue
from scoring.freshness import rescore_is_due
from scoring.methodology import CURRENT
from scoring.retiring import runs_prune
from scoring.selectors import methodology_current
from scoring.services import batch_compute, batch_write, run_publish, run_start

START = "scoring.start"
BATCH = "scoring.batch"
PUBLISH = "scoring.publish"
# One whole run at a time, whoever asks for it.
WHOLE = "run"


@shared_task(name="scoring.watch")
def watch() -> None:
    """Beat asks often; a run is queued once edits have waited long enough, and never a second one beside it.

    It keeps the methodology that readers see: to publish another one is somebody's own to do.
    """
    if rescore_is_due():
        job_enqueue(kind=START, key=WHOLE, arguments={"methodology": methodology_current().version})


@handles(START)
def start(context: JobContext) -> None:
    """Begin a run and queue its batches. Arguments, optional: `as_of` (YYYY-MM-DD), `methodology` (a version)."""
    pinned = context.arguments.get("as_of")
    version = context.arguments.get("methodology", CURRENT)
    with context.fenced():
        day = date.fromisoformat(pinned) if pinned else None
        run = run_start(job_id=context.job_id, as_of=day, methodology=version)
        batches = list(run.batches.filter(done=False).values_list("number", flat=True))
        for number in batches:
            job_enqueue(kind=BATCH, key=f"{run.pk}/{number}", arguments={"run_id": run.pk, "number": number})
        if not batches:
            job_enqueue(kind=PUBLISH, key=str(run.pk), arguments={"run_id": run.pk})


@handles(BATCH)
def batch(context: JobContext) -> None:
    run_id = int(context.arguments["run_id"])
    rows = batch_compute(run_id=run_id, number=int(context.arguments["number"]))
    with context.fenced():
        if batch_write(rows=rows):
            job_enqueue(kind=PUBLISH, key=str(run_id), arguments={"run_id": run_id})


@handles(PUBLISH)
def publish(context: JobContext) -> None:
    with context.fenced():
        run_publish(run_id=int(context.arguments["run_id"]))
    runs_prune()
