"""The tables behind runs: made aside, filled by COPY, brought into force by the publication, dropped when they are old.

A row is never changed but for the run that ends it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from common.columns import blocks_copy
from scoring.models import NEVER, ScoringRun
from scoring.rows import COLUMNS

NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
# SQL: the artifacts that a run with a base looked at again.
IDS = "ARRAY(SELECT unnest(artifact_ids) FROM scoring_scoringbatch WHERE run_id = %(run)s)"


def table_of(run_id: int) -> str:
    return f"scoring_score_{int(run_id)}"


def in_force(row: str) -> str:
    """SQL: the rows that are in force in a run, given its `ground` and its number as `run`."""
    return f"{row}.run_id = %(ground)s AND {row}.since_run <= %(run)s AND {row}.until_run > %(run)s"


def table_create(run: ScoringRun) -> None:
    """Make the run's own table; the check lets PostgreSQL attach that of a whole run later without reading it."""
    table = table_of(run.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {table} (LIKE scoring_score INCLUDING DEFAULTS INCLUDING CONSTRAINTS, "
            f"CONSTRAINT {table}_run CHECK (run_id = {int(run.ground or run.pk)}))"
        )


def partition_make(*, run_id: int) -> None:
    """The table of a whole run, empty and where readers look: for rows that come from elsewhere."""
    table_create(ScoringRun(pk=run_id, ground=run_id))
    _table_attach(run_id=run_id)


def rows_replace(*, run_id: int, first_id: int, last_id: int, blocks: Iterable[bytes]) -> None:
    """Write a range of artifacts anew: run twice, it leaves the rows once. Needs the caller's transaction.

    The blocks are those of `scoring.rows`.
    """
    table = table_of(run_id)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE artifact_id BETWEEN %s AND %s", [first_id, last_id])  # noqa: S608
    blocks_copy(f"{table} ({NAMES})", blocks)


def rows_bring_in(run: ScoringRun) -> None:
    """Put a finished run's rows where readers look, as soon as the run is published."""
    if run.base_id is None:
        _table_attach(run_id=run.pk)
    else:
        _rows_succeed(run)


def _table_attach(*, run_id: int) -> None:
    """Index the finished table of a whole run and make it a partition."""
    table = table_of(run_id)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (run_id, artifact_id, since_run)")
        cursor.execute(f"CREATE INDEX ON {table} (kind, rank_key, slug)")
        cursor.execute(f"ALTER TABLE scoring_score ATTACH PARTITION {table} FOR VALUES IN ({int(run_id)})")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_run")
        cursor.execute(f"ANALYZE {table}")


def _rows_succeed(run: ScoringRun) -> None:
    """Let the rows of a run with a base succeed those of the same artifacts; its own table goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE scoring_score SET until_run = %(run)s
            WHERE run_id = %(ground)s AND until_run = {NEVER} AND artifact_id = ANY({IDS})
            """,  # noqa: S608 - our own names
            {"run": run.pk, "ground": run.ground},
        )
        cursor.execute(f"INSERT INTO scoring_score ({NAMES}) SELECT {NAMES} FROM {table_of(run.pk)}")  # noqa: S608
        cursor.execute(f"DROP TABLE {table_of(run.pk)}")


def rows_ended_delete(run: ScoringRun) -> None:
    """Delete what the rows of a run with a base succeeded, once no run before it is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM scoring_score
            WHERE run_id = %(ground)s AND until_run <= %(run)s AND artifact_id = ANY({IDS})
            """,  # noqa: S608 - our own names
            {"run": run.pk, "ground": run.ground},
        )


def table_drop(*, run_id: int) -> None:
    """Needs the caller's transaction. Raises OperationalError when readers hold the table for longer than a second."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute(f"DROP TABLE IF EXISTS {table_of(run_id)}")
