"""Shapes of the pages of capability kinds: the tree, and one kind with everything that has it. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.basics import Empty, Link, Meta
from compare.parts.points import Points


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind in a list. `models` and `datasets` count artifacts with an entry of it itself; `depth` is 0 at a root."""

    path: str
    name: str
    url: str
    definition: str
    depth: int
    models: int
    datasets: int


@dataclass(frozen=True, slots=True)
class KindTree:
    """A root with all kinds below it, in the order of the tree; under a filter, those that match."""

    root: KindLine
    anchor: str
    kinds: tuple[KindLine, ...]


@dataclass(frozen=True, slots=True)
class CapabilityIndexPage:
    """`/capabilities/?q=`. `query` is what was typed; `shown` of `total` kinds match it."""

    meta: Meta
    heading: str
    intro: str
    query: str
    shown: int
    total: int
    trees: tuple[KindTree, ...]
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class HolderEntry:
    """How one artifact does it. `kind_name` and `kind_url` name a kind below the page's own, else they are empty.

    `description` is a person's words or, for an inferred entry, the sentence of its rule; `fact` is what that rests on.
    """

    name: str
    url: str
    kind_name: str
    kind_url: str
    description: str
    provenance: str
    fact: str
    source_name: str
    source_url: str
    citations: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class HolderRow:
    """An artifact that has the capability. Unrated: `position` and `score` are None. `more` entries are on its page."""

    position: int | None
    slug: str
    name: str
    organization: str | None
    url: str
    score: Points | None
    entries: tuple[HolderEntry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class KindTab:
    """The artifacts of one kind, by which the list is parted: scores of different kinds do not compare."""

    kind: str
    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class CapabilityPage:
    """`/capabilities/<path>/?kind=&page=`. `above` leads from the root to the parent.

    `own` counts artifacts with an entry of this very kind, `tabs` those of it or of a kind below it.
    """

    meta: Meta
    heading: str
    path: str
    definition: str
    synonyms: tuple[str, ...]
    intents: tuple[str, ...]
    above: tuple[KindLine, ...]
    below: tuple[KindLine, ...]
    own: int
    tabs: tuple[KindTab, ...]
    kind: str
    rows: tuple[HolderRow, ...]
    page: int
    pages: int
    previous_url: str
    next_url: str
    empty: Empty | None
