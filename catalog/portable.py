"""What an export holds: one record type a table, its columns read from the model, its links by lasting names.

Apps above add their own tables with `records_add`, so that the catalog need not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import CharField, DecimalField, Field, JSONField, Model, TextField, UUIDField

from catalog.models import (
    Alias,
    AlignmentOverride,
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    EntryDocument,
    FamilyMembership,
    Organization,
    Price,
    Relation,
    Release,
    Signal,
    Source,
    Touch,
)

Line = dict[str, Any]
Change = Callable[[Line], None]
CITATIONS = "citations"

# By what lines name a row of another table: numbers of rows differ from one database to the next.
NAMED_BY: dict[type[Model], str] = {
    Artifact: "slug",
    Benchmark: "key",
    CapabilityKind: "path",
    Citation: "uid",
    Organization: "key",
    Source: "uid",
}


@dataclass(frozen=True, eq=False)
class Record:
    """One table on its way out and in.

    `order` names the columns that order its lines; rows alike in them keep the order in which they were written.
    `links` are plain numbers that name rows. `only` is SQL that rows `t` of every export fulfil, `public` that of a
    public one (None: it holds none). `going` and `coming` change a line on its way, each made once a file; `shapes`
    says what keys then hold, where that does not follow from the column. `prepare` is told the table of what arrived.
    """

    name: str
    model: type[Model]
    order: Sequence[str]
    section: str = "catalog"
    links: Mapping[str, type[Model]] = field(default_factory=dict)
    left_out: Sequence[str] = ("id",)
    only: str = "true"
    public: str | None = "true"
    going: Callable[[], Change] | None = None
    coming: Callable[[], Change] | None = None
    shapes: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[str], None] = lambda arrived: None

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def cites(self) -> bool:
        return any(each.name == CITATIONS for each in self.model._meta.many_to_many)

    @property
    def is_plain(self) -> bool:
        """Whether PostgreSQL writes its lines as they leave: not where they are changed, hold JSON or decimals."""
        foreign = any(isinstance(column.stands, JSONField | DecimalField) for column in self.columns)
        return self.going is None and not foreign

    @cached_property
    def columns(self) -> list[Column]:
        """In the order of their keys, which is that of every line."""
        fields = [each for each in self.model._meta.concrete_fields if each.name not in self.left_out]
        return sorted((_column(each, self.links) for each in fields), key=lambda column: column.key)


@dataclass(frozen=True)
class Column:
    """`key` in a line, `name` in the table; `of` is the table that it names a row of."""

    key: str
    name: str
    field: Field[Any, Any]
    of: type[Model] | None = None

    @property
    def stands(self) -> Any:
        """The field whose values stand in lines."""
        stands: Any = self.of._meta.get_field(NAMED_BY[self.of]) if self.of else self.field
        return stands.target_field if stands.is_relation else stands

    @property
    def default(self) -> Any:
        """What the column holds where a line leaves the key out; ... where every line has it."""
        if self.field.null:
            return None
        if self.of is not None or self.field.primary_key or isinstance(self.field, UUIDField):
            return ...
        if self.field.has_default():
            return self.field.get_default()
        return "" if isinstance(self.field, CharField | TextField) and self.field.blank else ...

    @property
    def default_sql(self) -> str:
        """The default as SQL; empty where there is none, or NULL."""
        default = self.default
        if default is None or default is ...:
            return ""
        literal = "{}" if default in ([], {}) else str(default).lower() if isinstance(default, bool) else default
        return f"'{literal}'::{self.sql_type}"

    @property
    def sql_type(self) -> str:
        """What stands in a line, as PostgreSQL reads it."""
        return str(self.stands.rel_db_type(connection) if self.stands.primary_key else self.stands.db_type(connection))


def _column(one: Any, links: Mapping[str, type[Model]]) -> Column:
    if one.name in links:
        return Column(one.name.removesuffix("_id"), one.column, one, links[one.name])
    if one.is_relation and one.target_field.primary_key:
        return Column(one.name, one.column, one, one.related_model)
    return Column(one.name, one.column, one)


SHOWN = "t.status IN ('published', 'disputed')"
# In the order in which they can be written: what a line names stands before it.
CATALOG = (
    Record("source", Source, ("key", "version")),
    Record("organization", Organization, ("key",)),
    Record("capability_kind", CapabilityKind, ("path",)),
    Record("benchmark", Benchmark, ("key",)),
    Record("artifact", Artifact, ("slug",), public="t.status = 'listed'"),
    Record("alias", Alias, ("artifact", "name")),
    Record("family_membership", FamilyMembership, ("family", "position", "member")),
    Record("citation", Citation, ("artifact", "number")),
    Record("capability", CapabilityEntry, ("artifact", "position"), public=SHOWN),
    Record("claim", Claim, ("artifact", "subject"), public=SHOWN),
    Record("release", Release, ("artifact", "position")),
    Record("relation", Relation, ("subject", "type", "object_name")),
    Record("price", Price, ("artifact", "provider")),
    Record("benchmark_result", BenchmarkResult, ("artifact", "benchmark", "variant", "setting", "reported_by")),
    Record("alignment_override", AlignmentOverride, ("one", "other"), public=None),
    Record("entry_document", EntryDocument, ("artifact",), public=None),
    Record(
        "touch", Touch, ("at", "artifact"), links={"artifact_id": Artifact}, left_out=("id", "taken_by"), public=None
    ),
    Record("signal", Signal, ("artifact", "metric", "observed"), section="signals"),
)
_added: list[Record] = []


def records_add(records: Iterable[Record]) -> None:
    """For apps above: their tables stand behind those of the catalog, in the order given."""
    known = {record.name for record in portable_records()}
    _added.extend(record for record in records if record.name not in known)


def portable_records(sections: Sequence[str] = ()) -> tuple[Record, ...]:
    """All of them, or those of some sections."""
    return tuple(record for record in (*CATALOG, *_added) if not sections or record.section in sections)


def portable_sections() -> tuple[str, ...]:
    return tuple(dict.fromkeys(record.section for record in portable_records()))
