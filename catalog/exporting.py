"""The catalog as lines: one snapshot, canonical order and JSON, in constant memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import orjson
from django.db import connection, transaction
from django.db.models import FloatField

from catalog.models import Artifact, Citation
from catalog.portable import CITATIONS, NAMED_BY, Column, Record, portable_records
from catalog.records import EXPORT
from common.database import copied_out, statement_timeout

FORMAT = 1
END = "end"
# No byte of a JSON line is one of these two, so COPY sends a line as it stands.
AS_IT_STANDS = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
# Numbers that PostgreSQL writes in another way than canonical JSON does.
WRITTEN_OTHERWISE = re.compile(rb"[:,\[](?:-?[0-9][0-9.]*e[+-]|-0[,}\]])")
BLOCK_BYTES = 1 << 18
CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
# Of the server's session: sorting the largest table then takes one pass.
WORK_MEM = "64MB"


def export_write(file: BinaryIO, *, sections: Sequence[str] = (), public: bool = False) -> Counter[str]:
    """Write the export of these sections (all of them: none named) and return how many lines each record type has.

    `public` leaves out what readers do not see: hidden artifacts and what hangs on them, drafts, notes of curators.
    """
    records = [each for each in portable_records(sections) if not public or each.public is not None]
    counts: Counter[str] = Counter()
    with snapshot():
        file.write(_canonical({"export": FORMAT, "record": EXPORT, "public": public, "records": _names(records)}))
        for record in records:
            for block, lines in _blocks(record, public=public):
                file.write(block)
                counts[record.name] += lines
    file.write(_canonical({"record": END, "lines": dict(counts)}))
    return counts


def _names(records: Sequence[Record]) -> list[str]:
    return [record.name for record in records]


def _canonical(line: dict[str, Any]) -> bytes:
    return orjson.dumps(line, option=CANONICAL)


@contextmanager
def snapshot() -> Iterator[None]:
    """All tables as they are at one moment; inside a transaction of the caller's, as that sees them."""
    alone = not connection.in_atomic_block
    with statement_timeout(0), transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(
            "SELECT set_config('work_mem', %s, true), set_config('idle_in_transaction_session_timeout', '0', true)",
            [WORK_MEM],
        )
        yield


def _blocks(record: Record, *, public: bool) -> Iterator[tuple[bytes, int]]:
    """The lines of one table in pieces of about a quarter of a megabyte, each with their number."""
    canonical = _canonical_for(record)
    statement = f"COPY ({_statement(record, public=public)}) TO STDOUT {AS_IT_STANDS}"
    rows: list[bytes] = []
    size = 0
    for row in copied_out(statement):
        rows.append(row)
        size += len(row)
        if size > BLOCK_BYTES:
            yield canonical(rows), len(rows)
            rows, size = [], 0
    if rows:
        yield canonical(rows), len(rows)


def _canonical_for(record: Record) -> Callable[[list[bytes]], bytes]:
    """From rows as PostgreSQL writes them to lines, without what a column holds by default."""
    change = record.going() if record.going else None
    has_floats = any(isinstance(column.stands, FloatField) for column in record.columns)
    held = ({column.key: column.default for column in record.columns} | {CITATIONS: None}).get

    def canonical(rows: list[bytes]) -> bytes:
        if record.is_plain:
            block = b"".join(rows)
            if not (has_floats and WRITTEN_OTHERWISE.search(block)):
                return block
        lines = orjson.loads(b"[" + b",".join(rows) + b"]")
        if change is not None:
            for line in lines:
                change(line)
        return b"".join(_canonical({k: v for k, v in line.items() if v != held(k, ...)}) for line in lines)

    return canonical


def _statement(record: Record, *, public: bool) -> str:
    """SQL: one JSON object a row. Links lead by inner join where they are never empty, so what hangs on a hidden
    artifact leaves a public export with it."""
    values, joins, order = {"record": f"'{record.name}'"}, [], {"id": "t.id"}
    for column in record.columns:
        value = f't."{column.name}"'
        if column.of is not None:
            alias = f"of_{column.key}"
            value = f'{alias}."{NAMED_BY[column.of]}"'
            joins.append(_join(column, alias, public=public))
        order[column.key] = value + (' COLLATE "C"' if column.sql_type.startswith(("varchar", "text")) else "")
        is_left_out = record.is_plain and column.default_sql
        values[column.key] = f"nullif({value}, {column.default_sql})" if is_left_out else value
    if record.cites:
        values[CITATIONS] = "cited.uids"
        joins.append(_cited(record))
    by = [order[key] for key in record.order] + (["t.id"] if "id" in record.left_out else [])
    where = " AND ".join(filter(None, [record.only, record.public if public else ""]))
    columns = ", ".join(f'{value} AS "{key}"' for key, value in sorted(values.items()))
    line = "json_strip_nulls(row_to_json(x))" if record.is_plain else "row_to_json(x)"
    return (
        f"SELECT {line} FROM (SELECT {columns} FROM {record.table} t {' '.join(joins)} "  # noqa: S608 - our own names
        f"WHERE {where} ORDER BY {', '.join(by)}) x"
    )


def _join(column: Column, alias: str, *, public: bool) -> str:
    if column.of is None:
        return ""
    table = column.of._meta.db_table
    if public and column.of is Artifact:
        table = f"(SELECT * FROM {table} WHERE status = 'listed')"  # noqa: S608 - our own names
    kind = "LEFT JOIN" if column.field.null else "JOIN"
    key = column.field.target_field.column if column.field.is_relation else "id"  # type: ignore[attr-defined]
    return f'{kind} {table} {alias} ON {alias}."{key}" = t."{column.name}"'


def _cited(record: Record) -> str:
    through: Any = record.model._meta.get_field(CITATIONS).remote_field.through  # type: ignore[union-attr]
    owner = f"{record.model._meta.model_name}_id"
    return (
        f"LEFT JOIN (SELECT m.{owner}, array_agg(c.uid ORDER BY c.uid) AS uids "  # noqa: S608 - our own names
        f"FROM {through._meta.db_table} m JOIN {Citation._meta.db_table} c ON c.id = m.citation_id GROUP BY 1) cited "
        f"ON cited.{owner} = t.id"
    )
