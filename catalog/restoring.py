"""Writes that take back: a row as it was before a change, a row that was removed, all rows of one change.

Each is a change like any other, so nothing of the history is lost by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from catalog.curating import CURATABLE, artifact_release, artifact_save, capability_save
from catalog.history import Values, attname, changes_of, current_values, removed_values, rows_of_change
from catalog.models import CITED, RECORDED, Artifact, CapabilityEntry, Citation


class RestoreError(Exception):
    """The row cannot be what it was; the text says why."""


@dataclass
class Undone:
    """Rows that are again what they were before a change, and those that were left alone, with the reason."""

    restored: int = 0
    left_alone: list[str] = field(default_factory=list)


def row_restore(*, instance: models.Model, key: str) -> None:
    """Make a row what it was before the change of that key. Raises `RestoreError`."""
    change = next((change for change in changes_of(instance) if change.key == key), None)
    if change is None or change.before is None:
        raise RestoreError("there is no such change in the history of this row")
    with transaction.atomic():
        _put_back(instance, change.before)


def row_bring_back(*, model: type[models.Model], event: Any) -> models.Model:
    """Make a removed row anew, with its former number and identity. Raises `RestoreError`."""
    if model._default_manager.filter(pk=event.id).exists():
        raise RestoreError("the row is there again already")
    values = removed_values(model, event)
    instance = model(pk=event.id)
    with transaction.atomic():
        _write(instance, values)
    return instance


def change_undo(*, change: UUID) -> Undone:
    """Take back one change wherever it is still the last one. Rows that were changed since are left alone."""
    undone = Undone()
    with transaction.atomic():
        for model, ids in rows_of_change(change).items():
            for instance in model._default_manager.filter(pk__in=ids):
                newest = changes_of(instance)[:1]
                if not newest or newest[0].key != str(change) or newest[0].before is None:
                    undone.left_alone.append(f"{instance} was changed again since")
                    continue
                try:
                    with transaction.atomic():
                        _put_back(instance, newest[0].before)
                except RestoreError as error:
                    undone.left_alone.append(f"{instance}: {error}")
                else:
                    undone.restored += 1
    return undone


def _put_back(instance: models.Model, values: Values) -> None:
    if isinstance(instance, Artifact):
        _artifact_put_back(instance, values)
    else:
        _write(instance, values)


def _artifact_put_back(artifact: Artifact, values: Values) -> None:
    """Curated fields as they were; what was not curated then follows the imports again."""
    curated = set(values["curated_fields"])
    own = [name for name in RECORDED[Artifact] if name != "curated_fields" and name not in CURATABLE]
    wanted = [name for name in (*own, *sorted(curated & set(values))) if current_values(artifact)[name] != values[name]]
    for name in wanted:
        setattr(artifact, attname(Artifact, name), values[name])
    _clean(artifact)
    if wanted:
        artifact_save(artifact=artifact, changed=wanted)
    artifact_release(artifact=artifact, fields=set(artifact.curated_fields) - curated)


def _write(instance: models.Model, values: Values) -> None:
    columns = [name for name in RECORDED[type(instance)] if name in values]
    for name in columns:
        setattr(instance, attname(type(instance), name), values[name])
    _clean(instance)
    if isinstance(instance, CapabilityEntry):
        capability_save(entry=instance, changed=columns)
    else:
        instance.save()
    if type(instance) in CITED:
        statement: Any = instance
        statement.citations.set(Citation.objects.filter(pk__in=values.get("citations", ())))


def _clean(instance: models.Model) -> None:
    """Other rows may have gone, or taken the place. Plain values need no look: they stood here before."""
    plain = {column.name for column in instance._meta.fields if not column.is_relation}
    try:
        instance.clean_fields(exclude=plain)
        instance.validate_unique()
        instance.validate_constraints()
    except ValidationError as error:
        raise RestoreError("; ".join(error.messages)) from error
