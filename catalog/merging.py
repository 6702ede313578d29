"""Set-based SQL that turns one staged batch into catalog rows. Each function runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from catalog.models import ImportBatch
from catalog.records import display_spelling, organization_uid

# Columns of an artifact that an import may set; a curator may hold any of them.
TEXT_FIELDS = ["name", "homepage", "repository", "paper", "hub_id", "licence", "released", "status"]
LIST_FIELDS = ["modalities", "tasks", "domains", "languages"]
JSON_FIELDS = ["pricing"]
LISTED = 200
HELD_FIELDS = [*TEXT_FIELDS, *LIST_FIELDS, *JSON_FIELDS]


@dataclass(frozen=True)
class Problem:
    """One refused line: where it is, which field, why, and what to do next."""

    line: int
    field: str
    reason: str
    advice: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.reason}. {self.advice}"


@dataclass
class Refusals:
    """Every line that cannot be merged, and the problems of the first of them: a reader mends no more at once."""

    lines: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Merged:
    """How many rows a merge made, changed and left as they were."""

    created: int
    changed: int
    unchanged: int


class Merge:
    """The SQL of one batch: `{stage}` stands for its staging table."""

    def __init__(self, batch: ImportBatch) -> None:
        self.stage = f"catalog_stage_{batch.pk}"

    def run(self, statement: str, parameters: Sequence[Any] | None = None) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("{stage}", self.stage), parameters)
            return int(cursor.rowcount)

    def keep(self, table: str, select: str) -> None:
        """Hold a selection in a table of this transaction; an outer one may have imported a file already."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{table}")
        self.run(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {select}")

    def rows(self, statement: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("{stage}", self.stage), parameters)
            return list(cursor.fetchall())

    def refusals(self, checks: Sequence[tuple[str, str, str]]) -> Refusals:
        """What the checks, each (field, advice, statement that yields line and reason), have against the batch.

        A line is told what the first check has against it.
        """
        refusals = Refusals()
        for field_name, advice, statement in checks:
            listed = self.rows(f"SELECT * FROM ({statement}) p ORDER BY 1 LIMIT {LISTED}")  # noqa: S608 - our own text
            told = [(line, reason) for line, reason in listed if line not in refusals.lines]
            refusals.problems += [Problem(line, field_name, reason, advice) for line, reason in told]
            if len(listed) == LISTED:
                listed = self.rows(f"SELECT line FROM ({statement}) p")  # noqa: S608 - our own text
            refusals.lines.update(row[0] for row in listed)
        return refusals

    def lines_drop(self, lines: Iterable[int]) -> None:
        self.run("DELETE FROM {stage} WHERE line = ANY(%s)", [sorted(lines)])


def sources_merge(merge: Merge) -> Merged:
    """Add sources that are new and fill in what a known one lacks; a signal knows only a source's id and version."""
    merge.keep(
        "incoming_source",
        """
        SELECT DISTINCT ON (source_key, source_version) source_key AS key, source_version AS version, source_uid AS uid,
               source_name AS name, source_url AS url, source_licence AS licence,
               nullif(source_retrieved, '')::date AS retrieved_on
        FROM {stage} ORDER BY source_key, source_version, source_name = '', line
        """,
    )
    created = merge.run(
        """
        INSERT INTO catalog_source (uid, key, version, name, url, licence, retrieved_on)
        SELECT i.uid, i.key, i.version, coalesce(nullif(i.name, ''), other.name, i.key),
               coalesce(nullif(i.url, ''), other.url, ''), i.licence, i.retrieved_on
        FROM incoming_source i
        LEFT JOIN LATERAL (
            SELECT name, url FROM catalog_source s WHERE s.key = i.key ORDER BY version LIMIT 1
        ) other ON true
        ON CONFLICT (key, version) DO NOTHING
        """
    )
    changed = merge.run(
        """
        UPDATE catalog_source s
        SET name = i.name, url = coalesce(nullif(i.url, ''), s.url),
            licence = coalesce(nullif(i.licence, ''), s.licence),
            retrieved_on = coalesce(i.retrieved_on, s.retrieved_on)
        FROM incoming_source i
        WHERE s.key = i.key AND s.version = i.version AND i.name <> ''
          AND (s.name, s.url, s.licence, s.retrieved_on) IS DISTINCT FROM
              (i.name, coalesce(nullif(i.url, ''), s.url), coalesce(nullif(i.licence, ''), s.licence),
               coalesce(i.retrieved_on, s.retrieved_on))
        """
    )
    total = merge.rows("SELECT count(*) FROM incoming_source")[0][0]
    return Merged(created, changed, total - created - changed)


def organizations_merge(merge: Merge) -> None:
    """Add organizations that are new, and remember every spelling of all of them."""
    spelled: dict[str, list[tuple[str, int]]] = {}
    for key, name, uses in merge.rows(
        """
        SELECT organization_key, organization_name, count(*) FROM {stage}
        WHERE organization_key <> '' GROUP BY 1, 2 ORDER BY 1, 2
        """
    ):
        spelled.setdefault(key, []).append((name, uses))
    keys = sorted(spelled)
    merge.run(
        """
        INSERT INTO catalog_organization (uid, key, name, spellings)
        SELECT unnest(%s::uuid[]), unnest(%s::text[]), unnest(%s::text[]), '{}' ON CONFLICT (key) DO NOTHING
        """,
        [[organization_uid(key) for key in keys], keys, [display_spelling(spelled[key]) for key in keys]],
    )
    merge.run(
        """
        UPDATE catalog_organization o SET spellings = met.spellings
        FROM (
            SELECT o.id, array_agg(DISTINCT spelling ORDER BY spelling) AS spellings
            FROM catalog_organization o
            JOIN {stage} s ON s.organization_key = o.key
            CROSS JOIN LATERAL unnest(o.spellings || s.organization_name::varchar) AS spelling
            GROUP BY o.id
        ) met
        WHERE met.id = o.id AND met.spellings::text[] <> o.spellings::text[]
        """
    )
