"""Reads that find what stands near an artifact: its capability kinds and its kin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

KIN_LIMIT = 100
# One row an artifact: how many of its kind are listed, its capability kinds rarest first, its kin nearest first.
# Memberships lead both ways, and to the other members; a derivation leads both ways.
SURROUNDINGS = """
    SELECT a.id, (SELECT count(*) FROM catalog_artifact p WHERE p.kind = a.kind AND p.status = 'listed'), (
        SELECT json_agg(json_build_array(k.id, k.path, k.name, n.holders) ORDER BY n.holders, k.path)
        FROM (
            SELECT DISTINCT kind_id FROM catalog_capabilityentry
            WHERE artifact_id = a.id AND status = 'published' AND kind_id IS NOT NULL
        ) own
        JOIN catalog_capabilitykind k ON k.id = own.kind_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS holders FROM catalog_capabilityentry e
            WHERE e.kind_id = own.kind_id AND e.status = 'published'
        ) n
    ), (
        SELECT json_agg(json_build_array(kin.id, kin.tie, kin.family) ORDER BY kin.place, kin.position, kin.id) FROM (
            SELECT * FROM (SELECT DISTINCT ON (id) * FROM (
                SELECT m.member_id AS id, 'member' AS tie, f.name AS family, 0 AS place, m.position
                    FROM catalog_familymembership m JOIN catalog_artifact f ON f.id = m.family_id
                    WHERE m.family_id = a.id
                UNION ALL
                SELECT m.family_id, 'family', f.name, 1, 0
                    FROM catalog_familymembership m JOIN catalog_artifact f ON f.id = m.family_id
                    WHERE m.member_id = a.id
                UNION ALL
                SELECT other.member_id, 'sibling', f.name, 2, other.position
                    FROM catalog_familymembership m
                    JOIN catalog_familymembership other ON other.family_id = m.family_id
                    JOIN catalog_artifact f ON f.id = m.family_id
                    WHERE m.member_id = a.id
                UNION ALL
                SELECT object_id, 'origin', '', 3, 0 FROM catalog_relation
                    WHERE subject_id = a.id AND type = 'derived_from' AND object_id IS NOT NULL
                UNION ALL
                SELECT subject_id, 'derivative', '', 4, 0 FROM catalog_relation
                    WHERE object_id = a.id AND type = 'derived_from'
            ) ties WHERE id <> a.id ORDER BY id, place, position) nearest
            ORDER BY place, position, id LIMIT %(limit)s
        ) kin
    )
    FROM catalog_artifact a WHERE a.id = ANY(%(ids)s)
"""


class Tie(StrEnum):
    """How an artifact is kin of another: what it is to that one."""

    MEMBER = "member"
    FAMILY = "family"
    SIBLING = "sibling"
    ORIGIN = "origin"
    DERIVATIVE = "derivative"


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A capability kind of an artifact; `holders` counts its published entries."""

    id: int
    path: str
    name: str
    holders: int


@dataclass(frozen=True, slots=True)
class Kin:
    """`family` is the name of the family that both belong to; empty for derivations."""

    tie: Tie
    family: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands near one artifact. `population` counts the artifacts listed of its kind.

    `kinds` are the capability kinds of its published entries, rarest first. `kin`, by id: its family and members of it,
    its own members, what it was derived from and what was derived from it.
    """

    population: int
    kinds: tuple[OwnKind, ...]
    kin: Mapping[int, Kin]


def surroundings_of(artifact_ids: Iterable[int]) -> dict[int, Surroundings]:
    """What stands near each of these artifacts; one query."""
    with connection.cursor() as cursor:
        cursor.execute(SURROUNDINGS, {"ids": list(artifact_ids), "limit": KIN_LIMIT})
        return {
            artifact_id: Surroundings(
                population,
                tuple(OwnKind(*kind) for kind in kinds or ()),
                {other: Kin(Tie(tie), family) for other, tie, family in kin or ()},
            )
            for artifact_id, population, kinds, kin in cursor.fetchall()
        }
