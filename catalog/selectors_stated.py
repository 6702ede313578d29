"""What curated entries state of artifacts: their versions, and claims about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models

from catalog.models import Claim, Release

STATED = """
    SELECT r.artifact_id, 'release', to_json(r) FROM catalog_release r WHERE r.artifact_id = ANY(%(ids)s)
    UNION ALL
    SELECT c.artifact_id, 'claim', to_json(c) FROM catalog_claim c
    WHERE c.artifact_id = ANY(%(ids)s) AND c.status = ANY(%(statuses)s)
"""
SHOWN = (Claim.Status.PUBLISHED, Claim.Status.DISPUTED)

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Stated:
    """Of one artifact: its versions, oldest first, and claims by what they are about."""

    releases: list[Release] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def entries_stated(artifact_ids: Iterable[int], *, drafts: bool = False) -> dict[int, Stated]:
    """By artifact id: versions, published claims, and those on which sources disagree; one query for all.

    With `drafts`, also claims that are to be published one day.
    """
    stated = {artifact_id: Stated() for artifact_id in artifact_ids}
    statuses: Collection[str] = set(Claim.Status.values) - {Claim.Status.RETIRED} if drafts else SHOWN
    with connection.cursor() as cursor:
        cursor.execute(STATED, {"ids": list(stated), "statuses": list(statuses)})
        for artifact_id, what, values in cursor.fetchall():
            if what == "release":
                stated[artifact_id].releases.append(_row(Release, values))
            else:
                stated[artifact_id].claims.append(_row(Claim, values))
    for one in stated.values():
        one.releases.sort(key=lambda release: (release.position, release.pk))
        one.claims.sort(key=lambda claim: (claim.subject, claim.pk))
    return stated


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    """A row as its model has it, from the same row as JSON."""
    fields = model._meta.concrete_fields
    return model.from_db(
        connection.alias,
        [each.attname for each in fields],
        [each.to_python(values[each.column or ""]) for each in fields],
    )
