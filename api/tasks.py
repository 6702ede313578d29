"""The job that builds a dump, and the beat that asks for it every night."""

from __future__ import annotations

from celery import shared_task

from api.services import DUMP, ONE, dump_build
from jobs.registry import JobContext, handles
from jobs.services import job_enqueue


@shared_task(name="api.dump_nightly")
def nightly() -> None:
    job_enqueue(kind=DUMP, key=ONE)


@handles(DUMP)
def build(context: JobContext) -> None:
    dump_build(fenced=context.fenced, on_progress=context.progress)
