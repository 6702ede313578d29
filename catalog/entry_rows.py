"""Entry documents as rows: each with a key and its values, in one form for what a document says and what stands here.

Rows of other tables are named by what is equal on every instance (uid, path, key, number), so that digests are too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import FloatField, Model, QuerySet

from catalog.entry_records import EntryLine
from catalog.models import (
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    Relation,
    Release,
    Source,
)
from catalog.records import NAMESPACE

Values = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table that documents write, under the name of its list in the document.

    `identity` makes two lines the same row. `links` are columns that point to another row, with the attribute that
    names it. `owner` is the column of the artifact where no line states it.
    """

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    identity: tuple[str, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    cited: bool = True


# In the order in which rows can be written: sources and tests before what names them.
TABLES = (
    Table(
        "citations",
        Citation,
        ("number", "url", "title", "publisher", "published", "retrieved_on", "cited_by"),
        ("number",),
        owner="artifact",
        cited=False,
    ),
    Table(
        "benchmarks",
        Benchmark,
        ("key", "name", "task_family", "metric", "unit", "higher_is_better", "chance_level", "maximum", "url"),
        ("key",),
        cited=False,
    ),
    Table(
        "capabilities",
        CapabilityEntry,
        (
            *("name", "kind", "description", "unique", "vs_alternatives", "best_for", "limitations", "requires"),
            *("input_types", "output_types", "intents_served", "position", "status", "provenance", "reviewed_on"),
        ),
        ("id",),
        links={"kind": "path"},
        owner="artifact",
    ),
    Table(
        "claims",
        Claim,
        ("subject", "statement", "value", "unit", "status", "reviewed_on"),
        ("id",),
        owner="artifact",
    ),
    Table(
        "releases",
        Release,
        ("version", "released", "sizes", "context", "licence", "notes", "position"),
        ("version",),
        owner="artifact",
    ),
    Table(
        "results",
        BenchmarkResult,
        ("artifact", "benchmark", "variant", "setting", "value", "reported_by", "reported", "source"),
        ("artifact", "benchmark", "variant", "setting", "reported_by", "reported"),
        links={"artifact": "uid", "benchmark": "key", "source": "uid"},
    ),
    Table(
        "relations",
        Relation,
        ("subject", "type", "object", "object_name"),
        ("subject", "type", "object_name"),
        links={"subject": "uid", "object": "uid"},
    ),
)
BY_NAME = {table.name: table for table in TABLES}
# Columns of an artifact that documents may set and no import writes.
CURATED_ONLY = ("summary", "licence_code", "licence_data")


@dataclass
class Names:
    """What the names in one document stand for here, as it spells them."""

    artifact: Artifact
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    kinds: dict[str, CapabilityKind] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)

    def source(self, line: Mapping[str, Any]) -> Source | None:
        return self.sources.get((line["id"], line.get("version", "")))


def table_of(key: str) -> Table | None:
    """None for a field or fact of the artifact itself."""
    return BY_NAME.get(key.partition(":")[0])


def uid_of(names: Names, key: str) -> uuid.UUID:
    """The same on every instance. Tests are shared, so their ids do not depend on the document that brings them."""
    owner = "" if key.startswith("benchmarks:") else names.artifact.uid
    return uuid.uuid5(NAMESPACE, f"entry:{owner}:{key}")


def rows_wanted(document: EntryLine, names: Names) -> dict[str, Values]:
    """Every row that the document states, by key, in the order of writing."""
    stated: Mapping[str, Any] = document
    rows: dict[str, Values] = {}
    for table in TABLES:
        for line in stated.get(table.name, ()):
            values = _stated(table, line, names)
            rows[line_key(table, {**values, **_id_of(line)})] = values
    rows |= {f"field:{name}": {"value": value} for name, value in stated.get("fields", {}).items()}
    rows |= {f"fact:{name}": {"value": value} for name, value in stated.get("facts", {}).items()}
    return rows


def line_key(table: Table, line: Mapping[str, Any]) -> str:
    return f"{table.name}:{'|'.join(str(line.get(column) or '') for column in table.identity)}"


def _id_of(line: Mapping[str, Any]) -> Values:
    return {"id": line["id"]} if "id" in line else {}


def _stated(table: Table, line: Mapping[str, Any], names: Names) -> Values:
    """A line with every column of its table; what it leaves out has the column's own default."""
    values: Values = {}
    for column in table.columns:
        stated = line.get(column)
        if column in table.links:
            stated = _linked(column, stated, names)
        else:
            column_field: Any = table.model._meta.get_field(column)
            stated = plain(column_field.get_default()) if stated is None else stated
            if isinstance(column_field, FloatField) and stated is not None:
                stated = float(stated)
        values[column] = stated
    if table.cited:
        values["citations"] = sorted(set(line.get("citations", ())))
    return values


def _linked(column: str, stated: Any, names: Names) -> str | None:
    """The name that a column's target has on every instance; the artifact itself where a line names no owner."""
    if column in ("artifact", "subject"):
        return str((names.artifacts[stated] if stated else names.artifact).uid)
    if not stated:
        return None
    if column == "object":
        return str(names.artifacts[stated].uid)
    if column == "kind":
        return names.kinds[stated].path
    source = names.source(stated) if column == "source" else None
    return str(source.uid) if source else str(stated)


def rows_current(names: Names, keys: Iterable[str]) -> dict[str, Values]:
    """The rows of these keys as they stand here; what is not there is missing."""
    wanted = list(keys)
    found: dict[str, Values] = {}
    for table in TABLES:
        by_uid = {uid_of(names, key): key for key in wanted if table_of(key) is table}
        for instance in instances(table, by_uid):
            found[by_uid[instance.uid]] = _standing(table, instance)
    artifact = names.artifact
    for key in wanted:
        prefix, _, name = key.partition(":")
        if prefix == "field" and getattr(artifact, name) and _is_set_here(artifact, name):
            found[key] = {"value": plain(getattr(artifact, name))}
        elif prefix == "fact" and name in artifact.curated_facts:
            found[key] = {"value": artifact.curated_facts[name]}
    return found


def instances(table: Table, uids: Iterable[uuid.UUID]) -> QuerySet[Any]:
    """Rows by uid, with what their links name."""
    manager: Any = table.model._default_manager
    rows: QuerySet[Any] = manager.filter(uid__in=list(uids)).select_related(*table.links)
    return rows.prefetch_related("citations") if table.cited else rows


def _is_set_here(artifact: Artifact, name: str) -> bool:
    return name in CURATED_ONLY or name in artifact.curated_fields


def _standing(table: Table, instance: Any) -> Values:
    values: Values = {}
    for column in table.columns:
        value = getattr(instance, column)
        if column in table.links and value is not None:
            value = getattr(value, table.links[column])
        values[column] = plain(value)
    if table.cited:
        values["citations"] = sorted(citation.number for citation in instance.citations.all())
    return values


def plain(value: Any) -> Any:
    """A value as JSON has it, so that a row digests alike from a document and from a table."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
