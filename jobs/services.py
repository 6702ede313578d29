"""Writes of the ledger: enqueue, run, dispatch, retry."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from common.database import statement_timeout
from jobs.broker import ids_send
from jobs.leases import LeasedJob, LeaseLostError, lease_take
from jobs.models import Job
from jobs.registry import handler_for
from jobs.selectors import due_jobs, unsent_jobs

log = structlog.get_logger(__name__)

ERROR_LENGTH = 4000
LONGEST_BACKOFF = timedelta(minutes=5)


@dataclass(frozen=True)
class RunReport:
    """What a pass over the due jobs did."""

    done: int
    failed: int


def job_enqueue(*, kind: str, key: str, arguments: Mapping[str, Any] | None = None) -> Job:
    """Put a job into the ledger, or return the active one of the same kind and key.

    The row belongs to the caller's transaction; the broker hears of it after the commit. An unknown kind raises
    KeyError here rather than in a worker.
    """
    handler_for(kind)
    job, created = Job.objects.get_or_create(
        kind=kind, key=key, state__in=Job.ACTIVE, defaults={"arguments": dict(arguments or {})}
    )
    if created:
        transaction.on_commit(lambda: _send_one(job.pk), robust=True)
    return job


def _send_one(job_id: int) -> None:
    Job.objects.filter(pk=job_id).update(sent_at=Now())
    _send([job_id])


def _send(job_ids: Sequence[int]) -> int:
    """Send ids that are marked as sent already, so that no dispatcher sends them too; unmark those that did not leave.

    Whoever dies in between leaves a mark without a message, which counts as lost after JOBS_RESEND_SECONDS.
    """
    sent = ids_send(job_ids=job_ids)
    if sent < len(job_ids):
        Job.objects.filter(pk__in=job_ids[sent:]).update(sent_at=None)
    return sent


def jobs_dispatch_due(*, limit: int = 500) -> int:
    """Send every due job whose message is missing. Safe to call from anywhere, any number of times at once.

    The rows are locked to be marked and free again before the first message leaves: a worker passes over a locked row.
    """
    with transaction.atomic():
        resend_after = timedelta(seconds=settings.JOBS_RESEND_SECONDS)
        due = unsent_jobs(resend_after=resend_after).select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:limit])
        Job.objects.filter(pk__in=ids).update(sent_at=Now())
    return _send(ids) if ids else 0


def job_run(*, job_id: int) -> Job.State | None:
    """Lease the job, do it and record the outcome; None when it was not ours to do."""
    leased = lease_take(job_id=job_id)
    if leased is None:
        return None
    with structlog.contextvars.bound_contextvars(job_id=job_id, kind=leased.kind, attempt=leased.attempt):
        return _work(leased)


def _work(leased: LeasedJob) -> Job.State | None:
    if leased.attempt > leased.max_attempts:
        leased.write(state=Job.State.FAILED, finished_at=Now(), error="gave up: every worker that took it died")
        return Job.State.FAILED
    try:
        with leased.kept_alive(), statement_timeout(settings.JOBS_STATEMENT_SECONDS):
            handler_for(leased.kind)(leased)
        leased.write(state=Job.State.DONE, finished_at=Now(), error="", progress_done=F("progress_total"))
    except LeaseLostError as lost:
        log.warning("lease_lost", reason=str(lost))
        return None
    except Exception as error:
        log.exception("job_failed", error=str(error))
        return _record_failure(leased)
    log.info("job_done")
    return Job.State.DONE


def _record_failure(leased: LeasedJob) -> Job.State | None:
    """Queue the job again with growing delay, or give it up after its last attempt."""
    last = leased.attempt >= leased.max_attempts
    state = Job.State.FAILED if last else Job.State.QUEUED
    backoff = min(timedelta(seconds=2**leased.attempt), LONGEST_BACKOFF)
    outcome: dict[str, Any] = {"finished_at": Now()} if last else {"due_at": Now() + backoff}
    try:
        leased.write(state=state, error=traceback.format_exc()[-ERROR_LENGTH:], lease_until=None, **outcome)
    except LeaseLostError:
        return None
    return state


def jobs_run_until_idle(
    *, kind_prefix: str = "", limit: int | None = None, on_progress: Callable[[Job], None] | None = None
) -> RunReport:
    """Do due jobs in this process, oldest first, until none is due or `limit` were done: needs no Celery, no broker."""
    outcomes: list[Job.State] = []
    others: set[int] = set()
    while limit is None or len(outcomes) < limit:
        job = due_jobs().filter(kind__startswith=kind_prefix).exclude(pk__in=others).first()
        if job is None:
            break
        outcome = job_run(job_id=job.pk)
        if outcome is None:
            others.add(job.pk)
            continue
        outcomes.append(outcome)
        if on_progress is not None:
            job.refresh_from_db()
            on_progress(job)
    return RunReport(done=outcomes.count(Job.State.DONE), failed=outcomes.count(Job.State.FAILED))


def job_retry(*, job_id: int) -> bool:
    """Give a failed or canceled job its attempts back; False when it is neither or an active twin exists."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state__in=Job.STOPPED).first()
        if job is None or Job.objects.filter(kind=job.kind, key=job.key, state__in=Job.ACTIVE).exists():
            return False
        Job.objects.filter(pk=job_id).update(
            state=Job.State.QUEUED, attempt=0, due_at=Now(), lease_until=None, finished_at=None
        )
        transaction.on_commit(lambda: _send_one(job_id), robust=True)
    return True


def job_cancel(*, job_id: int) -> bool:
    """End a job that is not finished; False when it is. A worker in the middle of it cannot write any more."""
    active = Job.objects.filter(pk=job_id, state__in=Job.ACTIVE)
    return bool(active.update(state=Job.State.CANCELED, fence=F("fence") + 1, finished_at=Now()))
