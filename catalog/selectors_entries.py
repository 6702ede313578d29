"""Reads of capability entries. Each takes a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from catalog.models import AlignmentOverride, CapabilityEntry


def artifact_capabilities(artifact_ids: Iterable[int], *, drafts: bool = False) -> dict[int, list[CapabilityEntry]]:
    """Published capability entries by artifact id, in their order, with kind and source; one query.

    With `drafts`, also those that are to be published one day. Each knows what a curator said of it: `entry_overrides`.
    """
    entries: dict[int, list[CapabilityEntry]] = {artifact_id: [] for artifact_id in artifact_ids}
    shown = CapabilityEntry.objects.filter(artifact_id__in=entries).select_related("kind", "source")
    published = CapabilityEntry.Status.PUBLISHED
    shown = shown.exclude(status=CapabilityEntry.Status.RETIRED) if drafts else shown.filter(status=published)
    said = AlignmentOverride.objects.order_by().filter(one=OuterRef("uid"))
    shown = shown.annotate(overrides=ArraySubquery(said.values(said=JSONObject(other="other", verdict="verdict"))))
    for entry in shown.order_by("artifact_id", "position", "id"):
        entries[entry.artifact_id].append(entry)
    return entries


def entry_overrides(entry: CapabilityEntry) -> list[tuple[str, bool]]:
    """Of one of `artifact_capabilities`: the uids that a curator named beside it, and whether as the same capability.

    Each pair stands with the entry that is named first in it.
    """
    said: list[dict[str, str]] = getattr(entry, "overrides", [])
    return [(each["other"], each["verdict"] == AlignmentOverride.Verdict.SAME) for each in said]
