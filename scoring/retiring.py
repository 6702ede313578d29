"""How runs end that readers do not see: overtaken, canceled, or too old to be kept whole."""

from __future__ import annotations

from django.db import transaction

from jobs.models import Job
from jobs.services import job_cancel
from scoring import publishing, writing
from scoring.models import Publication, ReceiptAddress, ScoringRun

RUNS_KEPT = 2


def is_overtaken(run: ScoringRun, published_id: int | None) -> bool:
    """A newer run was published, or one with a base has lost it to another run."""
    if published_id is None:
        return False
    return published_id > run.pk or run.base_id not in (None, published_id)


def run_cancel(*, run_id: int) -> bool:
    """Give up a run that is being built, with its jobs; False when it is not. What it took waits for the next run."""
    with transaction.atomic():
        run = ScoringRun.objects.select_for_update().get(pk=run_id)
        if run.state != ScoringRun.State.BUILDING:
            return False
        give_up(run, ScoringRun.State.CANCELED)
    for job in Job.objects.filter(state__in=Job.ACTIVE, arguments__run_id=run_id):
        job_cancel(job_id=job.pk)
    return True


def runs_prune() -> int:
    """Drop what all but the last published runs alone need, and the tables of overtaken ones; returns how many went.

    Raises OperationalError rather than wait for a reader of an old run while new readers queue up behind.
    """
    states = [ScoringRun.State.PUBLISHED, ScoringRun.State.SUPERSEDED]
    whole = list(ScoringRun.objects.filter(state__in=states).order_by("-pk"))
    kept, old = whole[:RUNS_KEPT], whole[RUNS_KEPT:]
    grounds = {run.ground for run in kept}
    for run in old:
        with transaction.atomic():
            if run.ground not in grounds and run.ground is not None:
                writing.table_drop(run_id=run.ground)
            publishing.places_delete(run_id=run.pk)
            ReceiptAddress.objects.filter(run=run).delete()
            ScoringRun.objects.filter(pk=run.pk).update(state=ScoringRun.State.PRUNED)
    if old and kept[-1].base_id is not None:
        writing.rows_ended_delete(kept[-1])
    published = Publication.objects.values_list("run_id", flat=True).first()
    for pk in list(ScoringRun.objects.filter(state=ScoringRun.State.BUILDING).values_list("pk", flat=True)):
        with transaction.atomic():
            run = ScoringRun.objects.select_for_update().get(pk=pk)
            if run.state == ScoringRun.State.BUILDING and is_overtaken(run, published):
                give_up(run, ScoringRun.State.ABANDONED)
    return len(old)


def give_up(run: ScoringRun, state: ScoringRun.State) -> None:
    writing.table_drop(run_id=run.pk)
    run.state = state
    run.save(update_fields=["state"])
