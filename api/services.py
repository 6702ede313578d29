"""Writes of the API: dumps of open data, keys of programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from django.db import transaction
from django.utils import timezone

from api.dumping import Made, dump_made
from api.keys import key_made, key_text, secret_hash
from api.models import ApiKey, Dump, DumpChunk, DumpFile

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


def key_create(*, name: str, scopes: Sequence[str], expires_on: date | None = None, created_by: str = "") -> str:
    """Make a key and return its text, which nobody can read again afterwards."""
    prefix, secret = key_made()
    ApiKey.objects.create(
        name=name,
        prefix=prefix,
        secret_sha256=secret_hash(secret),
        scopes=list(scopes),
        expires_on=expires_on,
        created_by=created_by,
    )
    return key_text(prefix, secret)


def keys_revoke(*, key_ids: Sequence[int]) -> int:
    """End keys at once and for ever; returns how many were still in force."""
    return ApiKey.objects.filter(pk__in=key_ids, revoked_at__isnull=True).update(revoked_at=timezone.now())


def key_used(*, key: ApiKey, today: date) -> None:
    """The day alone, and so at most one write a day."""
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
