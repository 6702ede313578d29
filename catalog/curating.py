"""Writes by hand: what a curator sets stays through every import, and what the source says is kept beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max

from catalog.merging import HELD_FIELDS
from catalog.models import Alias, Artifact, CapabilityEntry, Citation, Organization
from catalog.records import organization_key

# What imports write, and leave alone once a curator has.
CURATABLE = frozenset([*HELD_FIELDS, "organization"])


def artifact_save(*, artifact: Artifact, changed: Collection[str]) -> None:
    """Store an artifact that a curator added or edited; `changed` names the fields that carry new values.

    Only these are written, so that an import that came in between keeps what it did to the others. A field of the
    imports among them is marked as curated, and its imported value kept.
    """
    with transaction.atomic():
        if artifact._state.adding:
            artifact.curated_fields = sorted(field for field in CURATABLE if getattr(artifact, field))
            artifact.save()
            return
        stored = Artifact.objects.select_for_update(of=("self",)).select_related("organization").get(pk=artifact.pk)
        held = CURATABLE.intersection(changed)
        imported = {field: _plain(stored, field) for field in held.difference(stored.curated_fields)}
        artifact.imported_values = stored.imported_values | imported
        artifact.curated_fields = sorted({*stored.curated_fields, *held})
        if stored.slug != artifact.slug:
            _keep_slug(stored, artifact.slug)
        artifact.save(update_fields={*changed, "curated_fields", "imported_values", "updated_at"})


def artifact_release(*, artifact: Artifact, fields: Collection[str]) -> None:
    """Give curated fields back to the imports, with the values that the source has for them now."""
    with transaction.atomic():
        stored = Artifact.objects.select_for_update().get(pk=artifact.pk)
        released = set(stored.curated_fields).intersection(fields)
        for field in released.intersection(stored.imported_values):
            value = stored.imported_values.pop(field)
            setattr(stored, field, _organization(value) if field == "organization" else value)
        stored.curated_fields = sorted(set(stored.curated_fields) - released)
        stored.save(update_fields={*released, "curated_fields", "imported_values", "updated_at"})
    artifact.refresh_from_db()


def citation_number(*, artifact: Artifact) -> int:
    """The next free number among an artifact's sources."""
    return (Citation.objects.filter(artifact=artifact).aggregate(last=Max("number"))["last"] or 0) + 1


def capability_save(*, entry: CapabilityEntry, changed: Collection[str]) -> None:
    """Store a capability entry; each edit of an existing one is a revision."""
    if changed and not entry._state.adding:
        entry.revision += 1
    entry.save()


def _plain(artifact: Artifact, field: str) -> Any:
    """The value in the form in which the import keeps it in `imported_values`."""
    if field == "organization":
        return artifact.organization.name if artifact.organization else ""
    return getattr(artifact, field)


def _organization(name: str) -> Organization | None:
    return Organization.objects.filter(key=organization_key(name)).first() if name else None


def _keep_slug(stored: Artifact, slug: str) -> None:
    """Addresses with the former slug lead on to the new one."""
    stored.aliases.filter(origin=Alias.Origin.FORMER_SLUG, slug=slug).delete()
    Alias.objects.update_or_create(
        artifact=stored,
        name=stored.slug,
        defaults={"slug": stored.slug},
        create_defaults={"slug": stored.slug, "origin": Alias.Origin.FORMER_SLUG},
    )
