"""Jobs that survey pairs and draw pictures anew, and the beat that asks for a survey when the scores have moved on."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from compare.lookup import artifacts_named
from compare.pages.pairings import pairings_survey
from compare.pages.pictures import DRAW, picture_drawn, picture_tag
from compare.selectors import survey_last
from compare.services import pairs_write, picture_write
from jobs.registry import JobContext, handles
from jobs.services import job_enqueue
from scoring.selectors import published_run

PAIRS = "compare.pairs"


@shared_task(name="compare.watch")
def watch() -> None:
    """Looks cheaply; the job does the work. One is active at a time."""
    if survey_is_due():
        job_enqueue(kind=PAIRS, key="catalog")


def survey_is_due() -> bool:
    """Another run is published than the last survey looked at, which was long enough ago."""
    run, last = published_run(), survey_last()
    if run is None or (last and last.run_id == run.run_id):
        return False
    return last is None or timezone.now() - last.finished_at >= timedelta(seconds=settings.PAIRS_SURVEY_SECONDS)


@handles(PAIRS)
def pairs(context: JobContext) -> None:
    run = published_run()
    if run is None:
        return
    surveyed = pairings_survey(run, on_artifact=context.progress)
    with context.fenced():
        pairs_write(surveyed.found, run_id=run.run_id, looked_at=surveyed.looked_at, now=timezone.now())


@handles(DRAW)
def picture(context: JobContext) -> None:
    """What is no longer listed keeps its picture, which nobody is led to."""
    artifacts = artifacts_named(context.key)
    if not artifacts:
        return
    run = published_run()
    tag, png = picture_tag(artifacts, run=run), picture_drawn(artifacts, run=run)
    with context.fenced():
        picture_write(key=context.key, tag=tag, png=png)
