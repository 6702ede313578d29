"""Reads of the history: each change of a curated row, newest first, with what it was before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import ForeignKey, Model

from catalog.models import (
    CITED,
    CITED_EVENTS,
    EVENTS,
    RECORDED,
    AlignmentOverride,
    Artifact,
    Citation,
    FamilyMembership,
    Relation,
)
from catalog.models.history import ADDED, CHANGED, REMOVED

NOBODY = "outside the site"
# A page of history looks this far back.
LISTED = 200
# Which column says whose a row is; tables without one belong to no artifact.
OWNERS: dict[type[Model], str] = {
    Relation: "subject",
    FamilyMembership: "family",
    AlignmentOverride: "one__artifact",
}

# A row as plain values by column, foreign keys as numbers; `citations` holds the numbers of cited rows.
Values: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One column of one change, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What one person or import did to one row at one go. `before` is None where the row was added."""

    key: str
    at: datetime
    who: str
    why: str
    label: str
    before: Values | None
    after: Values | None
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    """One row of an event table."""

    event: Any
    citation: int | None = None

    @property
    def key(self) -> str:
        return str(self.event.pgh_context_id or f"{self.event.pgh_label}-{self.event.pk}")

    def before(self, after: Values | None) -> Values | None:
        """What the row was before this step, given what it was after it."""
        if self.citation is not None:
            cited = set((after or {}).get("citations", ()))
            undone = cited - {self.citation} if self.event.pgh_label == ADDED else cited | {self.citation}
            return {**(after or {}), "citations": undone}
        if self.event.pgh_label == ADDED:
            return None
        return {**(after or {}), **values_of(self.event, RECORDED[self.event.pgh_tracked_model])}


def values_of(row: Any, columns: Iterable[str]) -> Values:
    return {name: getattr(row, attname(type(row), name)) for name in columns}


def attname(model: type[Model], name: str) -> str:
    """The attribute that holds the plain value of a column: the number of the row for a foreign key."""
    column: Any = model._meta.get_field(name)
    return str(column.attname)


def current_values(instance: Model) -> Values:
    """A row as it stands, in the form of the history."""
    values = values_of(instance, RECORDED[type(instance)])
    if type(instance) in CITED:
        through, owner = CITED[type(instance)]
        cited = through._default_manager.filter(**{f"{owner}_id": instance.pk})
        values["citations"] = set(cited.values_list("citation_id", flat=True))
    return values


def changes_of(instance: Model) -> list[Change]:
    """The changes of a row, newest first; a constant number of queries."""
    changes = list(_grouped(_steps(type(instance), instance.pk), current_values(instance)))
    words = _Words(type(instance), changes)
    return [
        Change(**{**vars(change), "fields": words.differences(change.before, change.after)})
        for change in changes
        if change.before is None or change.before != change.after
    ]


def restore_preview(instance: Model, key: str) -> list[FieldChange] | None:
    """What would change if a row became again what it was before a change; None for a change that it has not seen."""
    change = next((change for change in changes_of(instance) if change.key == key), None)
    if change is None or change.before is None:
        return None
    current = current_values(instance)
    back = Change(**{**vars(change), "before": current, "after": change.before})
    return _Words(type(instance), [back]).differences(current, change.before)


def removed_rows(artifact: Artifact) -> list[tuple[type[Model], Any]]:
    """What hung on an artifact and is gone: the table, and the row of the history that holds it; newest first."""
    gone: list[tuple[type[Model], Any]] = []
    for model in RECORDED:
        owner = owner_of(model)
        if owner is None:
            continue
        there = model._default_manager.filter(**{f"{owner}_id": artifact.pk}).values("pk")
        removed = EVENTS[model].objects.filter(**{f"{owner}_id": artifact.pk}, pgh_label=REMOVED).exclude(id__in=there)
        newest = {event.id: event for event in removed.order_by("pgh_id")}
        gone += [(model, event) for event in newest.values()]
    return sorted(gone, key=lambda pair: pair[1].pgh_created_at, reverse=True)[:LISTED]


def owner_of(model: type[Model]) -> str | None:
    """The column that names the artifact on which the rows of a table hang."""
    return OWNERS.get(model) or ("artifact" if "artifact" in RECORDED[model] else None)


