"""Names while they are typed: what begins like it, then what has a word like it, then what looks like it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Artifact
from common.database import prepared_cursor
from matchgraph.words import compact, spelled

SHORTEST = 2
SUGGESTED = 8
# A trigram index helps from three letters on.
INNER_LETTERS = 3
# Behind every letter that a name may go on with.
LAST_LETTER = "\U0010ffff"

# Each step looks only where the ones before it found too few.
_BEGINS = "(compact ~>=~ %(starts)s AND compact ~<~ %(ends)s)"
_STATEMENT = f"""
    WITH starts AS MATERIALIZED (
        SELECT artifact_id, CASE WHEN compact = %(compact)s THEN 0 ELSE 1 END AS step, 1::real AS likeness,
               prominence, length(compact) AS length
        FROM matchgraph_searchname WHERE {_BEGINS}
        ORDER BY step, prominence DESC, length, artifact_id LIMIT {4 * SUGGESTED}
    ), inside AS MATERIALIZED (
        SELECT artifact_id, 2 AS step, 1::real AS likeness, prominence, length(compact) AS length
        FROM matchgraph_searchname
        WHERE (SELECT count(*) FROM starts) < {SUGGESTED} AND %(inner)s <> '' AND spelled LIKE %(inner)s
        ORDER BY prominence DESC, length, artifact_id LIMIT {4 * SUGGESTED}
    ), alike AS (
        SELECT artifact_id, 3 AS step, similarity(spelled, %(spelled)s) AS likeness, prominence, length(compact)
        FROM matchgraph_searchname
        WHERE (SELECT count(*) FROM starts) + (SELECT count(*) FROM inside) = 0 AND spelled %% %(spelled)s
        ORDER BY likeness DESC, prominence DESC LIMIT {4 * SUGGESTED}
    )
    SELECT a.slug, a.name, a.kind, coalesce(o.name, '')
    FROM (
        SELECT artifact_id, min(step) AS step, max(likeness) AS likeness, max(prominence) AS prominence,
               min(length) AS length
        FROM (SELECT * FROM starts UNION ALL SELECT * FROM inside UNION ALL SELECT * FROM alike) found
        GROUP BY artifact_id
    ) best
    JOIN catalog_artifact a ON a.id = best.artifact_id AND a.status = '{Artifact.Status.LISTED.value}'
    LEFT JOIN catalog_organization o ON o.id = a.organization_id
    ORDER BY best.step, best.likeness DESC, best.prominence DESC, best.length, a.slug LIMIT {SUGGESTED}
"""  # noqa: S608 - a constant of the catalog


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An artifact whose name may be the one that is being typed. `organization` may be empty."""

    slug: str
    name: str
    kind: str
    organization: str


def names_suggest(text: str) -> tuple[Suggestion, ...]:
    """Suggestions, best first; none for less than two letters or digits. One query."""
    typed, joined = spelled(text), compact(text)
    if len(joined) < SHORTEST:
        return ()
    inner = f"% {typed}%" if len(joined) >= INNER_LETTERS else ""
    with prepared_cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {"starts": joined, "ends": joined + LAST_LETTER, "compact": joined, "inner": inner, "spelled": typed},
        )
        return tuple(Suggestion(*row) for row in cursor.fetchall())
