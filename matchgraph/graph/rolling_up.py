"""From the raw events of a day to what is kept of it: effective counts by edge and position, and who has spoken.

Run again, a day gives the same rows. A network block has one voice about an edge in thirty days, clicked or not, and it
weighs by how many different things the block asked for (`matchgraph.learning.guarding`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from matchgraph.graph.traffic import WEIGHTS, Reaction, Surface, partition
from matchgraph.learning.clicks import SECOND, SINGLE
from matchgraph.learning.guarding import ALARM_CLICKS, BREADTH_INTENTS, FEW_BLOCKS, FEW_SHARE, LEAST_BREADTH

# A page that the same visitor replaced so soon without a reaction was on the way to what was meant: answers come while
# one types. Nobody is known to have looked at an answer of the API that no feedback names.
PASSED_SECONDS = 5
VOICE_DAYS = 30
BREADTH_DAYS = 90
# A block's word on outcomes counts twice a day at most.
OUTCOMES_A_BLOCK = 2

WEIGHED = " ".join(f"WHEN {int(reaction)} THEN {weight}" for reaction, weight in WEIGHTS.items())
BUCKET = f"""
    CASE WHEN position <= {SINGLE} THEN position - 1 WHEN position <= {SECOND} THEN {SINGLE} ELSE {SINGLE + 1} END
"""
SHOWN = f"""
    CREATE TEMPORARY TABLE match_shown ON COMMIT DROP AS
    SELECT p.simulated, p.block, coalesce(i.merged_into_id, i.id) AS intent_id, r.artifact_id, r.kind_id,
        r.promise / 1000.0::float8 AS promise, r.position, p.at, p.nonce, coalesce(a.weight, 0) AS weight,
        coalesce(a.helped, false) AS helped, coalesce(a.failed, false) AS failed
    FROM (
        SELECT *, lead(at) OVER (PARTITION BY simulated, visitor ORDER BY at, nonce) AS next_at
        FROM matchgraph_page WHERE day = %(day)s AND person
    ) p
    JOIN matchgraph_intent i ON i.id = p.intent_id
    CROSS JOIN LATERAL unnest(p.artifact_ids, p.kind_ids, p.promises)
        WITH ORDINALITY r(artifact_id, kind_id, promise, position)
    LEFT JOIN (
        SELECT nonce, position, max(CASE reaction {WEIGHED} END)::float8 AS weight,
            bool_or(reaction = {int(Reaction.HELPED)}) AS helped, bool_or(reaction = {int(Reaction.FAILED)}) AS failed
        FROM matchgraph_reaction WHERE day = %(day)s GROUP BY nonce, position
    ) a ON a.nonce = p.nonce AND a.position = r.position
    WHERE EXISTS (SELECT FROM catalog_artifact c WHERE c.id = r.artifact_id) AND (
        EXISTS (SELECT FROM matchgraph_reaction a WHERE a.day = %(day)s AND a.nonce = p.nonce)
        OR p.surface = {int(Surface.SEARCH)}
        AND (p.next_at IS NULL OR p.next_at - p.at >= interval '{PASSED_SECONDS} seconds')
    )
"""  # noqa: S608 - our own numbers
VOICES = f"""
    CREATE TEMPORARY TABLE match_voices ON COMMIT DROP AS
    SELECT DISTINCT ON (simulated, block, intent_id, artifact_id) * FROM match_shown s
    WHERE NOT EXISTS (
        SELECT FROM matchgraph_blockvoice v
        WHERE v.simulated = s.simulated AND v.block = s.block AND v.intent_id = s.intent_id
            AND v.artifact_id = s.artifact_id AND v.day > %(day)s::date - {VOICE_DAYS} AND v.day < %(day)s
    )
    ORDER BY simulated, block, intent_id, artifact_id, at, nonce, position
"""  # noqa: S608 - our own numbers
SPOKEN = """
    INSERT INTO matchgraph_blockvoice (block, intent_id, artifact_id, day, clicked, simulated)
    SELECT block, intent_id, artifact_id, %(day)s, weight, simulated FROM match_voices
