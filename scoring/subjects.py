"""Reads artifacts, families and their members as the formula sees them: a constant number of queries a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from catalog.models import Artifact, FamilyMembership
from scoring.figures import Figure
from scoring.methodology import Kind, Methodology
from scoring.readings import Subject
from scoring.rollup import Family
from scoring.standing import standings

COLUMNS = ("languages", "tasks", "domains", "modalities", "homepage", "paper", "licence")
FIELDS = ("pk", "slug", "name", "hub_id", "licence", "facts", "curated_facts", "source_id", "source__key", "also_in")

# Of every listed family in a range of ids: the family itself and its listed members.
_KIN = """
    WITH kin AS (
        SELECT m.family_id, m.member_id AS id FROM catalog_familymembership m
        JOIN catalog_artifact a ON a.id = m.member_id AND a.status = 'listed'
        WHERE m.family_id = ANY(%(families)s)
        UNION SELECT family, family FROM unnest(%(families)s) family
    )
"""
# What was made from a member and is no member itself; an artifact made from two members counts once.
DERIVED = f"""
    {_KIN}
    SELECT kin.family_id, count(DISTINCT r.subject_id) FROM kin
    JOIN catalog_relation r ON r.object_id = kin.id AND r.type = 'derived_from'
    JOIN catalog_artifact s ON s.id = r.subject_id AND s.status = 'listed'
    WHERE NOT EXISTS (SELECT FROM kin own WHERE own.family_id = kin.family_id AND own.id = r.subject_id)
    GROUP BY kin.family_id
"""  # noqa: S608 - our own statement
PROVIDERS = f"""
    {_KIN}
    SELECT kin.family_id, count(DISTINCT lower(p.provider)) FROM kin
    JOIN catalog_price p ON p.artifact_id = kin.id GROUP BY kin.family_id
"""  # noqa: S608 - our own statement


def subjects_read(
    methodology: Methodology, kind: Kind, *, first_id: int, last_id: int, as_of: date, ids: Sequence[int] | None = None
) -> list[Subject]:
    """Listed artifacts of a kind with ids in the closed range, or those named, in the order of ids; two queries."""
    if ids is not None:
        figures = _figures(methodology, kind, "artifact_id = ANY(%s)", [list(ids)], as_of)
        return _subjects(methodology, Q(kind=kind, pk__in=ids), figures)
    figures = _figures(methodology, kind, "artifact_id BETWEEN %s AND %s", [first_id, last_id], as_of)
    return _subjects(methodology, Q(kind=kind, pk__range=(first_id, last_id)), figures)


def families_read(
    methodology: Methodology, kind: Kind, subjects: Iterable[Subject], *, as_of: date
) -> dict[int, Family]:
    """Families among the subjects that have listed members, by id; one query, five where there is one."""
    by_id = {subject.artifact_id: subject for subject in subjects if subject.is_family}
    if not methodology.rollups or not by_id:
        return {}
    members: dict[int, list[int]] = {}
    memberships = FamilyMembership.objects.filter(
        family_id__in=by_id, member__status=Artifact.Status.LISTED, member__kind=kind
    )
    ordered = memberships.order_by("family_id", "position", "member_id")
    for family_id, member_id in ordered.values_list("family_id", "member_id"):
        members.setdefault(family_id, []).append(member_id)
    if not members:
        return {}
    ids = sorted({member_id for found in members.values() for member_id in found})
    figures = _figures(methodology, kind, "artifact_id = ANY(%s)", [ids], as_of)
    known = {subject.artifact_id: subject for subject in _subjects(methodology, Q(pk__in=ids), figures)}
    derived, providers = _counts(DERIVED, list(members)), _counts(PROVIDERS, list(members))
    return {
        family_id: Family(
            subject=by_id[family_id],
            members=[known[member_id] for member_id in found],
            derived=derived.get(family_id, 0),
            providers=providers.get(family_id, 0),
        )
        for family_id, found in members.items()
    }


def _counts(statement: str, family_ids: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"families": list(family_ids)})
        return {int(family_id): int(count) for family_id, count in cursor.fetchall()}


def _figures(
    methodology: Methodology, kind: Kind, wanted: str, parameters: list[Any], as_of: date
) -> dict[int, dict[str, Figure]]:
    """The latest figure of each metric, observed on that day or before."""
    metrics = sorted({metric for signal in methodology.signals_of(kind) for metric in signal.metrics})
    figures: dict[int, dict[str, Figure]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT ON (artifact_id, metric) artifact_id, metric, value, state, observed, source_id
            FROM catalog_signal JOIN catalog_source ON catalog_source.id = source_id
            WHERE {wanted} AND metric = ANY(%s) AND observed <= %s
            ORDER BY artifact_id, metric, observed DESC, catalog_source.key, catalog_signal.id DESC
            """,  # noqa: S608 - our own condition
            [*parameters, metrics, as_of.isoformat()],
        )
        for artifact_id, metric, value, state, observed, source_id in cursor:
            figures.setdefault(artifact_id, {})[metric] = Figure(value, state, observed, source_id)
    return figures


def _subjects(methodology: Methodology, wanted: Q, figures: Mapping[int, dict[str, Figure]]) -> list[Subject]:
    rows = list(Artifact.objects.listed().filter(wanted).order_by("pk").values(*dict.fromkeys(FIELDS + COLUMNS)))
    known = [figures.get(row["pk"], {}) for row in rows]
    return [
        Subject(
            artifact_id=row["pk"],
            slug=row["slug"],
            name=row["name"],
            hub_id=row["hub_id"],
            licence=row["licence"],
            facts=row["facts"] | row["curated_facts"],
            columns={column: row[column] for column in COLUMNS},
            source_id=row["source_id"],
            source_keys=frozenset({row["source__key"], *row["also_in"]}),
            figures=own,
            standing=standing,
        )
        for row, own, standing in zip(rows, known, standings(methodology.task_families, known), strict=True)
    ]
