"""A search that takes too long, on machines of any speed: another session holds the table that it reads."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from common.database import statement_timeout

SECONDS = 0.5


@contextmanager
def search_held_up():
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE matchgraph_searchdocument IN ACCESS EXCLUSIVE MODE")
        with statement_timeout(SECONDS):
            yield
    finally:
        other.rollback()
        other.close()
