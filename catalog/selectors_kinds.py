"""Reads of capability kinds and of who has them. Each takes one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Citation

HOLDERS_NOW = """
    SELECT h.kind_id, count(*) FILTER (WHERE a.kind = 'model'), count(*) FILTER (WHERE a.kind = 'dataset')
    FROM (
        SELECT DISTINCT kind_id, artifact_id FROM catalog_capabilityentry
        WHERE status = 'published' AND (%(all)s OR kind_id = ANY(%(kinds)s))
    ) h
    JOIN catalog_artifact a ON a.id = h.artifact_id AND a.status = 'listed'
    GROUP BY h.kind_id
"""
HOLDERS_TOGETHER = """
    SELECT count(*) FILTER (WHERE a.kind = 'model'), count(*) FILTER (WHERE a.kind = 'dataset')
    FROM (
        SELECT DISTINCT artifact_id FROM catalog_capabilityentry WHERE status = 'published' AND kind_id = ANY(%s)
    ) h
    JOIN catalog_artifact a ON a.id = h.artifact_id AND a.status = 'listed'
"""


@dataclass(frozen=True, slots=True)
class HolderCounts:
    """How many listed artifacts have a published entry."""

    models: int
    datasets: int

    def of(self, kind: str) -> int:
        return self.models if kind == Artifact.Kind.MODEL else self.datasets


NOBODY = HolderCounts(0, 0)


def capability_kinds() -> list[CapabilityKind]:
    """The whole tree in the order of paths, without kinds that were merged into others."""
    return list(CapabilityKind.objects.filter(merged_into=None).order_by("path"))


def holder_counts(kind_ids: Iterable[int] | None = None) -> dict[int, HolderCounts]:
    """Holders of each kind itself, without those of the kinds below it; of all kinds where none are named."""
    given: dict[str, Any] = {"all": kind_ids is None, "kinds": list(kind_ids or ())}
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS_NOW, given)
        return {kind_id: HolderCounts(models, datasets) for kind_id, models, datasets in cursor.fetchall()}


def holders_together(kind_ids: Iterable[int]) -> HolderCounts:
    """Holders of any of these kinds, each counted once."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS_TOGETHER, [list(kind_ids)])
        row = cursor.fetchone()
        return HolderCounts(*row) if row else NOBODY


def entries_of_kinds(artifact_ids: Sequence[int], kind_ids: Iterable[int]) -> dict[int, list[CapabilityEntry]]:
    """Published entries of these kinds by artifact, in their order, with kind, source and citations; two queries."""
    entries: dict[int, list[CapabilityEntry]] = {artifact_id: [] for artifact_id in artifact_ids}
    found = (
        CapabilityEntry.objects.filter(
            artifact_id__in=entries, kind_id__in=list(kind_ids), status=CapabilityEntry.Status.PUBLISHED
        )
        .select_related("kind", "source")
        .prefetch_related(Prefetch("citations", Citation.objects.order_by("number")))
        .order_by("artifact_id", "position", "id")
    )
    for entry in found:
        entries[entry.artifact_id].append(entry)
    return entries


def capability_kind_find(path: str) -> tuple[CapabilityKind | None, str | None]:
    """The kind of a path, or the path of the kind that it was merged into, for a redirect; (None, None) when unknown.

    A kind that was merged more than once leads to the last one. PostgreSQL takes no NUL in a text.
    """
    kind = CapabilityKind.objects.select_related("parent", "merged_into").filter(path=path.replace("\0", "")).first()
    if kind is None or kind.merged_into is None:
        return kind, None
    passed = {kind.pk}
    target = kind.merged_into
    while target.merged_into is not None and target.pk not in passed:
        passed.add(target.pk)
        target = target.merged_into
    return None, target.path
