"""Writes which artifacts belong to which family, by the rules of `rules/families.toml`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from catalog.derivations import (
    Derived,
    code_stamp,
    derivation_note,
    derivation_rests,
    fingerprint_taken,
    only_derivation,
    rows_changed,
    rows_stage,
)
from catalog.family_rules import FamilyRulebook, family_rulebook
from catalog.grouping import Candidate, Grouped, group
from catalog.models import FamilyMembership

NAME = "families"
RULES = ("family_rules", "grouping", "deriving_families")
COLUMNS = (
    ("uid", "uuid"),
    ("family_id", "int8"),
    ("member_id", "int8"),
    ("rule", "text"),
    ("version", "text"),
    ("position", "int4"),
)
WRITTEN = ("rule", "version", "position")
BY_HAND = ", ".join(f"'{rule}'" for rule in FamilyMembership.BY_HAND)

# A family stands for versions and variants; the fact says so, whatever else the artifact is.
FAMILIES = """
    SELECT id, uid, slug, kind, (facts || curated_facts) -> 'members' AS members FROM catalog_artifact
    WHERE status = 'listed' AND (facts || curated_facts) ->> 'artifact_scope' = 'family'
"""
CANDIDATES = """
    SELECT a.id, a.uid, a.slug, a.kind, a.hub_id, a.name, a.released, coalesce(o.key, '') AS publisher,
           coalesce((a.facts || a.curated_facts) ->> 'family', '') AS family,
           (SELECT array_agg(r.object_id ORDER BY r.object_id) FROM catalog_relation r
            WHERE r.subject_id = a.id AND r.type = 'derived_from' AND r.object_id IS NOT NULL) AS bases
    FROM catalog_artifact a LEFT JOIN catalog_organization o ON o.id = a.organization_id
    WHERE a.status = 'listed' AND (a.facts || a.curated_facts) ->> 'artifact_scope' IS DISTINCT FROM 'family'
"""
SEEN = {
    "families": f"SELECT f::text FROM ({FAMILIES}) f",  # noqa: S608 - our own statement
    "candidates": f"SELECT c::text FROM ({CANDIDATES}) c",  # noqa: S608 - our own statement
    "memberships": "SELECT concat_ws('|', uid, family_id, member_id, rule, version, position) "
    "FROM catalog_familymembership",
}


@dataclass(frozen=True)
class Family:
    """A listed family artifact; `named` are the hub ids that its own facts list as members."""

    number: int
    uid: uuid.UUID
    slug: str
    kind: str
    named: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """What the rules look at, and how artifacts are known: uid, slug and release date by number."""

    families: dict[str, Family]
    candidates: list[Candidate]
    uids: dict[int, uuid.UUID]
    slugs: dict[int, str]
    released: dict[int, str]


def families_derive() -> Derived:
    """Bring derived memberships in line with the rules.

    A membership that a curator set stands, and no other is derived for its member.
    """
    book = family_rulebook()
    stamp = code_stamp(*RULES) + book.sha256
    with only_derivation():
        if derivation_rests(NAME, fingerprint_taken(SEEN, rules=stamp)):
            return Derived(rested=True)
        gathered = families_gather()
        rows_stage("derived_membership", COLUMNS, _rows(gathered, families_group(gathered, book)))
        derived = _merge()
        derivation_note(NAME, fingerprint_taken(SEEN, rules=stamp))
    return derived


def families_gather() -> Gathered:
    """Every listed family, and every listed artifact that may belong to one."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILIES)
        families = {
            slug: Family(number, uid, slug, kind, tuple(orjson.loads(members) if members else ()))
            for number, uid, slug, kind, members in cursor.fetchall()
        }
        cursor.execute(CANDIDATES)
        found = cursor.fetchall()
    kinds = {family.kind for family in families.values()}
    return Gathered(
        families=families,
        candidates=[
            Candidate(number, hub_id, name, publisher, fact, tuple(bases or ()))
            for number, _, _, kind, hub_id, name, _, publisher, fact, bases in found
            if kind in kinds
        ],
        uids={row[0]: row[1] for row in found},
        slugs={row[0]: row[2] for row in found},
        released={row[0]: row[6] for row in found},
    )


def families_group(gathered: Gathered, book: FamilyRulebook) -> Grouped:
    """Members by the rules of the families that stand in the catalog."""
    present = [rules for rules in book.family if rules.slug in gathered.families]
    return group(gathered.candidates, present, named={slug: family.named for slug, family in gathered.families.items()})


def _rows(gathered: Gathered, grouped: Grouped) -> list[tuple[Any, ...]]:
    """Newest member first, those without a date behind."""
    members = sorted(grouped.members.values(), key=lambda member: gathered.slugs[member.number])
    members.sort(key=lambda member: gathered.released[member.number], reverse=True)
    places = dict.fromkeys(gathered.families, 0)
    rows = []
    for member in members:
        family = gathered.families[member.family]
        identity = uuid.uuid5(family.uid, f"member:{gathered.uids[member.number]}")
        place = places[member.family]
        rows.append((identity, family.number, member.number, member.rule, member.version, place))
        places[member.family] += 1
    return rows


def _merge() -> Derived:
    rows_changed(
        f"""
        DELETE FROM derived_membership d USING catalog_familymembership m
        WHERE m.rule IN ({BY_HAND}) AND m.member_id = d.member_id
        """  # noqa: S608 - our own constants
    )
    removed = rows_changed(
        f"""
        DELETE FROM catalog_familymembership m WHERE m.rule NOT IN ({BY_HAND}) AND NOT EXISTS (
            SELECT FROM derived_membership d WHERE d.family_id = m.family_id AND d.member_id = m.member_id)
        """  # noqa: S608 - our own constants
    )
    new, old = (", ".join(f"{alias}.{name}" for name in WRITTEN) for alias in "dm")
    changed = rows_changed(
        f"""
        UPDATE catalog_familymembership m SET ({", ".join(WRITTEN)}) = ROW({new}) FROM derived_membership d
        WHERE d.family_id = m.family_id AND d.member_id = m.member_id AND ({old}) IS DISTINCT FROM ({new})
        """  # noqa: S608 - our own columns
    )
    created = rows_changed(
        f"""
        INSERT INTO catalog_familymembership (uid, family_id, member_id, {", ".join(WRITTEN)})
        SELECT d.uid, d.family_id, d.member_id, {new} FROM derived_membership d
        ORDER BY d.family_id, d.position
        ON CONFLICT (family_id, member_id) DO NOTHING
        """  # noqa: S608 - our own columns
    )
    return Derived(created, changed, removed)
