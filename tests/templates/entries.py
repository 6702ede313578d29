"""Written capability entries for the seed pair, in place of those that follow from its facts."""

from __future__ import annotations

from datetime import date

from catalog.models import Artifact, CapabilityEntry, CapabilityKind, Citation


def seed_pair_filled():
    """More entries than a lane shows at once, one shared, each with a source and all its parts."""
    artifacts = [Artifact.objects.get(slug=slug) for slug in ("internlm", "the-pile")]
    kind = CapabilityKind.objects.create(path="text.corpus", name="Text corpus")
    for artifact in artifacts:
        artifact.capabilities.all().delete()
        source = Citation.objects.create(
            artifact=artifact,
            number=1,
            url="https://example.org/paper",
            title="A paper",
            retrieved_on=date(2026, 11, 1),
        )
        for number in range(12):
            entry = CapabilityEntry.objects.create(
                artifact=artifact,
                kind=kind if number == 0 else None,
                name=f"Ability {number} of {artifact.name}",
                description="What it does, told in one or two sentences.",
                unique="What sets it apart.",
                vs_alternatives="How it stands to others.",
                best_for=["long documents"],
                limitations=["English only"],
                position=number,
                status="published",
                provenance="source_backed",
            )
            entry.citations.add(source)
