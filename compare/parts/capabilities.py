"""Capability entries on pages: each by itself, shared or one side's alone, and who has what. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from compare.parts.basics import CitationMark, Empty


@dataclass(frozen=True, slots=True)
class CapabilityItem:
    """One capability entry. No `citations`: `provenance` says "no source". Not `reviewed_on`: never reviewed.

    An inferred one names its `rule`, the `fact` that it rests on and who states it; no source: a curator does.
    """

    id: str
    letter: str
    anchor: str
    name: str
    kind: str | None
    description: str
    unique: str
    vs_alternatives: str
    best_for: tuple[str, ...]
    limitations: tuple[str, ...]
    requires: tuple[str, ...]
    input_types: tuple[str, ...]
    output_types: tuple[str, ...]
    intents_served: tuple[str, ...]
    provenance: str
    rule: str
    fact: str
    source_name: str
    source_url: str
    reviewed_on: date | None
    citations: tuple[CitationMark, ...]


@dataclass(frozen=True, slots=True)
class SharedCapability:
    """Entries of at least two sides that are the same thing; `items` follows the sides, None where one has it not.

    `method` says why they are taken for the same: "curator" (a curator says so), "kind" (one capability kind), "name"
    (one name) or "text" (names and texts have enough words in common: `likeness`, 0 to 1, else None); `how` says it in
    words.
    """

    anchor: str
    name: str
    method: str
    items: tuple[CapabilityItem | None, ...]
    likeness: float | None
    how: str


# "none stated": the side has no entry at all, so nobody knows.
PresenceCell = Literal["yes", "no", "none stated"]


@dataclass(frozen=True, slots=True)
class Presence:
    """One capability against all sides: a cell a side. `how` is empty where one side alone has it."""

    name: str
    anchor: str
    how: str
    cells: tuple[PresenceCell, ...]

    @property
    def sides(self) -> int:
        return self.cells.count("yes")

    @property
    def shared(self) -> bool:
        return self.sides > 1


@dataclass(frozen=True, slots=True)
class OnlyLane:
    """What one side alone has."""

    letter: str
    name: str
    anchor: str
    items: tuple[CapabilityItem, ...]
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`counts` are all entries a side. `empty` is set when no side has an entry. Show `fold` a lane, fold the rest.

    `matrix` is who has what, for three sides and more: every row of `shared` and every item of `only` once.
    """

    counts: tuple[int, ...]
    shared: tuple[SharedCapability, ...]
    only: tuple[OnlyLane, ...]
    empty: Empty | None
    matrix: tuple[Presence, ...] = ()
    fold: int = 8

    @property
    def matrix_shared(self) -> tuple[Presence, ...]:
        return tuple(row for row in self.matrix if row.shared)

    @property
    def matrix_only(self) -> tuple[Presence, ...]:
        return tuple(row for row in self.matrix if not row.shared)
