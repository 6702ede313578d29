"""From names in an address to artifacts, or to where else they lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Artifact
from catalog.selectors import Found, artifact_find, artifacts_by_slug
from compare.pairs import SEPARATOR


@dataclass(frozen=True)
class Lookup:
    """Either `artifacts` in the canonical order, or `slugs` that lead on, or what is `missing` by its slug.

    One slug in `slugs` means that all sides are one and the same artifact.
    """

    artifacts: tuple[Artifact, ...] = ()
    slugs: tuple[str, ...] = ()
    missing: dict[str, Found] | None = None


def sides_find(slugs: Sequence[str]) -> Lookup:
    """One query where all slugs are known and in order; aliases and strangers cost more."""
    ordered = sorted(slugs)
    known = artifacts_by_slug(ordered)
    found = {slug: artifact_find(slug) for slug in ordered if slug not in known}
    missing = {slug: result for slug, result in found.items() if not (result.artifact or result.redirect_to)}
    if missing:
        return Lookup(missing=missing)
    resolved = {slug: _slug(found[slug]) if slug in found else slug for slug in slugs}
    if found or len(slugs) < 2 or list(slugs) != ordered:
        return Lookup(slugs=tuple(sorted(set(resolved.values()))))
    return Lookup(artifacts=tuple(known[slug] for slug in ordered))


def artifacts_named(names: str) -> tuple[Artifact, ...]:
    """The listed artifacts of `slug` or `a-vs-b` in its order; none where one of them is not there. One query."""
    slugs = names.split(SEPARATOR)
    known = artifacts_by_slug(slugs)
    return tuple(known[slug] for slug in slugs) if len(known) == len(slugs) else ()


def _slug(found: Found) -> str:
    return found.artifact.slug if found.artifact else found.redirect_to or ""
