"""Reads that find what stands near one artifact: its capability kinds, its kin, and what others share with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from catalog.models import Artifact

KIN_LIMIT = 100
OWN_KINDS = """
    SELECT k.id, k.path, k.name, n.holders,
        (SELECT count(*) FROM catalog_artifact WHERE kind = %(kind)s AND status = 'listed')
    FROM (
        SELECT DISTINCT kind_id FROM catalog_capabilityentry
        WHERE artifact_id = %(artifact)s AND status = 'published' AND kind_id IS NOT NULL
    ) own
    JOIN catalog_capabilitykind k ON k.id = own.kind_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS holders FROM catalog_capabilityentry e
        WHERE e.kind_id = own.kind_id AND e.status = 'published'
    ) n
    ORDER BY n.holders, k.path
"""
# Memberships lead both ways, and to the other members; a derivation leads both ways.
KIN = """
    SELECT id, tie, family FROM (SELECT DISTINCT ON (id) * FROM (
        SELECT m.member_id AS id, 'member' AS tie, f.name AS family, 0 AS place, m.position
            FROM catalog_familymembership m JOIN catalog_artifact f ON f.id = m.family_id WHERE m.family_id = %(id)s
        UNION ALL
        SELECT m.family_id, 'family', f.name, 1, 0
            FROM catalog_familymembership m JOIN catalog_artifact f ON f.id = m.family_id WHERE m.member_id = %(id)s
        UNION ALL
        SELECT other.member_id, 'sibling', f.name, 2, other.position
            FROM catalog_familymembership m
            JOIN catalog_familymembership other ON other.family_id = m.family_id
            JOIN catalog_artifact f ON f.id = m.family_id
            WHERE m.member_id = %(id)s
        UNION ALL
        SELECT object_id, 'origin', '', 3, 0 FROM catalog_relation
            WHERE subject_id = %(id)s AND type = 'derived_from' AND object_id IS NOT NULL
        UNION ALL
        SELECT subject_id, 'derivative', '', 4, 0 FROM catalog_relation
            WHERE object_id = %(id)s AND type = 'derived_from'
    ) ties WHERE id <> %(id)s ORDER BY id, place, position) kin
    ORDER BY place, position, id LIMIT %(limit)s
"""
SHARED_KINDS = """
    SELECT artifact_id, array_agg(DISTINCT kind_id) FROM catalog_capabilityentry
    WHERE artifact_id = ANY(%s) AND kind_id = ANY(%s) AND status = 'published' GROUP BY artifact_id
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
    """A capability kind of an artifact. `holders` counts its published entries, `population` the artifacts listed."""

    id: int
    path: str
    name: str
    holders: int
    population: int


@dataclass(frozen=True, slots=True)
class Kin:
    """`family` is the name of the family that both belong to; empty for derivations."""

    tie: Tie
    family: str


def kinds_held(artifact: Artifact) -> list[OwnKind]:
    """Capability kinds of its published entries, rarest first."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_KINDS, {"artifact": artifact.pk, "kind": artifact.kind})
        return [OwnKind(*row) for row in cursor.fetchall()]


def kin_of(artifact_id: int) -> dict[int, Kin]:
    """Members of its family, its own members, its family, what it was derived from and what was derived from it."""
    with connection.cursor() as cursor:
        cursor.execute(KIN, {"id": artifact_id, "limit": KIN_LIMIT})
        return {row[0]: Kin(Tie(row[1]), row[2]) for row in cursor.fetchall()}


def kinds_shared(artifact_ids: Iterable[int], kind_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Which of these kinds each artifact has; an artifact that has none is absent."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED_KINDS, [list(artifact_ids), list(kind_ids)])
        return {artifact_id: frozenset(kinds) for artifact_id, kinds in cursor.fetchall()}


def artifacts_compared(artifact_ids: Iterable[int], *, kind: str) -> dict[int, Artifact]:
    """Listed artifacts of one kind with what alternatives are told from; test fixtures of their makers are left out."""
    shown = Artifact.objects.listed().filter(pk__in=list(artifact_ids), kind=kind)
    fields = ("slug", "name", "kind", "status", "facts", "curated_facts", "tasks", "modalities", "licence", "pricing")
    rows = shown.select_related("organization").only(*fields, "released", "organization__name")
    return {row.pk: row for row in rows if row.facts.get("test_fixture") is not True}
