"""The seed pair with what was written of it alone, and one more capability on both sides: its entries share no kind."""

from __future__ import annotations

from catalog.models import Artifact, CapabilityEntry, CapabilityKind


def seed_pair_aligned():
    """An entry of one kind on both sides, each with a source, so that a shared row is on the page."""
    kind = CapabilityKind.objects.create(path="text.corpus", name="Text corpus")
    for artifact in Artifact.objects.filter(slug__in=["internlm", "the-pile"]):
        artifact.capabilities.filter(provenance=CapabilityEntry.Provenance.INFERRED).delete()
        entry = CapabilityEntry.objects.create(
            artifact=artifact,
            kind=kind,
            name=f"Shared ability of {artifact.name}",
            description="What it does, told in one or two sentences.",
            unique="What sets it apart.",
            vs_alternatives="How it stands to others.",
            best_for=["long documents"],
            limitations=["English only"],
            position=99,
            status="published",
            provenance="source_backed",
        )
        entry.citations.add(artifact.citations.get(number=1))
