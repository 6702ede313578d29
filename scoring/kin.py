"""Whose score rests on whom, and which artifacts their family stands for in lists. Three statements."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

# A family counts what was made from its members, and whether those things are listed; its own listing folds them away.
_AFFECTED = """
    WITH touched AS MATERIALIZED (SELECT unnest(%(ids)s::bigint[]) AS id), near AS (
        SELECT id FROM touched
        UNION SELECT r.object_id FROM touched t JOIN catalog_relation r ON r.subject_id = t.id
        WHERE r.type = 'derived_from' AND r.object_id IS NOT NULL
    )
    SELECT id FROM near
    UNION SELECT m.family_id FROM near JOIN catalog_familymembership m ON m.member_id = near.id
    UNION SELECT m.member_id FROM touched t JOIN catalog_familymembership m ON m.family_id = t.id
    ORDER BY 1
"""
_FOLDED = """
    SELECT DISTINCT m.member_id FROM catalog_familymembership m
    JOIN catalog_artifact f ON f.id = m.family_id AND f.status = 'listed' WHERE m.member_id = ANY(%(ids)s)
"""


def affected_by(touched: Collection[int]) -> list[int]:
    """Ids, in order, of all whose result may change when these were touched, whether they still exist or not."""
    return _ids(_AFFECTED, touched)


def folded_among(artifact_ids: Collection[int]) -> set[int]:
    """Those for whom a listed family stands in the list without members."""
    return set(_ids(_FOLDED, artifact_ids))


def _ids(statement: str, given: Collection[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": list(given)})
        return [int(row[0]) for row in cursor.fetchall()]