def removed_values(model: type[Model], event: Any) -> Values:
    """A removed row as it was, with the sources that it cited until then."""
    values = values_of(event, RECORDED[model])
    if model in CITED:
        cited = CITED_EVENTS[model].objects.filter(**{f"{CITED[model][1]}_id": event.id}).order_by("pgh_id")
        newest = {step.citation_id: step for step in cited}
        values["citations"] = {
            citation
            for citation, step in newest.items()
            if step.pgh_label == REMOVED and step.pgh_context_id == event.pgh_context_id
        }
    return values


def author_of(event: Any) -> tuple[str, str]:
    """Who made a change, and why."""
    words = event.pgh_context or {}
    return words.get("who") or NOBODY, words.get("why", "")


def rows_of_change(change: UUID) -> dict[type[Model], list[int]]:
    """The rows that one change touched and that existed before it, by table."""
    rows: dict[type[Model], list[int]] = {}
    for model, table in EVENTS.items():
        touched = set(table.objects.filter(pgh_context_id=change, pgh_label=CHANGED).values_list("id", flat=True))
        if model in CITED:
            owner = f"{CITED[model][1]}_id"
            touched |= set(CITED_EVENTS[model].objects.filter(pgh_context_id=change).values_list(owner, flat=True))
        if touched:
            rows[model] = sorted(touched)
    return rows


def _steps(model: type[Model], pk: Any) -> list[_Step]:
    """Newest first."""
    steps = [_Step(event) for event in EVENTS[model].objects.filter(id=pk).order_by("-pgh_id")[:LISTED]]
    if model in CITED:
        owner = f"{CITED[model][1]}_id"
        cited = CITED_EVENTS[model].objects.filter(**{owner: pk}).order_by("-pgh_id")[:LISTED]
        steps += [_Step(event, event.citation_id) for event in cited]
    return sorted(steps, key=lambda step: step.event.pgh_created_at, reverse=True)


def _grouped(steps: list[_Step], current: Values) -> Iterator[Change]:
    """Steps of one change made into one; going back from what the row is now."""
    after: Values | None = current
    position = 0
    while position < len(steps):
        first = steps[position]
        before, label = after, CHANGED
        while position < len(steps) and steps[position].key == first.key:
            before = steps[position].before(before)
            if steps[position].citation is None:
                label = steps[position].event.pgh_label
            position += 1
        who, why = author_of(first.event)
        yield Change(first.key, first.event.pgh_created_at, who, why, label, before, after)
        after = before


class _Words:
    """Values in words: names instead of the numbers of other rows, each table asked once."""

    def __init__(self, model: type[Model], changes: Iterable[Change]) -> None:
        self.model = model
        self.names: dict[str, dict[Any, str]] = {}
        states = [state for change in changes for state in (change.before, change.after) if state]
        for name in RECORDED[model]:
            column: Any = model._meta.get_field(name)
            if isinstance(column, ForeignKey):
                named = {state.get(name) for state in states} - {None}
                rows: Any = column.related_model
                key = column.target_field.attname
                found = rows._default_manager.filter(**{f"{key}__in": named})
                self.names[name] = {getattr(row, key): str(row) for row in found}
        cited = {number for state in states for number in state.get("citations", ())}
        self.names["citations"] = {row.pk: str(row) for row in Citation.objects.filter(pk__in=cited)} if cited else {}

    def differences(self, before: Values | None, after: Values | None) -> list[FieldChange]:
        if before is None or after is None:
            return []
        names = [name for name in after if name != "uid" and before.get(name) != after.get(name)]
        return [FieldChange(self.label(name), self.text(name, before), self.text(name, after)) for name in names]

    def label(self, name: str) -> str:
        return str(getattr(self.model._meta.get_field(name), "verbose_name", name))

    def text(self, name: str, values: Mapping[str, Any]) -> str:
        value = values.get(name)
        if value in (None, "", [], {}, set()):
            return ""
        if name == "citations":
            return "\n".join(sorted(self.names[name].get(pk, f"a source that is gone ({pk})") for pk in value))
        if name in self.names:
            return self.names[name].get(value, f"a row that is gone ({value})")
        if isinstance(value, list):
            return "\n".join(str(each) for each in value)
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        return value.isoformat() if isinstance(value, date) else str(value)
