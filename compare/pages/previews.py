"""The page of an artifact as curators see it before readers do: whatever its status, and with its drafts."""

from __future__ import annotations

from dataclasses import fields, replace

from django.urls import reverse

from catalog.models import Artifact, CapabilityEntry, Claim
from compare.pages.artifact import artifact_page
from compare.pages.frames import artifact_url
from compare.parts.pages import ArtifactPage, PreviewPage
from scoring.selectors import RunInfo

NOINDEX = "A preview for curators."


def preview_page(artifact: Artifact, *, run: RunInfo | None) -> PreviewPage:
    page = artifact_page(artifact, run=run, drafts=True)
    listed = artifact.status == Artifact.Status.LISTED
    # Who copies a snippet of what is not listed would embed an error.
    page = replace(
        page, meta=replace(page.meta, noindex=NOINDEX, alternates=()), snippets=page.snippets if listed else ()
    )
    return PreviewPage(
        **{field.name: getattr(page, field.name) for field in fields(ArtifactPage)},
        notice=_notice(artifact, drafts=_drafts(artifact)),
        public_url=artifact_url(artifact.slug) if listed else "",
        edit_url=reverse("admin:catalog_artifact_change", args=[artifact.pk]),
    )


def _drafts(artifact: Artifact) -> dict[str, int]:
    """How much of the page readers do not see, by what it is."""
    shown_or_gone = [CapabilityEntry.Status.PUBLISHED, CapabilityEntry.Status.RETIRED]
    stated_or_gone = [Claim.Status.PUBLISHED, Claim.Status.DISPUTED, Claim.Status.RETIRED]
    return {
        "capability": artifact.capabilities.exclude(status__in=shown_or_gone).count(),
        "claim": artifact.claims.exclude(status__in=stated_or_gone).count(),
    }


def _notice(artifact: Artifact, *, drafts: dict[str, int]) -> str:
    named = {"capability": ("capability", "capabilities"), "claim": ("claim", "claims")}
    waiting = " and ".join(f"{count} {named[what][count != 1]}" for what, count in drafts.items() if count)
    if artifact.status != Artifact.Status.LISTED:
        seen = f"It is {artifact.get_status_display()}: readers find nothing at its address."
    elif waiting:
        seen = f"Readers do not see {waiting} yet, marked below."
    else:
        seen = "Readers see the same."
    return f"A preview for curators, as the catalog stands now. {seen}"
