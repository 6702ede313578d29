"""Questions to the catalog whose answers come in the order of the published scores. Each takes one query."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from catalog.models import Artifact
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
# `near` are those that share probed kinds, `scored` the best of them by kinds and score; kin are found whatever they
# share. OFFSET 0 keeps the planner, which cannot know how few are found, from reading whole tables.
NEIGHBOURS = f"""
    WITH own AS MATERIALIZED (
        SELECT * FROM unnest(%(origins)s::bigint[], %(kinds)s::bigint[], %(weights)s::float8[], %(probed)s::bool[])
            AS own(origin, kind_id, weight, probed)
    ), kin AS MATERIALIZED (
        SELECT * FROM unnest(%(kin_origins)s::bigint[], %(kin)s::bigint[]) AS kin(origin, artifact_id)
    )
    SELECT a.id, a.slug, a.name, a.kind, a.status, a.facts, a.curated_facts, a.tasks, a.modalities, a.licence,
        a.pricing, a.released, a.organization_id, publisher.name AS organization_name, origin.id AS origin,
        found.score_tenths AS score_tenths, ARRAY(
            SELECT e.kind_id FROM catalog_capabilityentry e
            WHERE e.artifact_id = a.id AND e.kind_id = ANY(origin.kinds) AND e.status = 'published'
        ) AS shared_kinds
    FROM (
        SELECT id, for_kinds, ARRAY(SELECT kind_id FROM own WHERE own.origin = id) AS kinds
        FROM unnest(%(ids)s::bigint[], %(for_kinds)s::float8[]) AS given(id, for_kinds)
    ) origin
    JOIN catalog_artifact self ON self.id = origin.id
    CROSS JOIN LATERAL (
        WITH near AS MATERIALIZED (
            SELECT e.artifact_id, sum(own.weight) AS weight FROM own
            CROSS JOIN LATERAL (
                SELECT artifact_id FROM catalog_capabilityentry e
                WHERE e.kind_id = own.kind_id AND e.status = 'published' OFFSET 0
            ) e
            WHERE own.origin = origin.id AND own.probed AND e.artifact_id <> origin.id
            GROUP BY e.artifact_id ORDER BY weight DESC, e.artifact_id LIMIT %(nearest)s
        ), scored AS (
            SELECT near.artifact_id, s.rated, s.score_tenths,
                origin.for_kinds * near.weight
                    + CASE WHEN s.rated THEN %(for_score)s * s.score_tenths ELSE 0 END AS points
            FROM near LEFT JOIN scoring_score s ON {in_force("s")} AND s.artifact_id = near.artifact_id
            WHERE s.kind IS NULL OR s.kind = self.kind
            ORDER BY points DESC, near.artifact_id LIMIT %(limit)s
        )
        SELECT artifact_id, CASE WHEN rated THEN score_tenths END AS score_tenths FROM scored
        UNION
        SELECT kin.artifact_id, CASE WHEN s.rated THEN s.score_tenths END FROM kin
        LEFT JOIN scoring_score s ON {in_force("s")} AND s.artifact_id = kin.artifact_id
        WHERE kin.origin = origin.id
    ) found
    CROSS JOIN LATERAL (
        SELECT * FROM catalog_artifact a WHERE a.id = found.artifact_id AND a.kind = self.kind AND a.status = 'listed'
            AND (a.facts -> 'test_fixture') IS DISTINCT FROM 'true'::jsonb OFFSET 0
    ) a
    LEFT JOIN catalog_organization publisher ON publisher.id = a.organization_id
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


@dataclass(frozen=True, slots=True)
class Origin:
    """An artifact to look around, with the weights of its capability kinds, those of them to look through, and its kin.

    Nearness of another is `for_kinds` times the sum of the probed weights that it shares, and something for its score.
    """

    artifact_id: int
    weights: Mapping[int, float]
    probed: Collection[int]
    kin: Collection[int]
    for_kinds: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A listed artifact near another, of its kind. `kinds` are the capability kinds of that one that it has too.

    `artifact` holds what alternatives are told from and loads nothing more by itself; `score_tenths` is None: unrated.
    """

    artifact: Artifact
    organization: str | None
    score_tenths: int | None
    kinds: frozenset[int]


def neighbours_ranked(
    origins: Sequence[Origin], *, for_score: float, limit: int, run: RunInfo | None
) -> dict[int, list[Neighbour]]:
    """Artifacts near each origin, by its id: its kin, and the `limit` nearest others. Test fixtures are left out.

    `for_score` is what a tenth of a point adds to nearness.
    """
    own = [(origin, kind_id, weight) for origin in origins for kind_id, weight in origin.weights.items()]
    given: dict[str, Any] = {
        "ids": [origin.artifact_id for origin in origins],
        "for_kinds": [origin.for_kinds for origin in origins],
        "origins": [origin.artifact_id for origin, _, _ in own],
        "kinds": [kind_id for _, kind_id, _ in own],
        "weights": [weight for _, _, weight in own],
        "probed": [kind_id in origin.probed for origin, kind_id, _ in own],
        "kin_origins": [origin.artifact_id for origin in origins for _ in origin.kin],
        "kin": [artifact_id for origin in origins for artifact_id in origin.kin],
        "for_score": for_score,
        "nearest": NEAREST,
        "limit": limit,
        "run": run.run_id if run else 0,
        "ground": run.ground if run else 0,
    }
    found: dict[int, list[Neighbour]] = {origin.artifact_id: [] for origin in origins}
    rows: Iterable[Any] = Artifact.objects.raw(NEIGHBOURS, given)
    for row in rows:
        neighbour = Neighbour(row, row.organization_name, row.score_tenths, frozenset(row.shared_kinds))
        found[row.origin].append(neighbour)
    return found


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
