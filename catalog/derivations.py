"""Steps that derive rows from the catalog rest while nothing that they read or write has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from catalog.models import Derivation
from catalog.recording import changes_by_rule
from common.database import statement_timeout

# Any number will do as long as nothing else here takes it.
DERIVATION_LOCK = 7_306_002


@dataclass(frozen=True)
class Derived:
    """How many rows a step made, changed and removed; `rested` when it had nothing to look at."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    rested: bool = False

    def __str__(self) -> str:
        counts = f"{self.created:,} created, {self.changed:,} changed, {self.removed:,} removed"
        return f"{counts} (nothing has changed since the last time)" if self.rested else counts


def code_stamp(*modules: str) -> str:
    """Changes with the rules that stand in the code of these modules of the catalog."""
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{module}.py").read_bytes() for module in modules)).hexdigest()


def rows_stage(table: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy rows into a table that goes with the transaction."""
    declared = ", ".join(f"{name} {type_}" for name, type_ in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMP TABLE {table} ({declared}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([type_ for _, type_ in columns])
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {table}")


def rows_changed(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@contextmanager
def only_derivation() -> Iterator[None]:
    """One transaction, one derivation at a time, as long as it takes."""
    with statement_timeout(0), changes_by_rule():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DERIVATION_LOCK])
        yield


def fingerprint_taken(statements: dict[str, str], *, rules: str) -> str:
    """One number for what the statements yield and for the rules; each statement yields rows of one text.

    The order of rows does not matter.
    """
    hashed = "count(*) || ':' || coalesce(bit_xor(hashtextextended(line, 0)), 0)"
    parts = [
        f"(SELECT {hashed} FROM ({statement}) {name} (line))"  # noqa: S608 - our own statements
        for name, statement in statements.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(concat_ws('|', %s::text, {', '.join(parts)}))", [rules])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def derivation_rests(name: str, fingerprint: str) -> bool:
    return Derivation.objects.filter(name=name, fingerprint=fingerprint).exists()


def derivation_note(name: str, fingerprint: str) -> None:
    Derivation.objects.update_or_create(name=name, defaults={"fingerprint": fingerprint})