"""
EDGES = f"""
    WITH breadth AS (
        SELECT simulated, block,
            greatest(least(count(DISTINCT intent_id)::float8 / {BREADTH_INTENTS}, 1), {LEAST_BREADTH}) AS weight
        FROM matchgraph_blockvoice WHERE day > %(day)s::date - {BREADTH_DAYS} AND day <= %(day)s
        GROUP BY simulated, block
    ), shown AS (
        SELECT simulated, intent_id, artifact_id, kind_id, {BUCKET} AS bucket, count(*) AS searches,
            avg(promise) AS promise
        FROM match_shown GROUP BY 1, 2, 3, 4, 5
    ), counted AS (
        SELECT v.simulated, v.intent_id, v.artifact_id, v.kind_id, {BUCKET} AS bucket, sum(b.weight) AS exposures,
            sum(b.weight * v.weight) AS clicks, count(*) FILTER (WHERE v.weight > 0) AS clicked,
            count(*) FILTER (WHERE v.weight >= 1 AND position <= {SINGLE}) AS matched
        FROM match_voices v JOIN breadth b USING (simulated, block) GROUP BY 1, 2, 3, 4, 5
    ), few AS (
        SELECT simulated, intent_id, artifact_id FROM (
            SELECT simulated, intent_id, artifact_id, block, sum(clicked) AS clicks,
                row_number() OVER (
                    PARTITION BY simulated, intent_id, artifact_id ORDER BY sum(clicked) DESC, block
                ) AS place
            FROM matchgraph_blockvoice WHERE day > %(day)s::date - {BREADTH_DAYS} AND day <= %(day)s
            GROUP BY 1, 2, 3, 4
        ) busiest GROUP BY 1, 2, 3
        HAVING sum(clicks) >= {ALARM_CLICKS}
            AND sum(clicks) FILTER (WHERE place <= {FEW_BLOCKS}) > {FEW_SHARE} * sum(clicks)
    )
    INSERT INTO matchgraph_edgeday (simulated, intent_id, artifact_id, kind_id, day, bucket, exposures, clicks, promise,
        searches, matched, clicked, concentrated)
    SELECT s.simulated, s.intent_id, s.artifact_id, s.kind_id, %(day)s, s.bucket, coalesce(c.exposures, 0),
        coalesce(c.clicks, 0), s.promise, s.searches, coalesce(c.matched, 0), coalesce(c.clicked, 0),
        few.intent_id IS NOT NULL
    FROM shown s LEFT JOIN counted c USING (simulated, intent_id, artifact_id, kind_id, bucket)
    LEFT JOIN few USING (simulated, intent_id, artifact_id)
"""  # noqa: S608 - our own numbers
OUTCOMES = f"""
    INSERT INTO matchgraph_outcomeday (day, simulated, intent_id, artifact_id, helped, failed)
    SELECT %(day)s, simulated, intent_id, artifact_id, sum(helped), sum(failed) FROM (
        SELECT simulated, intent_id, artifact_id, least(count(*) FILTER (WHERE helped), {OUTCOMES_A_BLOCK}) AS helped,
            least(count(*) FILTER (WHERE failed AND NOT helped), {OUTCOMES_A_BLOCK}) AS failed
        FROM match_shown WHERE helped OR failed GROUP BY simulated, intent_id, artifact_id, block
    ) said GROUP BY 2, 3, 4
"""  # noqa: S608 - our own numbers


@dataclass(frozen=True)
class RolledUp:
    """What a day came to; `missing`: its raw events are gone, and what is kept of it was left alone."""

    day: date
    shown: int = 0
    voices: int = 0
    edges: int = 0
    missing: bool = False


def day_roll_up(day: date) -> RolledUp:
    """Roll a day up, anew where it was before. One transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [partition("matchgraph_page", day)])
        if cursor.fetchone() == (None,):
            return RolledUp(day, missing=True)
        for table in ("edgeday", "outcomeday", "blockvoice"):
            cursor.execute(f"DELETE FROM matchgraph_{table} WHERE day = %s", [day])  # noqa: S608 - our own names
        counts = []
        for statement in (SHOWN, VOICES, SPOKEN, EDGES, OUTCOMES):
            cursor.execute(statement, {"day": day})
            counts.append(cursor.rowcount)
        cursor.execute("DROP TABLE match_shown, match_voices")
    return RolledUp(day, shown=counts[0], voices=counts[1], edges=counts[3])
