"""Small catalogs for pages: only the fields that a test names differ from the ordinary."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Citation, Signal, Source
from scoring.services import batch_compute, batch_write, run_publish, run_start


def source():
    return Source.objects.get_or_create(
        key="list", version="1", defaults={"name": "A list", "url": "https://example.org/list"}
    )[0]


def artifact(slug, *, kind="model", **fields):
    given = {"name": slug.replace("-", " ").title(), "tasks": ["text-generation"], "source": source(), **fields}
    return Artifact.objects.create(slug=slug, kind=kind, **given)


def rated(slug, *, downloads=100_000, **fields):
    """An artifact of which enough is known to be rated."""
    made = artifact(slug, licence="mit", facts={"open_weights": True, "training_dataset": "C4"}, **fields)
    for metric, value in (("hf_downloads_30d", downloads), ("hf_likes", downloads / 1000), ("citations", 50)):
        Signal.objects.create(
            artifact=made, component="adoption", metric=metric, value=value, observed="2026-11-01", source=source()
        )
    return made


def entry(of, name, *, kind=None, cited=False, **fields):
    """A published capability entry, with a citation of its own when asked."""
    path = CapabilityKind.objects.get_or_create(path=kind, defaults={"name": kind})[0] if kind else None
    position = of.capabilities.count()
    given = {"status": CapabilityEntry.Status.PUBLISHED, "description": f"What {name} is.", "position": position}
    made = CapabilityEntry.objects.create(artifact=of, name=name, kind=path, **{**given, **fields})
    if cited:
        made.citations.add(
            Citation.objects.create(
                artifact=of,
                number=of.citations.count() + 1,
                url=f"https://example.org/{of.slug}/{position}",
                title=f"Paper on {name}",
                retrieved_on=date(2026, 11, 20),
            )
        )
    return made


def published():
    """Score what is there and publish the run."""
    run = run_start()
    for number in run.batches.values_list("number", flat=True):
        computed = batch_compute(run_id=run.pk, number=number)
        with transaction.atomic():
            batch_write(rows=computed)
    with transaction.atomic():
        return run_publish(run_id=run.pk)
