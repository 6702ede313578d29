"""The job that brings the search index in line, and the beat that asks for it when the catalog has moved on."""

from __future__ import annotations

from celery import shared_task

from jobs.registry import JobContext, handles
from jobs.services import job_enqueue
from matchgraph.graph.recording import today
from matchgraph.selectors import index_is_behind
from matchgraph.services import index_refresh, night
from matchgraph.vectors import vectors_are_behind, vectors_refresh

INDEX = "matchgraph.index"
NIGHT = "matchgraph.night"


@handles(INDEX)
def index(context: JobContext) -> None:
    with context.fenced():
        context.progress(0, 1, "taking the words of what changed")
        index_refresh()
    vectors_refresh(fence=context.fenced, progress=context.progress)


@shared_task(name="matchgraph.refresh")
def refresh() -> None:
    """Looks cheaply; the job does the work. One is active at a time."""
    if index_is_behind() or vectors_are_behind():
        job_enqueue(kind=INDEX, key="catalog")


@handles(NIGHT)
def learn(context: JobContext) -> None:
    night(today(), progress=context.progress, fence=context.fenced)


@shared_task(name="matchgraph.nightly")
def nightly() -> None:
    """A job for each day: a night that beat asks for twice is done once."""
    job_enqueue(kind=NIGHT, key=today().isoformat())
