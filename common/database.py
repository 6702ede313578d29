"""What PostgreSQL is told about one session: how long a statement may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# A statement may wait for locks as long as it may take: the shorter wait is for readers.
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


def _limits_set(*values: str) -> None:
    with connection.cursor() as cursor:
        settings = ", ".join(f"set_config('{name}', %s, false)" for name in LIMITS)
        cursor.execute(f"SELECT {settings}", list(values))
