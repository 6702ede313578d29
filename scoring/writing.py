"""The table behind a run: made aside, filled by COPY, attached when it is published, dropped when it is old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from psycopg.types.json import Jsonb

from scoring.banding import FOLDED, bands_prepare
from scoring.banding import TABLE as BANDS

COLUMNS = [
    ("run_id", "int8"),
    ("artifact_id", "int8"),
    ("kind", "text"),
    ("rated", "bool"),
    ("score", "int4"),
    ("score_tenths", "int2"),
    ("own_coverage", "int4"),
    ("coverage", "int4[]"),
    ("values", "int4[]"),
    ("reliabilities", "int4[]"),
    ("points", "int4[]"),
    ("tenths", "int2[]"),
    ("component_tenths", "int2[]"),
    ("component_values", "int4[]"),
    ("low", "int4"),
    ("high", "int4"),
    ("sd_evidence", "int4"),
    ("sd_method", "int4"),
    ("width", "float8"),
    ("component_sds", "int4[]"),
    ("readings", "jsonb"),
]
_NAMES = ", ".join(f'"{name}"' for name, _ in COLUMNS)


def table_of(run_id: int) -> str:
    return f"scoring_score_{int(run_id)}"


def table_create(*, run_id: int) -> None:
    """Make the run's own table; the check lets PostgreSQL attach it later without reading it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {table_of(run_id)} (LIKE scoring_score INCLUDING DEFAULTS INCLUDING CONSTRAINTS, "
            f"CONSTRAINT {table_of(run_id)}_run CHECK (run_id = {int(run_id)}))"
        )


def rows_replace(*, run_id: int, first_id: int, last_id: int, rows: Iterable[Sequence[Any]]) -> None:
    """Write a range of artifacts anew: run twice, it leaves the rows once. Needs the caller's transaction."""
    table = table_of(run_id)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE artifact_id BETWEEN %s AND %s", [first_id, last_id])  # noqa: S608
        with cursor.cursor.copy(f"COPY {table} ({_NAMES}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([type_ for _, type_ in COLUMNS])
            for row in rows:
                copy.write_row([*row[:-1], Jsonb(row[-1], dumps=orjson.dumps)])


def places_assign(*, run_id: int) -> None:
    """Order each kind: rated by score, equal displayed scores sharing a position, unrated behind them by slug.

    Once over everything, and once without the members of listed families, which their family stands for. Rank bands
    are written along.
    """
    bands_prepare(table=table_of(run_id))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table_of(run_id)} s SET place = ordered.place, position = ordered.position,
                   grouped_place = CASE WHEN NOT ordered.folded THEN ordered.grouped_place END,
                   grouped_position = CASE WHEN NOT ordered.folded THEN ordered.grouped_position END,
                   rank_best = bands.best, rank_worst = bands.worst,
                   grouped_best = bands.grouped_best, grouped_worst = bands.grouped_worst
            FROM (
                SELECT artifact_id, folded,
                       row_number() OVER (PARTITION BY kind ORDER BY rated DESC, known DESC, slug) place,
                       CASE WHEN rated THEN rank() OVER (
                           PARTITION BY kind, rated ORDER BY score_tenths DESC) END AS position,
                       row_number() OVER (
                           PARTITION BY kind, folded ORDER BY rated DESC, known DESC, slug) AS grouped_place,
                       CASE WHEN rated THEN rank() OVER (
                           PARTITION BY kind, folded, rated ORDER BY score_tenths DESC) END AS grouped_position
                FROM (
                    SELECT s.artifact_id, s.kind, s.rated, s.rated::int * s.score AS known, s.score_tenths, a.slug,
                           {FOLDED} AS folded
                    FROM {table_of(run_id)} s JOIN catalog_artifact a ON a.id = s.artifact_id
                ) scored
            ) ordered LEFT JOIN {BANDS} bands USING (artifact_id) WHERE ordered.artifact_id = s.artifact_id
            """  # noqa: S608 - the table's name is made from a number
        )


@dataclass(frozen=True)
class Counts:
    """Artifacts of a run by kind; `digest` is the sha256 over every score in the order of slugs."""

    rated: dict[str, int]
    listed: dict[str, int]
    grouped: dict[str, dict[str, int]]
    digest: str


def counts_read(*, run_id: int) -> Counts:
    """Needs the places to be assigned."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT kind, count(*) FILTER (WHERE rated), count(*), count(grouped_position), count(grouped_place)
            FROM {table_of(run_id)} GROUP BY kind ORDER BY kind
            """  # noqa: S608 - the table's name is made from a number
        )
        counts = cursor.fetchall()
        cursor.execute(
            f"""
            SELECT encode(sha256(convert_to(coalesce(string_agg(
                concat_ws(' ', slug, s.kind, rated, score, points, reliabilities, low, high, sd_method),
                E'\n' ORDER BY slug COLLATE "C"
            ), ''), 'UTF8')), 'hex')
            FROM {table_of(run_id)} s JOIN catalog_artifact a ON a.id = s.artifact_id
            """  # noqa: S608 - the table's name is made from a number
        )
        digest = (cursor.fetchone() or ("",))[0]
    return Counts(
        rated={kind: rated for kind, rated, *_ in counts},
        listed={kind: listed for kind, _, listed, *_ in counts},
        grouped={kind: {"rated": rated, "listed": listed} for kind, _, _, rated, listed in counts},
        digest=digest,
    )


def table_attach(*, run_id: int) -> None:
    """Index the finished table and make it a partition that readers reach through the published run."""
    table = table_of(run_id)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (run_id, artifact_id)")
        cursor.execute(f"CREATE INDEX ON {table} (run_id, kind, place)")
        cursor.execute(f"CREATE INDEX ON {table} (run_id, kind, grouped_place)")
        cursor.execute(f"ALTER TABLE scoring_score ATTACH PARTITION {table} FOR VALUES IN ({int(run_id)})")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_run")
        cursor.execute(f"ANALYZE {table}")


def table_drop(*, run_id: int) -> None:
    """Needs the caller's transaction. Raises OperationalError when readers hold the table for longer than a second."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute(f"DROP TABLE IF EXISTS {table_of(run_id)}")
