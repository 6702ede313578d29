"""What PostgreSQL is told about one session: how long a statement may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def statement_timeout(seconds: float) -> Iterator[None]:
    """Let statements of this connection run for `seconds` (0: without end) instead of a reader's few.

    The former value returns afterwards, also when the block failed outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        row = cursor.fetchone()
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{int(seconds * 1000)}ms"])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [row[0] if row else "0"])
