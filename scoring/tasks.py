"""Jobs of a scoring run: start -> batches -> publish. Each may run twice and leaves one effect."""

from __future__ import annotations

from datetime import date

from celery import shared_task

from jobs.registry import JobContext, handles
from jobs.services import job_enqueue
from scoring.freshness import BATCH, CHECK, ONE, PUBLISH, START, rescore_is_due
from scoring.retiring import runs_prune
from scoring.selectors import methodology_current
from scoring.services import batch_compute, batch_write, run_publish, run_start
from scoring.verification import NothingToCheckError, published_check


@shared_task(name="scoring.watch")
def watch() -> None:
    """Beat asks often; a run is queued once edits have waited long enough, and never a second one beside it.

    It keeps the methodology that readers see: to publish another one is somebody's own to do.
    """
    if rescore_is_due():
        arguments = {"methodology": methodology_current().version, "asked_by": "edits"}
        job_enqueue(kind=START, key=ONE, arguments=arguments)


@shared_task(name="scoring.check")
def check() -> None:
    """Beat asks once a week."""
    job_enqueue(kind=CHECK, key=ONE)


@handles(START)
def start(context: JobContext) -> None:
    """Begin a run and queue its batches. Arguments, all optional: those of `run_start`, `as_of` as YYYY-MM-DD."""
    given = dict(context.arguments)
    pinned = given.pop("as_of", None)
    with context.fenced():
        run = run_start(job_id=context.job_id, as_of=date.fromisoformat(pinned) if pinned else None, **given)
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


@handles(CHECK)
def check_published(context: JobContext) -> None:
    try:
        published_check(on_batch=context.progress)
    except NothingToCheckError as nothing:
        context.progress(0, 0, str(nothing))
