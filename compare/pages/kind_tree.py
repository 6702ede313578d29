"""The tree of capability kinds: what stands above and below, which kinds match or are near what was typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse

from catalog.models import CapabilityKind
from catalog.selectors_kinds import NOBODY, HolderCounts
from compare.parts.kinds import KindLine

NEAR = 6
ALIKE = 0.5


class KindTreeIndex:
    """Kinds by id, by path and by parent. The children of a parent that was merged away stand at the root."""

    def __init__(self, kinds: Sequence[CapabilityKind]) -> None:
        self.by_id = {kind.pk: kind for kind in kinds}
        self.by_path = {kind.path: kind for kind in kinds}
        self.children: dict[int | None, list[CapabilityKind]] = {}
        for kind in kinds:
            parent = kind.parent_id if kind.parent_id in self.by_id else None
            self.children.setdefault(parent, []).append(kind)

    def above(self, kind: CapabilityKind) -> list[CapabilityKind]:
        """From the root to the parent."""
        chain: list[CapabilityKind] = []
        while kind.parent_id in self.by_id:
            kind = self.by_id[kind.parent_id]
            if kind in chain:
                break
            chain.append(kind)
        return chain[::-1]

    def below(self, kind: CapabilityKind, depth: int = 1) -> Iterator[tuple[CapabilityKind, int]]:
        """Everything under a kind in the order of the tree, with its depth under it."""
        for child in self.children.get(kind.pk, ()):
            yield child, depth
            yield from self.below(child, depth + 1)

    def near(self, asked: str) -> list[CapabilityKind]:
        """Kinds whose path, last word, name or synonym is like what was asked for, the most alike first."""
        text = asked.lower()
        likeness = {kind.pk: max(_alike(text, name.lower()) for name in _names(kind)) for kind in self.by_id.values()}
        best = sorted(self.by_id.values(), key=lambda kind: (-likeness[kind.pk], kind.path))
        return [kind for kind in best[:NEAR] if likeness[kind.pk] >= ALIKE]


def matches(kind: CapabilityKind, words: Sequence[str]) -> bool:
    """Whether each word stands somewhere in what is said of the kind."""
    text = " ".join([kind.path, kind.name, kind.definition, *kind.synonyms, *kind.intents]).casefold()
    return all(word in text for word in words)


def kind_line(kind: CapabilityKind, counts: Mapping[int, HolderCounts], *, depth: int = 0) -> KindLine:
    count = counts.get(kind.pk, NOBODY)
    return KindLine(
        path=kind.path,
        name=kind.name,
        url=capability_url(kind.path),
        definition=kind.definition,
        depth=depth,
        models=count.models,
        datasets=count.datasets,
    )


def capability_url(path: str) -> str:
    return reverse("compare:capability", args=[path])


def _names(kind: CapabilityKind) -> list[str]:
    return [kind.path, kind.path.rpartition(".")[2], kind.name, *kind.synonyms]


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:100], other[:100]).ratio()
