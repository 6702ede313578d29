"""Tables of the history of curated rows, filled by triggers: what a row was before each change, who changed it and why.

The only module that knows which library keeps the history (docs/adr/0008-history.md). `catalog.recording` says who is
at work, `catalog.history` reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import BTreeIndex
from django.db.models import Model

from catalog.models.alignment import AlignmentOverride
from catalog.models.artifact import Alias, Artifact, FamilyMembership
from catalog.models.capability import CapabilityEntry, CapabilityKind
from catalog.models.claim import Citation, Claim
from catalog.models.lineage import Relation, Release
from catalog.models.measurement import BenchmarkResult

# Settings of a transaction that the triggers read. `BY_RULE` is set while an import or a rule writes in bulk.
CHANGE_ID = "pghistory.context_id"
CHANGE_WORDS = "pghistory.context_metadata"
BY_RULE = "catalog.by_rule"

CHANGED, REMOVED, ADDED = "changed", "removed", "added"

# What a curator may set, by table: a change of anything else leaves no history.
RECORDED: dict[type[Model], Sequence[str]] = {
    Artifact: (
        *("name", "slug", "status", "summary", "organization", "homepage", "repository", "paper", "hub_id"),
        *("licence", "licence_code", "licence_data", "released", "modalities", "tasks", "domains", "languages"),
        *("curated_fields", "curated_facts", "reviewed_on"),
    ),
    Alias: ("artifact", "name", "slug", "origin"),
    FamilyMembership: ("uid", "family", "member", "rule", "version", "position"),
    CapabilityKind: ("uid", "path", "name", "definition", "parent", "synonyms", "intents", "merged_into"),
    CapabilityEntry: (
        *("uid", "artifact", "kind", "name", "description", "unique", "vs_alternatives", "best_for", "limitations"),
        *("requires", "input_types", "output_types", "intents_served", "position", "status", "provenance", "rule"),
        *("source", "fact", "reviewed_on"),
    ),
    AlignmentOverride: ("uid", "one", "other", "verdict", "note"),
    Citation: (*("uid", "artifact", "number", "url", "title", "publisher", "published", "retrieved_on", "cited_by"),),
    Claim: ("uid", "artifact", "subject", "statement", "value", "unit", "status", "reviewed_on"),
    Release: ("uid", "artifact", "version", "released", "sizes", "context", "licence", "notes", "position"),
    Relation: ("uid", "subject", "type", "object", "object_name", "source", "rule"),
    BenchmarkResult: (
        *("uid", "artifact", "benchmark", "variant", "setting", "value", "reported_by", "reported", "source"),
    ),
}


class CapabilityCited(CapabilityEntry.citations.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True


class ClaimCited(Claim.citations.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True


class ReleaseCited(Release.citations.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True


class RelationCited(Relation.citations.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True


class ResultCited(BenchmarkResult.citations.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True


# Which source a statement cites, by the statement's table: the join table, and its column for the statement.
CITED: dict[type[Model], tuple[type[Model], str]] = {
    CapabilityEntry: (CapabilityCited, "capabilityentry"),
    Claim: (ClaimCited, "claim"),
    Release: (ReleaseCited, "release"),
    Relation: (RelationCited, "relation"),
    BenchmarkResult: (ResultCited, "benchmarkresult"),
}

_SOMEBODY = f"coalesce(current_setting('{BY_RULE}', true), '') = ''"
_CURATED = "cardinality(OLD.curated_fields) > 0 OR cardinality(NEW.curated_fields) > 0"


def _event_table(model: type[Model], columns: Sequence[str], trackers: Sequence[Any], keys: Sequence[str]) -> Any:
    name = f"{model.__name__}Event"
    table: Any = pghistory.create_event_model(
        model,
        *trackers,
        fields=list(columns),
        obj_field=None,  # type: ignore[arg-type]  # its documentation allows None: rows may go, their history stays
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        append_only=True,
        model_name=name,
        app_label="catalog",
        abstract=False,
        meta={
            "indexes": [
                BTreeIndex(fields=[*keys, "pgh_id"], name=f"{name.lower()}_row"),
                BTreeIndex(fields=["pgh_created_at"], name=f"{name.lower()}_time"),
                BTreeIndex(fields=["pgh_context_id"], name=f"{name.lower()}_change"),
            ]
        },
    )
    return table


def _recorded(model: type[Model], columns: Sequence[str]) -> Any:
    """Keeps the row as it was before an update or a deletion, and as it came when somebody added it.

    What imports and rules write in bulk is recorded for artifacts with curated values alone.
    """
    by_whom = f"({_SOMEBODY} OR {_CURATED})" if model is Artifact else _SOMEBODY
    names = [_column(model, name) for name in columns]
    old, new = (", ".join(f'{row}."{name}"' for name in names) for row in ("OLD", "NEW"))
    trackers = (
        pghistory.UpdateEvent(
            CHANGED,
            row=pghistory.Old,
            operation=pgtrigger.UpdateOf(*names),  # type: ignore[no-untyped-call]
            trigger_name="history_changed",
            condition=pgtrigger.Condition(f"(({old}) IS DISTINCT FROM ({new}) AND {by_whom})"),
        ),
        pghistory.DeleteEvent(REMOVED, trigger_name="history_removed", condition=pgtrigger.Condition(f"({_SOMEBODY})")),
        pghistory.InsertEvent(ADDED, trigger_name="history_added", condition=pgtrigger.Condition(f"({_SOMEBODY})")),
    )
    return _event_table(model, ["id", *columns], trackers, ["id"])


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _cited(model: type[Model], owner: str) -> Any:
    trackers = (
        pghistory.DeleteEvent(REMOVED, trigger_name="history_removed", condition=pgtrigger.Condition(f"({_SOMEBODY})")),
        pghistory.InsertEvent(ADDED, trigger_name="history_added", condition=pgtrigger.Condition(f"({_SOMEBODY})")),
    )
    return _event_table(model, [owner, "citation"], trackers, [owner])


# The history of each table. A row holds what stood there before (or, when added, at first), and `pgh_...` columns.
EVENTS: dict[type[Model], Any] = {model: _recorded(model, columns) for model, columns in RECORDED.items()}
CITED_EVENTS: dict[type[Model], Any] = {model: _cited(through, owner) for model, (through, owner) in CITED.items()}
