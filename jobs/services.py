"""Writes of the ledger: enqueue, run, dispatch, retry."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
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
    job, _ = Job.objects.get_or_create(
        kind=kind, key=key, state__in=Job.ACTIVE, defaults={"arguments": dict(arguments or {})}
    )
    transaction.on_commit(lambda: jobs_send(job_ids=[job.pk]))
    return job


def jobs_send(*, job_ids: Iterable[int]) -> int:
    """Hand ids to the broker and note when; returns how many left."""
    ids = list(job_ids)
    sent = ids_send(job_ids=ids)
    Job.objects.filter(pk__in=ids[:sent]).update(sent_at=Now())
    return sent


def jobs_dispatch_due(*, limit: int = 500) -> int:
    """Send every due job whose message is missing. Safe to call from anywhere, any number of times at once."""
    with transaction.atomic():
        resend_after = timedelta(seconds=settings.JOBS_RESEND_SECONDS)
        due = unsent_jobs(resend_after=resend_after).select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:limit])
        return jobs_send(job_ids=ids) if ids else 0


def job_run(*, job_id: int) -> Job.State | None:
    """Lease the job, do it and record the outcome; None when it was not ours to do."""
    leased = lease_take(job_id=job_id)
    if leased is None:
        return None
    bound = log.bind(job_id=job_id, kind=leased.kind, attempt=leased.attempt)
    if leased.attempt > leased.max_attempts:
        leased.write(state=Job.State.FAILED, finished_at=Now(), error="gave up: every worker that took it died")
        return Job.State.FAILED
    try:
        with leased.kept_alive(), statement_timeout(settings.JOBS_STATEMENT_SECONDS):
            handler_for(leased.kind)(leased)
        leased.write(state=Job.State.DONE, finished_at=Now(), error="", progress_done=F("progress_total"))
    except LeaseLostError as lost:
        bound.warning("lease_lost", reason=str(lost))
        return None
    except Exception as error:
        bound.exception("job_failed", error=str(error))
        return _record_failure(leased)
    bound.info("job_done")
    return Job.State.DONE


def _record_failure(leased: LeasedJob) -> Job.State | None:
    """Queue the job again with growing delay, or give it up after its last attempt."""
    last = leased.attempt >= leased.max_attempts
    state = Job.State.FAILED if last else Job.State.QUEUED
    backoff = min(timedelta(seconds=2**leased.attempt), LONGEST_BACKOFF)
    outcome: dict[str, Any] = {"finished_at": Now()} if last else {"due_at": Now() + backoff, "sent_at": None}
    try:
        leased.write(state=state, error=traceback.format_exc()[-ERROR_LENGTH:], lease_until=None, **outcome)
    except LeaseLostError:
        return None
    return state


def jobs_run_until_idle(*, kind_prefix: str = "", on_progress: Callable[[Job], None] | None = None) -> RunReport:
    """Do all due jobs in this process, oldest first, until none is due: no Celery and no broker needed."""
    done = failed = 0
    while True:
        job = due_jobs().filter(kind__startswith=kind_prefix).first()
        if job is None:
            return RunReport(done=done, failed=failed)
        outcome = job_run(job_id=job.pk)
        done += outcome is Job.State.DONE
        failed += outcome is Job.State.FAILED
        if on_progress is not None:
            job.refresh_from_db()
            on_progress(job)


def job_retry(*, job_id: int) -> bool:
    """Give a failed job its attempts back; False when it is not failed or an active twin exists."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.FAILED).first()
        if job is None or Job.objects.filter(kind=job.kind, key=job.key, state__in=Job.ACTIVE).exists():
            return False
        Job.objects.filter(pk=job_id).update(
            state=Job.State.QUEUED, attempt=0, due_at=Now(), sent_at=None, lease_until=None, finished_at=None
        )
        transaction.on_commit(lambda: jobs_send(job_ids=[job_id]))
    return True
