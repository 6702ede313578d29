"""Writes of the API: dumps of open data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import transaction
from django.utils import timezone

from api.dumping import Made, dump_made
from api.models import Dump, DumpChunk, DumpFile

# The job of that name, and its key: one at a time.
DUMP, ONE = "api.dump", "open data"
CHUNK_BYTES = 1 << 20
# Whoever began to read the former one reads it to the end.
DUMPS_KEPT = 2

Progress = Callable[[int, int, str], None]


def dump_build(
    *,
    fenced: Callable[[], AbstractContextManager[None]] = transaction.atomic,
    on_progress: Progress = lambda done, total, message: None,
) -> Dump:
    """Make all files and put them in place of the former ones at once. Given up half-way, none of it is ever read."""
    on_progress(0, 2, "writing files")
    with dump_made() as made:
        on_progress(1, 2, "storing them")
        dump = Dump.objects.create(run_id=made.run.run_id if made.run else None, manifest=made.manifest())
        for file in made.files:
            _store(dump, file)
    with fenced():
        dump.published_at = timezone.now()
        dump.save(update_fields=["published_at"])
        kept = Dump.objects.filter(published_at__isnull=False).order_by("-pk").values_list("pk", flat=True)[:DUMPS_KEPT]
        Dump.objects.exclude(pk__in=list(kept)).delete()
    return dump


def _store(dump: Dump, made: Made) -> None:
    file = DumpFile.objects.create(
        dump=dump, name=made.name, size=made.size, sha256=made.sha256, lines=sum(made.lines.values())
    )
    with made.path.open("rb") as content:
        for number, data in enumerate(iter(lambda: content.read(CHUNK_BYTES), b"")):
            DumpChunk.objects.create(file=file, number=number, data=data)
