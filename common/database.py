"""What PostgreSQL is told about one session: how long a statement may take, what it plans once; rows as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from psycopg.pq import ExecStatus

# A statement may wait for locks as long as it may take: the shorter wait is for readers.
END_OF_COPY = -1
LIMITS = ("statement_timeout", "lock_timeout")


@contextmanager
def statement_timeout(seconds: float) -> Iterator[None]:
    """Let statements of this connection run, and wait for locks, for `seconds` (0: no end) instead of a reader's few.

    The former values return afterwards, also when the block failed outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        before = cursor.fetchone() or ("0", "0")
        _limits_set(f"{int(seconds * 1000)}ms", "0")
    try:
        yield
    finally:
        if connection.is_usable():
            _limits_set(*before)


class _Prepared(psycopg.Cursor[Any]):
    """Sends texts and values apart, so that the plan of a text serves every question asked by it on this connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{**options, "prepare": True})


def prepared_cursor() -> CursorWrapper:
    """For a statement that takes as long to plan as to run. Django's own cursors put values into the text."""
    connection.ensure_connection()
    # Django lets no cursor prepare; its own go on sending whole texts.
    connection.connection.prepare_threshold = 0
    raw: Any = _Prepared(connection.connection)
    return connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw)


def copied_out(statement: str) -> Iterator[bytes]:
    """What `COPY ... TO STDOUT` sends, row by row with its line end, while the server works on.

    libpq itself waits for each row: psycopg's own reader asks the socket before every one, which takes longer than the
    row. Needs a transaction of the caller's. Whoever does not read to the end loses the connection.
    """
    connection.ensure_connection()
    server = connection.connection.pgconn
    result = server.exec_(statement.encode())
    if result.status != ExecStatus.COPY_OUT:
        raise DatabaseError(server.get_error_message())
    ended = False
    try:
        while True:
            size, row = server.get_copy_data(0)
            if size < 0:
                break
            yield row
        ended = True
    finally:
        if not ended:
            connection.close()
    if size == END_OF_COPY:
        result = server.get_result()
    if result is None or result.status != ExecStatus.COMMAND_OK:
        raise DatabaseError(server.get_error_message())
    while server.get_result() is not None:
        pass


def _limits_set(*values: str) -> None:
    with connection.cursor() as cursor:
        settings = ", ".join(f"set_config('{name}', %s, false)" for name in LIMITS)
        cursor.execute(f"SELECT {settings}", list(values))
