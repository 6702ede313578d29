"""Who is at work: what the triggers of the history write beside each change.

Told to the database once a transaction, so that bulk updates, COPY and plain SQL in it carry the name too.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from catalog.models.history import BY_RULE, CHANGE_ID, CHANGE_WORDS


@contextmanager
def changes_by(*, who: str, why: str = "") -> Iterator[uuid.UUID]:
    """A transaction whose changes are one change of `who` in the history; yields the id of that change."""
    change = uuid.uuid4()
    words = json.dumps({"who": who, "why": why})
    with transaction.atomic(), _settings({CHANGE_ID: str(change), CHANGE_WORDS: words}):
        yield change


@contextmanager
def changes_by_rule() -> Iterator[None]:
    """A transaction in which an import or a rule writes: only artifacts with curated values keep a history of it."""
    with transaction.atomic(), _settings({BY_RULE: "on"}):
        yield


@contextmanager
def _settings(values: dict[str, str]) -> Iterator[None]:
    """Settings of the transaction, put back at the end; when it fails, PostgreSQL puts them back itself."""
    former = dict(zip(values, _read(*values), strict=True))
    _write(values)
    yield
    if not connection.needs_rollback:
        _write(former)


def _read(*names: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        columns = ", ".join("coalesce(current_setting(%s, true), '')" for _ in names)
        cursor.execute(f"SELECT {columns}", list(names))
        return tuple(cursor.fetchone() or ())


def _write(values: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        columns = ", ".join("set_config(%s, %s, true)" for _ in values)
        cursor.execute(f"SELECT {columns}", [part for pair in values.items() for part in pair])
