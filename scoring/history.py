"""The history of scores: set-based, only what differs from what readers saw before, kept for ever."""

from __future__ import annotations

from django.db import connection

from scoring.writing import table_of

# What pages print of a score apart from its rows; the rounding is that of `scoring.selectors` and `compare.subjects`.
_PRINTED = """
    SELECT artifact_id, kind, rated, CASE WHEN rated THEN score_tenths END AS score_tenths, component_tenths,
        ARRAY(SELECT round(value / 1e3::float8)::int2 FROM unnest(component_values) WITH ORDINALITY AS u (value, place)
              ORDER BY place) AS component_value_tenths,
        round(100 * (own_coverage / 1e6::float8))::int2 AS coverage_percent,
        ARRAY(SELECT round(100 * (share / 1e6::float8))::int2 FROM unnest(coverage) WITH ORDINALITY AS u (share, place)
              ORDER BY place) AS component_coverage_percent,
        sha256(convert_to('{"points":[' || array_to_string(points, ',')
            || '],"reliabilities":[' || array_to_string(reliabilities, ',')
            || '],"values":[' || array_to_string("values", ',') || ']}', 'UTF8')) AS digest
    FROM {table}
"""
_COLUMNS = (
    "kind, rated, score_tenths, component_tenths, component_value_tenths, coverage_percent, component_coverage_percent"
)
_STORED = "rated, score_tenths, component_tenths, component_values, own_coverage, coverage"


def _of(alias: str, names: str) -> str:
    return ", ".join(f"{alias}.{name.strip()}" for name in names.split(","))


def history_record(*, run_id: int, former_id: int | None) -> int:
    """Record what a run that is being published changes against the former one; returns how many rows that made.

    Needs the caller's transaction and, for the former run, its table. Without a former run, or under another
    methodology than its own, every artifact gets a row; one that is scored no longer gets a row that says so.
    """
    table, former = table_of(run_id), "scoring_score"
    moved = f"""
        SELECT n.artifact_id FROM {table} n
        LEFT JOIN {former} o ON o.run_id = %(former)s AND o.artifact_id = n.artifact_id
        WHERE o.artifact_id IS NULL OR %(anew)s OR ({_of("n", _STORED)}) IS DISTINCT FROM ({_of("o", _STORED)})
    """  # noqa: S608 - names of our own tables
    printed = _PRINTED.replace("{table}", table)
    printed_before = _PRINTED.replace("{table}", former)
    statement = f"""
        WITH moved AS MATERIALIZED ({moved})
        INSERT INTO scoring_scorehistory (artifact_id, run_id, scored, {_COLUMNS}, digest)
        SELECT n.artifact_id, %(run)s, true, {_of("n", _COLUMNS)}, n.digest
        FROM ({printed} WHERE artifact_id IN (SELECT artifact_id FROM moved)) n
        LEFT JOIN ({printed_before} WHERE run_id = %(former)s AND artifact_id IN (SELECT artifact_id FROM moved)) o
            ON o.artifact_id = n.artifact_id
        WHERE o.artifact_id IS NULL OR %(anew)s OR ({_of("n", _COLUMNS)}) IS DISTINCT FROM ({_of("o", _COLUMNS)})
        UNION ALL
        SELECT o.artifact_id, %(run)s, false, o.kind, false, NULL, '{{}}', '{{}}', 0, '{{}}', ''::bytea
        FROM {former} o WHERE o.run_id = %(former)s
            AND NOT EXISTS (SELECT FROM {table} n WHERE n.artifact_id = o.artifact_id)
    """  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT methodology_sha256) > 1 FROM scoring_scoringrun WHERE id IN (%s, %s)",
            [run_id, former_id],
        )
        anew = bool((cursor.fetchone() or (False,))[0])
        cursor.execute(statement, {"run": run_id, "former": former_id or 0, "anew": anew})
        return int(cursor.rowcount)
