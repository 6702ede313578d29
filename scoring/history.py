"""The history of scores: set-based, only what differs from what readers saw before, kept for ever."""

from __future__ import annotations

from django.db import connection

from scoring.models import ScoringRun
from scoring.writing import IDS, in_force

# What a row is made of, so that most of them need no further look.
_STORED = (
    "{of}.rated, {of}.score_tenths, {of}.low, {of}.high, {of}.component_tenths, {of}.component_values, "
    "{of}.own_coverage, {of}.coverage"
)
# What pages print of a score apart from its rows; the rounding is that of `scoring.selectors` and
# `compare.pages.subjects`.
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
# Rows that the run made, and those that were in force in the former one.
_NEW = "n.run_id = %(ground)s AND n.since_run = %(run)s AND {looked_at}"
_OLD = "o.run_id = %(former_ground)s AND o.since_run <= %(former)s AND o.until_run > %(former)s"
_CHANGED = f"""
    WITH differing AS MATERIALIZED (
        SELECT n.artifact_id FROM scoring_score n LEFT JOIN scoring_score o ON {_OLD} AND o.artifact_id = n.artifact_id
        WHERE {_NEW} AND (%(anew)s OR n.digest IS DISTINCT FROM o.digest)
    )
    SELECT n.artifact_id, %(run)s, true, {_PRINTED.format(of="n")}, {_DIGEST}
    FROM differing JOIN scoring_score n ON n.artifact_id = differing.artifact_id
    LEFT JOIN scoring_score o ON {_OLD} AND o.artifact_id = n.artifact_id
    WHERE {_NEW} AND (o.artifact_id IS NULL OR %(anew)s OR (
        ({_STORED.format(of="n")}) IS DISTINCT FROM ({_STORED.format(of="o")})
        AND ({_PRINTED.format(of="n")}) IS DISTINCT FROM ({_PRINTED.format(of="o")})
    ))
"""  # noqa: S608 - our own names
_GONE = f"""
    SELECT o.artifact_id, %(run)s, false, o.kind, false, NULL, NULL, NULL, '{{}}', '{{}}', 0, '{{}}', ''::bytea
    FROM scoring_score o WHERE {_OLD} AND {{looked_at}}
        AND NOT EXISTS (SELECT FROM scoring_score n WHERE {in_force("n")} AND n.artifact_id = o.artifact_id)
"""  # noqa: S608 - our own names
_RECORD = f"INSERT INTO scoring_scorehistory (artifact_id, run_id, scored, {_COLUMNS}, digest)"


def history_record(run: ScoringRun, *, former: ScoringRun | None) -> int:
    """Record what a run that is being published changes against the former one; returns how many rows that made.

    Needs the caller's transaction and the rows of both. Without a former run, or under another methodology than its
    own, every artifact gets a row; one that is scored no longer gets a row that says so.
    """
    given = {
        "run": run.pk,
        "ground": run.ground,
        "former": former.pk if former else 0,
        "former_ground": former.ground if former else 0,
        "anew": former is None or former.methodology_sha256 != run.methodology_sha256,
    }
    written = 0
    with connection.cursor() as cursor:
        for select, of in ((_CHANGED, "n"), (_GONE, "o")):
            looked_at = "true" if run.base_id is None else f"{of}.artifact_id = ANY({IDS})"
            cursor.execute(f"{_RECORD} {select.replace('{looked_at}', looked_at)}", given)
            written += int(cursor.rowcount)
    return written
