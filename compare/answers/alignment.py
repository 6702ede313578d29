"""Which capability entries of two to six artifacts are the same thing. Pure: no Django.

Entries of one capability kind are the same; among several of one kind, those with one name first, then in their order.
What is left aligns by equal names. Every entry stands in exactly one place, and the order of sides changes nothing
but the order of members: no rule looks at which side comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Method = Literal["kind", "name"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What alignment looks at. `position` is the place in its artifact's list; ids are unique over all sides."""

    id: str
    kind: str | None
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that are the same thing: one id or None a side, at least two ids."""

    method: Method
    members: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """`shared` in the order of the lists they come from; `only` holds each side's rest, in its own order."""

    shared: tuple[Group, ...]
    only: tuple[tuple[str, ...], ...]


# A place in which each side may have one entry.
Slot = dict[int, Entry]


def align(sides: Sequence[Sequence[Entry]]) -> Alignment:
    """Align the entries of n sides."""
    left = [sorted(side, key=lambda entry: (entry.position, entry.id)) for side in sides]
    slots = [slot for kind in _kinds(left) for slot in _slots_of_kind(left, kind)]
    slots = sorted((slot for slot in slots if len(slot) > 1), key=_order)
    _take(left, slots)
    _join_by_name(left, slots)
    _take(left, slots)
    by_name = [slot for slot in _slots_by_name(left) if len(slot) > 1]
    _take(left, by_name)
    shared = sorted([*slots, *by_name], key=_order)
    return Alignment(
        tuple(_group(slot, len(sides)) for slot in shared), tuple(tuple(entry.id for entry in side) for side in left)
    )


def name_normalized(name: str) -> str:
    """Letters and digits in lower case with single spaces: `Long-context chat` and `long context  CHAT` are equal."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def _kinds(sides: Sequence[Sequence[Entry]]) -> list[str]:
    return sorted({entry.kind for side in sides for entry in side if entry.kind is not None})


def _slots_of_kind(sides: Sequence[Sequence[Entry]], kind: str) -> list[Slot]:
    """Slots of equal names first; then every other entry takes the first free place of its side, or opens a slot."""
    entries = [[entry for entry in side if entry.kind == kind] for side in sides]
    slots = sorted((slot for slot in _slots_by_name(entries) if len(slot) > 1), key=_order)
    _take(entries, slots)
    for side, rest in enumerate(entries):
        for entry in rest:
            free = next((slot for slot in slots if side not in slot), None)
            if free is None:
                free = {}
                slots.append(free)
            free[side] = entry
    return slots


def _slots_by_name(sides: Sequence[Sequence[Entry]]) -> list[Slot]:
    """The first entries of one name in each side, then the second ones; a nameless entry aligns with none."""
    slots: dict[tuple[str, int], Slot] = defaultdict(dict)
    for side, entries in enumerate(sides):
        seen: dict[str, int] = defaultdict(int)
        for entry in entries:
            if name := name_normalized(entry.name):
                slots[name, seen[name]][side] = entry
                seen[name] += 1
    return list(slots.values())


def _join_by_name(sides: Sequence[Sequence[Entry]], slots: Sequence[Slot]) -> None:
    """A side that is missing in a slot joins it with an entry of the same name as a member."""
    for slot in slots:
        names = {name_normalized(entry.name) for entry in slot.values()} - {""}
        taken = {entry.id for other in slots for entry in other.values()}
        for side, entries in enumerate(sides):
            if side not in slot:
                same = (entry for entry in entries if entry.id not in taken and name_normalized(entry.name) in names)
                if (entry := next(same, None)) is not None:
                    slot[side] = entry


def _take(sides: Sequence[list[Entry]], slots: Iterable[Slot]) -> None:
    """Remove from the lists what stands in a slot."""
    taken = {entry.id for slot in slots for entry in slot.values()}
    for side in sides:
        side[:] = [entry for entry in side if entry.id not in taken]


def _order(slot: Slot) -> tuple[int, int, str]:
    """Where a slot stands among others: by its members' places in their lists, whichever sides these are."""
    positions = sorted(entry.position for entry in slot.values())
    return positions[0], sum(positions), min(entry.id for entry in slot.values())


def _group(slot: Slot, sides: int) -> Group:
    kinds = {entry.kind for entry in slot.values()}
    method: Method = "kind" if len(kinds) == 1 and None not in kinds else "name"
    return Group(method, tuple(slot[side].id if side in slot else None for side in range(sides)))
