"""Questions to the catalog whose answers come in the order of the published scores. Each takes one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from scoring.selectors import RunInfo
from scoring.writing import in_force

# What an artifact of a crowded kind may cost: so many artifacts by shared capability kinds get their score looked up.
NEAREST = 2000

HOLDERS = f"""
    SELECT a.id, r.position, CASE WHEN s.rated THEN s.score_tenths END
    FROM (
        SELECT DISTINCT artifact_id FROM catalog_capabilityentry WHERE status = 'published' AND kind_id = ANY(%(kinds)s)
    ) h
    JOIN catalog_artifact a ON a.id = h.artifact_id AND a.status = 'listed' AND a.kind = %(kind)s
    LEFT JOIN scoring_score s ON {in_force("s")} AND s.artifact_id = a.id
    LEFT JOIN scoring_rung r
        ON r.run_id = %(run)s AND r.kind = s.kind AND r.tenths = s.score_tenths AND r.sd_class = s.sd_class AND s.rated
    ORDER BY s.rank_key NULLS LAST, a.slug LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - our own names
NEIGHBOURS = f"""
    WITH near AS MATERIALIZED (
        SELECT e.artifact_id, sum(own.weight) AS weight
        FROM unnest(%(kinds)s::bigint[], %(weights)s::float8[]) AS own(kind_id, weight)
        CROSS JOIN LATERAL (
            SELECT artifact_id FROM catalog_capabilityentry e
            WHERE e.kind_id = own.kind_id AND e.status = 'published' OFFSET 0
        ) e
        WHERE e.artifact_id <> %(artifact)s
        GROUP BY e.artifact_id ORDER BY weight DESC, e.artifact_id LIMIT %(nearest)s
    ), scored AS (
        SELECT near.artifact_id, s.rated, s.score_tenths,
            %(for_kinds)s * near.weight + CASE WHEN s.rated THEN %(for_score)s * s.score_tenths ELSE 0 END AS points
        FROM near LEFT JOIN scoring_score s ON {in_force("s")} AND s.artifact_id = near.artifact_id
        WHERE s.kind IS NULL OR s.kind = %(kind)s
        ORDER BY points DESC, near.artifact_id LIMIT %(limit)s
    )
    SELECT artifact_id, CASE WHEN rated THEN score_tenths END FROM scored
    UNION
    SELECT kin.id, CASE WHEN s.rated THEN s.score_tenths END FROM unnest(%(kin)s::bigint[]) AS kin(id)
    LEFT JOIN scoring_score s ON {in_force("s")} AND s.artifact_id = kin.id
"""  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Holder:
    """An artifact with a capability; unrated ones and those that came after the run have neither position nor score."""

    artifact_id: int
    position: int | None
    score_tenths: int | None


def holders_ranked(kind_ids: Iterable[int], *, kind: str, offset: int, limit: int, run: RunInfo | None) -> list[Holder]:
    """Listed artifacts of one kind with a published entry of any of these capability kinds, unrated ones last."""
    given: dict[str, Any] = {
        "kinds": list(kind_ids),
        "kind": kind,
        "run": run.run_id if run else 0,
        "ground": run.ground if run else 0,
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, given)
        return [Holder(*row) for row in cursor.fetchall()]


def neighbours_ranked(
    artifact_id: int,
    *,
    kind: str,
    weights: Mapping[int, float],
    kin: Iterable[int],
    for_kinds: float,
    for_score: float,
    limit: int,
    run: RunInfo | None,
) -> dict[int, int | None]:
    """Artifacts near one, with their scores in tenths (None: unrated): its kin, and the `limit` nearest others.

    `weights` are the capability kinds to look through. Nearness is `for_kinds` times the sum of the shared weights,
    and `for_score` times the tenths of the score.
    """
    given: dict[str, Any] = {
        "artifact": artifact_id,
        "kind": kind,
        "kinds": list(weights),
        "weights": list(weights.values()),
        "kin": list(kin),
        "for_kinds": for_kinds,
        "for_score": for_score,
        "nearest": NEAREST,
        "limit": limit,
        "run": run.run_id if run else 0,
        "ground": run.ground if run else 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, given)
        return dict(cursor.fetchall())
