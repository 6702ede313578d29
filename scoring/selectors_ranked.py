"""Questions to the catalog whose answers come in the order of the published scores. Each takes one query."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from catalog.selectors_facets import LABEL_FACETS, facets_of
from common.columns import columns_read
from scoring.selectors import RunInfo
from scoring.sheets import Labels, Sheet
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
SHEET = f"""
    SELECT a.id, s.rated, {{facets}} FROM scoring_score s
    JOIN catalog_artifact a ON a.id = s.artifact_id AND a.status = 'listed'
    WHERE {in_force("s")} AND s.kind = %(kind)s AND (%(members)s OR NOT s.folded)
    ORDER BY s.rank_key, s.slug
"""  # noqa: S608 - our own names
# Both kinds with and without members, of the run in force and of the one before it.
SHEETS_KEPT = 8


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


def ranked_sheet(*, kind: str, members: bool, run: RunInfo) -> Sheet:
    """A whole list with the facets of every artifact: one query when a process first meets the run, then none.

    Facets are those of the moment when it is read; an edit shows with the next run, as it does in the scores.
    """
    return _sheet(kind, members or not run.grouped, run.run_id, run.ground, run.published_at)


@functools.lru_cache(maxsize=SHEETS_KEPT)
def _sheet(kind: str, members: bool, run_id: int, ground: int, published_at: datetime) -> Sheet:
    """`published_at` tells a run from one of the same number in another database."""
    facets = facets_of(kind)
    expressions = [f"({facet.codes})::int AS {facet.name}" for facet in facets]
    expressions += [f"array_to_string(a.{facet.column}, E'\\n') AS {facet.name}" for facet in LABEL_FACETS]
    ids, rated, *columns = columns_read(
        SHEET.format(facets=", ".join(expressions)),
        {"kind": kind, "members": members, "run": run_id, "ground": ground},
        {
            "id": np.int64,
            "rated": np.bool_,
            **{facet.name: np.int32 for facet in facets},
            **{facet.name: str for facet in LABEL_FACETS},
        },
    )
    codes = {facet.name: column for facet, column in zip(facets, columns[: len(facets)], strict=True)}
    words = zip(LABEL_FACETS, columns[len(facets) :], strict=True)
    return Sheet(ids, rated, codes, {facet.name: Labels.of(texts) for facet, texts in words})


def sheets_forget() -> None:
    """For tests, whose databases roll back."""
    _sheet.cache_clear()
