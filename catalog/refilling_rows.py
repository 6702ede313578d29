"""Set-based SQL that makes the staged lines of one table its rows. Each function runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from catalog.models import Citation
from catalog.portable import CITATIONS, NAMED_BY, Column, Record

# Lines as they come, and what stands in them; both are there for one table at a time.
STAGE = "catalog_refill_stage"
ARRIVED = "catalog_refill_arrived"


def tables_of(records: Sequence[Record]) -> list[str]:
    """Their tables, with those that say which source a statement cites."""
    tables = []
    for record in records:
        tables += [record.table, *([_through(record)] if record.cites else [])]
    return tables


def rows_there(records: Sequence[Record]) -> list[str]:
    """The record types of which there are rows already."""
    found = []
    with connection.cursor() as cursor:
        for record in records:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {record.table} t WHERE {record.only})")  # noqa: S608
            found += [record.name] if (cursor.fetchone() or (False,))[0] else []
    return found


def stage_open() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {STAGE} (line int8, doc json) ON COMMIT DROP")


def stage_append(lines: Iterable[tuple[int, str]]) -> None:
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {STAGE} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def stage_close(record: Record) -> None:
    """Nothing more of this table is staged: read every line once, into a table whose columns are the keys."""
    typed = [f'"{column.key}" {column.sql_type}' for column in record.columns]
    values = [_or_default(column) for column in record.columns]
    if record.cites:
        typed.append(f"{CITATIONS} uuid[]")
        values.append(CITATIONS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {ARRIVED} ON COMMIT DROP AS SELECT s.line AS arrived_line, {', '.join(values)} "  # noqa: S608
            f"FROM {STAGE} s "
            f"CROSS JOIN LATERAL json_to_record(s.doc) AS x({', '.join(typed)}) ORDER BY s.line"
        )
        cursor.execute(f"DROP TABLE {STAGE}")
        # How many rows there are, and how the columns that lead elsewhere spread: all that the next statements ask.
        cursor.execute(f"ANALYZE {ARRIVED} ({', '.join(['arrived_line', *_quoted(_leading(record))])})")


def _leading(record: Record) -> list[str]:
    return [column.key for column in record.columns if column.of is not None]


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _or_default(column: Column) -> str:
    value = f'x."{column.key}"'
    return f'coalesce({value}, {column.default_sql}) AS "{column.key}"' if column.default_sql else value


def links_missing(record: Record, *, limit: int) -> list[tuple[int, str, str]]:
    """Line, key and value of each link that leads to no row, neither there nor to come within the table."""
    statements = [_missing(column) for column in record.columns if column.of not in (None, record.model)]
    statements += [_missing_within(column) for column in record.columns if column.of is record.model]
    if record.cites:
        statements.append(
            f"SELECT arrived_line, '{CITATIONS}', named.uid::text FROM {ARRIVED} s, "  # noqa: S608 - our own names
            f"unnest(s.{CITATIONS}) AS named (uid) "
            f"WHERE NOT EXISTS (SELECT FROM {Citation._meta.db_table} c WHERE c.uid = named.uid)"
        )
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(statements)} ORDER BY 1 LIMIT %s", [limit])
        return list(cursor.fetchall())


def rows_insert(record: Record) -> int:
    """Insert what arrived in its order, then what leads within the table and what is cited."""
    own = [column for column in record.columns if column.of is record.model and not _is_number(column)]
    with connection.cursor() as cursor:
        cursor.execute(_insert(record, [column for column in record.columns if column not in own]))
        rows = int(cursor.rowcount)
        for column in own:
            cursor.execute(_lead(record, column))
        if record.cites:
            cursor.execute(_cite(record))
        if any(column.name == "id" for column in record.columns):
            cursor.execute(_number_on(record))
        # A table that was empty until now counts as empty: the next statements would walk it line by line.
        cursor.execute(f"ANALYZE {record.table}")
        cursor.execute(f"DROP TABLE {ARRIVED}")
    return rows


def _missing(column: Column) -> str:
    table, named_by = column.of._meta.db_table, NAMED_BY[column.of]  # type: ignore[union-attr, index]
    return (
        f"SELECT arrived_line, '{column.key}', s.\"{column.key}\"::text FROM {ARRIVED} s "  # noqa: S608 - our own names
        f'WHERE s."{column.key}" IS NOT NULL '
        f'AND NOT EXISTS (SELECT FROM {table} o WHERE o."{named_by}" = s."{column.key}")'
    )


def _missing_within(column: Column) -> str:
    named_by = NAMED_BY[column.of]  # type: ignore[index]
    return (
        f"SELECT arrived_line, '{column.key}', s.\"{column.key}\"::text FROM {ARRIVED} s "  # noqa: S608 - our own names
        f'WHERE s."{column.key}" IS NOT NULL '
        f'AND NOT EXISTS (SELECT FROM {ARRIVED} o WHERE o."{named_by}" = s."{column.key}")'
    )


def _is_number(column: Column) -> bool:
    """Rows that keep their number are named by it, so it can be written as it stands."""
    return column.of is not None and NAMED_BY[column.of] == "id"


def _insert(record: Record, columns: Sequence[Column]) -> str:
    joins, values = [], []
    for column in columns:
        if column.of is None or _is_number(column):
            values.append(f's."{column.key}"')
            continue
        alias = f"of_{column.key}"
        values.append(f"{alias}.id")
        joins.append(
            f'LEFT JOIN {column.of._meta.db_table} {alias} ON {alias}."{NAMED_BY[column.of]}" = s."{column.key}"'
        )
    names = ", ".join(f'"{column.name}"' for column in columns)
    return (
        f"INSERT INTO {record.table} ({names}) SELECT {', '.join(values)} FROM {ARRIVED} s "  # noqa: S608 - our own names
        f"{' '.join(joins)} ORDER BY s.arrived_line"
    )


def _lead(record: Record, column: Column) -> str:
    key = NAMED_BY[record.model]
    return (
        f'UPDATE {record.table} t SET "{column.name}" = o.id FROM {ARRIVED} s '  # noqa: S608 - our own names
        f'JOIN {record.table} o ON o."{key}" = s."{column.key}" WHERE t."{key}" = s."{key}"'
    )


def _cite(record: Record) -> str:
    return (
        f"INSERT INTO {_through(record)} ({record.model._meta.model_name}_id, citation_id) "  # noqa: S608 - our own names
        f"SELECT t.id, c.id FROM {ARRIVED} s CROSS JOIN LATERAL unnest(s.{CITATIONS}) AS named (uid) "
        f"JOIN {record.table} t ON t.uid = s.uid "
        f"JOIN {Citation._meta.db_table} c ON c.uid = named.uid ORDER BY s.arrived_line"
    )


def _number_on(record: Record) -> str:
    """Numbers given out later go on behind those that came."""
    return (
        f"SELECT setval(numbers, max(id)) FROM {record.table}, pg_get_serial_sequence('{record.table}', 'id') numbers "  # noqa: S608
        "WHERE numbers IS NOT NULL GROUP BY numbers"
    )


def _through(record: Record) -> str:
    citations: Any = record.model._meta.get_field(CITATIONS)
    return str(citations.remote_field.through._meta.db_table)
