"""Holding a job: the lease that a worker takes, keeps alive and loses, and the fence under which it writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now

from jobs.models import Job
from jobs.selectors import due_jobs
from jobs.sessions import CurrentSession

log = structlog.get_logger(__name__)


class LeaseLostError(Exception):
    """Somebody else holds the job by now: whatever was about to be written must not be."""


def lease_take(*, job_id: int) -> LeasedJob | None:
    """Take the job if it is due and nobody holds it; otherwise None (done already, held, not due yet)."""
    with transaction.atomic():
        job = due_jobs().filter(pk=job_id).select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.attempt += 1
        job.fence += 1
        Job.objects.filter(pk=job_id).update(
            state=Job.State.RUNNING,
            attempt=job.attempt,
            fence=job.fence,
            lease_until=_lease_end(),
            session=CurrentSession(),
            sent_at=None,
            started_at=Coalesce(F("started_at"), Now()),
        )
    return LeasedJob(job)


def _lease_end() -> CombinedExpression:
    return Now() + timedelta(seconds=settings.JOBS_LEASE_SECONDS)


class LeasedJob:
    """A job in our hands. It is the `JobContext` that handlers are given."""

    def __init__(self, job: Job) -> None:
        self.kind = job.kind
        self.job_id: int = job.pk
        self.key = job.key
        self.arguments: Mapping[str, Any] = job.arguments
        self.attempt = job.attempt
        self.max_attempts = job.max_attempts
        self.fence = job.fence

    def write(self, **values: Any) -> None:
        """Change the job's own row under our fence. Raises `LeaseLostError`."""
        if not Job.objects.filter(pk=self.job_id, fence=self.fence, state=Job.State.RUNNING).update(**values):
            raise LeaseLostError(f"job {self.job_id} is no longer held under fence {self.fence}")

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show how far the work is. Raises `LeaseLostError`."""
        self.write(progress_done=done, progress_total=total, message=message[:300])

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """A transaction in which the job is certainly still ours. Raises `LeaseLostError`.

        Its lock holds up the heartbeat, so it renews the lease itself before it commits.
        """
        with transaction.atomic():
            held = Job.objects.select_for_update().filter(pk=self.job_id, fence=self.fence, state=Job.State.RUNNING)
            if not list(held.values_list("pk")):
                raise LeaseLostError(f"job {self.job_id} is no longer held under fence {self.fence}")
            yield
            self.write(lease_until=_lease_end())

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Extend the lease from a thread of its own while the block works."""
        stop = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stop,), name=f"lease-{self.job_id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _beat(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(settings.JOBS_HEARTBEAT_SECONDS):
                try:
                    self.write(lease_until=_lease_end())
                except LeaseLostError:
                    return
                except DatabaseError as error:
                    # Blocked by our own long transaction, or the server restarts: the next beat tries again.
                    log.warning("heartbeat_missed", job_id=self.job_id, error=str(error))
                    connection.close()
        finally:
            connection.close()
