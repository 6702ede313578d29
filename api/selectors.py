"""Reads of the API's own tables: the dump that readers see, keys in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.keys import is_secret, key_parts
from api.models import ApiKey, Dump, DumpChunk, DumpFile


def dump_published() -> Dump | None:
    """The latest dump that is published; None before the first."""
    return Dump.objects.filter(published_at__isnull=False).order_by("-pk").first()


def dump_file(name: str) -> DumpFile | None:
    """A file of that dump, with it; None before the first. One query."""
    files = DumpFile.objects.filter(name=name, dump__published_at__isnull=False).select_related("dump")
    return files.order_by("-dump_id").first()


def dump_pieces(file: DumpFile) -> Iterator[bytes]:
    """The bytes of a file, a piece a query. They stop short where two later dumps have taken its place meanwhile."""
    number = 0
    while True:
        data = DumpChunk.objects.filter(file=file, number=number).values_list("data", flat=True).first()
        if data is None:
            return
        yield bytes(data)
        number += 1


def key_in_force(text: str, *, today: date) -> ApiKey | None:
    """The key of that text; None when there is none, it was revoked or has expired. One query at most."""
    parts = key_parts(text)
    if parts is None:
        return None
    prefix, secret = parts
    key = ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True).first()
    if key is None or not is_secret(secret, sha256=key.secret_sha256):
        return None
    return None if key.expires_on is not None and key.expires_on < today else key
