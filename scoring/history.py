"""The history of scores: set-based, only what differs from what readers saw before, kept for ever."""

from __future__ import annotations

from django.db import connection

from scoring.writing import table_of

# What a row is made of, so that most of them need no further look.
_STORED = (
    "{of}.rated, {of}.score_tenths, {of}.low, {of}.high, {of}.component_tenths, {of}.component_values, "
    "{of}.own_coverage, {of}.coverage"
)
# What pages print of a score apart from its rows; the rounding is that of `scoring.selectors` and `compare.subjects`.
_PRINTED = """
    {of}.kind, {of}.rated, CASE WHEN {of}.rated THEN {of}.score_tenths END,
    CASE WHEN {of}.rated THEN ({of}.low + 50000) / 100000 END::int2,
    CASE WHEN {of}.rated THEN ({of}.high + 50000) / 100000 END::int2, {of}.component_tenths,
    ARRAY(SELECT round(value / 1e3::float8)::int2 FROM unnest({of}.component_values) WITH ORDINALITY AS u (value, place)
          ORDER BY place),
    round(100 * ({of}.own_coverage / 1e6::float8))::int2,
    ARRAY(SELECT round(100 * (share / 1e6::float8))::int2 FROM unnest({of}.coverage) WITH ORDINALITY AS u (share, place)
          ORDER BY place)
"""
_COLUMNS = (
    "kind, rated, score_tenths, low_tenths, high_tenths, component_tenths, component_value_tenths, coverage_percent, "
    "component_coverage_percent"
)
# As `scoring.receipt.numbers_digest`.
_DIGEST = """
    sha256(convert_to('{"points":[' || array_to_string(n.points, ',')
        || '],"reliabilities":[' || array_to_string(n.reliabilities, ',')
        || '],"values":[' || array_to_string(n."values", ',') || ']}', 'UTF8'))
"""
_CHANGED = f"""
    SELECT n.artifact_id, %(run)s, true, {_PRINTED.format(of="n")}, {_DIGEST}
    FROM {{table}} n LEFT JOIN scoring_score o ON o.run_id = %(former)s AND o.artifact_id = n.artifact_id
    WHERE o.artifact_id IS NULL OR %(anew)s OR (
        ({_STORED.format(of="n")}) IS DISTINCT FROM ({_STORED.format(of="o")})
        AND ({_PRINTED.format(of="n")}) IS DISTINCT FROM ({_PRINTED.format(of="o")})
    )
"""  # noqa: S608 - our own names
_GONE = """
    SELECT o.artifact_id, %(run)s, false, o.kind, false, NULL, NULL, NULL, '{}', '{}', 0, '{}', ''::bytea
    FROM scoring_score o WHERE o.run_id = %(former)s
        AND NOT EXISTS (SELECT FROM {table} n WHERE n.artifact_id = o.artifact_id)
"""
_RECORD = f"INSERT INTO scoring_scorehistory (artifact_id, run_id, scored, {_COLUMNS}, digest)"


def history_record(*, run_id: int, former_id: int | None) -> int:
    """Record what a run that is being published changes against the former one; returns how many rows that made.

    Needs the caller's transaction and, for the former run, its table. Without a former run, or under another
    methodology than its own, every artifact gets a row; one that is scored no longer gets a row that says so.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT methodology_sha256) > 1 FROM scoring_scoringrun WHERE id IN (%s, %s)",
            [run_id, former_id],
        )
        anew = bool((cursor.fetchone() or (False,))[0])
        written = 0
        for select in (_CHANGED, _GONE):
            statement = _RECORD + select.replace("{table}", table_of(run_id))
            cursor.execute(statement, {"run": run_id, "former": former_id or 0, "anew": anew})
            written += int(cursor.rowcount)
    return written
