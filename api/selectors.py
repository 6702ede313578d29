"""Reads of the API's own tables: the dump that readers see."""

from __future__ import annotations

from collections.abc import Iterator

from api.models import Dump, DumpChunk, DumpFile


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
