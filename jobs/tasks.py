"""Celery's side of the ledger: one task that runs a job by id, and one that dispatches what is due."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from jobs.broker import RUN_TASK
from jobs.services import job_run, jobs_dispatch_due
from jobs.signs import sign_leave


@shared_task(name=RUN_TASK)
def run(job_id: int, **_later: Any) -> None:
    """Run one job. Words that a newer version adds to the message are ignored, so old workers drain new queues."""
    job_run(job_id=job_id)


@shared_task(name="jobs.dispatch")
def dispatch() -> None:
    """Send what is due and unsent: the net under a broker that lost its messages and workers that died."""
    sign_leave()
    jobs_dispatch_due()


@worker_ready.connect
def dispatch_at_start(**_signal: Any) -> None:
    jobs_dispatch_due()
