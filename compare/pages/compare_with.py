"""The groups of comparisons that an artifact's page leads to, from what its alternatives were gathered from."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.labels import facts_of
from catalog.models import Artifact
from catalog.selectors_neighbours import Tie
from compare.answers.compare_with import Relative, WithGroup, generations_and_sizes, picked
from compare.pages.alternatives import SIZES, Gathered
from compare.pages.frames import comparison_url
from compare.parts.alternatives import CompareGroup
from compare.parts.basics import Link

FAMILY = (Tie.MEMBER, Tie.SIBLING)


def compare_groups(artifact: Artifact, gathered: Gathered) -> tuple[CompareGroup, ...]:
    """No query. Rivals first, then the family, then open against hosted; groups that hold nobody are left out."""
    picks = {group.key: tuple(pick.slug for pick in group.picks) for group in gathered.groups}
    relatives = [
        _relative(near.artifact)
        for near in gathered.neighbours.values()
        if (kin := gathered.kin.get(near.artifact.pk)) and kin.tie in FAMILY
    ]
    groups = [
        picked("rivals", picks.get("rivals", ())),
        *generations_and_sizes(_relative(artifact), relatives),
        picked("open", picks.get("open", ())),
        picked("hosted", picks.get("hosted", ())),
        picked("smaller", picks.get("smaller", ())),
    ]
    return tuple(_group(artifact, group, gathered) for group in groups if group.slugs)


def links_to(artifact: Artifact, slugs: Iterable[str], gathered: Gathered) -> tuple[Link, ...]:
    names = {slug: near.artifact.name for slug, near in gathered.neighbours.items()}
    return tuple(Link(names[slug], comparison_url([artifact.slug, slug])) for slug in slugs)


def _group(artifact: Artifact, group: WithGroup, gathered: Gathered) -> CompareGroup:
    return CompareGroup(group.key, group.title, links_to(artifact, group.slugs, gathered))


def _relative(artifact: Artifact) -> Relative:
    fact, _ = SIZES[artifact.kind]
    size = facts_of(artifact).get(fact)
    return Relative(artifact.slug, artifact.name, artifact.released, float(size) if size else None)
