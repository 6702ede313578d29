"""One edit of many rows: what it would change, what it leaves alone and why, and the edit itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from catalog.curating import artifact_save, capability_save
from catalog.models import CITED, Artifact, CapabilityEntry

# Each row is stored on its own, with its history; more would keep a browser waiting.
MOST = 500
UNCITED = "cite no source: give them one before they are published"


class TooManyRowsError(Exception):
    """More rows than one edit may change; the text says what to do."""


@dataclass(frozen=True)
class BulkEdit:
    """Sets a status or, without one, marks rows as reviewed today."""

    name: str
    label: str
    status: str = ""


@dataclass
class BulkPreview:
    """Rows that would change, and rows that would not, by reason. `seen` changes with the rows that would change."""

    rows: list[Any] = field(default_factory=list)
    left_alone: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        return hashlib.sha256(",".join(str(row.pk) for row in self.rows).encode()).hexdigest()


def bulk_preview(*, rows: QuerySet[Any], edit: BulkEdit) -> BulkPreview:
    """What an edit would do; changes nothing. Raises `TooManyRowsError`."""
    preview = BulkPreview()
    for row in _with_sources(rows.order_by("pk"))[: MOST + 1]:
        reason = _left_alone(row, edit)
        if reason:
            preview.left_alone.setdefault(reason, []).append(row)
        else:
            preview.rows.append(row)
    if len(preview.rows) + sum(map(len, preview.left_alone.values())) > MOST:
        raise TooManyRowsError(f"More than {MOST} rows are selected: narrow the list by filters and go in steps")
    return preview


def bulk_edit(*, rows: Sequence[Any], edit: BulkEdit) -> int:
    """Make the edit; returns how many rows it changed."""
    with transaction.atomic():
        for row in rows:
            if edit.status:
                row.status = edit.status
            else:
                row.reviewed_on = timezone.localdate()
            _save(row, "status" if edit.status else "reviewed_on")
    return len(rows)


def _save(row: Any, name: str) -> None:
    if isinstance(row, Artifact):
        artifact_save(artifact=row, changed=[name])
    elif isinstance(row, CapabilityEntry):
        capability_save(entry=row, changed=[name])
    else:
        row.save()


def _with_sources(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Statements know whether they cite anything."""
    if rows.model not in CITED:
        return rows
    through, owner = CITED[rows.model]
    cited: QuerySet[Model] = through._default_manager.filter(**{owner: OuterRef("pk")})
    annotated: QuerySet[Any] = rows.annotate(is_cited=Exists(cited))
    return annotated


def _left_alone(row: Any, edit: BulkEdit) -> str:
    """Why a row stays as it is; empty when it changes."""
    if not edit.status:
        return "were marked as reviewed today already" if row.reviewed_on == timezone.localdate() else ""
    if row.status == edit.status:
        return f"are {row.get_status_display()} already"
    inferred = getattr(row, "provenance", "") == CapabilityEntry.Provenance.INFERRED
    if edit.status == CapabilityEntry.Status.PUBLISHED and not inferred and not row.is_cited:
        return UNCITED
    return ""
