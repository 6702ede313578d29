"""Catalogs small enough to score in a moment, and runs over them."""

from __future__ import annotations

from django.db import connection, transaction

from catalog.models import Artifact, Signal, Source
from scoring.models import ScoringRun
from scoring.services import batch_compute, batch_write, run_publish, run_start

BATCH = 1000


def catalog_make(count, *, likes=7.0):
    """So many models and half as many datasets, each with a licence and figures that differ."""
    source, _ = Source.objects.get_or_create(key="open-llm-leaderboard-v1", version="1", name="A board")
    cards, _ = Source.objects.get_or_create(key="hf-datasets-2022", version="1", name="Cards")
    artifacts = [
        Artifact(
            slug=f"{kind}-{number}",
            name=f"{kind} {number}",
            kind=kind,
            licence="mit" if number % 2 else "",
            source=source if kind == "model" else cards,
            facts={"training_datasets": ["x"]} if kind == "model" and number % 3 == 0 else {},
        )
        for kind, wanted in (("model", count), ("dataset", count // 2))
        for number in range(wanted)
    ]
    # Statements of a page may take seconds, and each row has its triggers.
    Artifact.objects.bulk_create(artifacts, batch_size=BATCH)
    Signal.objects.bulk_create(
        (
            Signal(
                artifact=artifact,
                component="adoption",
                metric=metric,
                value=value,
                observed="2026-01-02",
                source=source,
            )
            for place, artifact in enumerate(artifacts)
            for metric, value in (("hf_likes", likes + place), ("hf_downloads_30d", 100.0 * place))
        ),
        batch_size=BATCH,
    )
    return artifacts


def batches_write(run, *, numbers=None):
    """Score the batches that are left; whether the last of them said so."""
    last = False
    for number in numbers if numbers is not None else run.batches.filter(done=False).values_list("number", flat=True):
        computed = batch_compute(run_id=run.pk, number=number)
        with transaction.atomic():
            last = batch_write(rows=computed)
    return last


def publish(run):
    with transaction.atomic():
        return run_publish(run_id=run.pk)


def run_whole(**options):
    """A run that scores everything, from its start to its publication."""
    return run_next(whole=True, **options)


def run_next(**options):
    """As `run_whole`, but of what changed since the published run, where that is enough."""
    run = run_start(**options)
    batches_write(run)
    return publish(run)


def score_tables():
    """Names of the tables that hold the scores of the runs of this test."""
    names = [f"scoring_score_{pk}" for pk in ScoringRun.objects.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [names])
        return {row[0] for row in cursor.fetchall()}


def states():
    return dict(ScoringRun.objects.values_list("pk", "state"))
