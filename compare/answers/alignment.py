"""Which capability entries of two to six artifacts are the same thing. Pure: no Django.

A curator's word comes first; then entries of one capability kind are the same, then those of one name, then those whose
names are alike enough. At each step two sides are paired so that the pairs are worth most in all, and the pairs of all
sides are joined into groups, the surest first. Every entry stands in exactly one place. No rule looks at which side
comes first: sides are told apart by the ids of their entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Literal

import numpy as np

from compare.answers.assignment import best_pairs
from compare.answers.likeness import Likeness, Wording, likeness, name_normalized

Method = Literal["curator", "kind", "name", "text"]
Pair = frozenset[str]

LEAST_SURE_FIRST: tuple[Method, ...] = ("text", "curator", "name", "kind")
# Names that have less in common are not taken for the same: docs/evaluation.md, "Alignment of capabilities".
ALIKE_FROM = 0.75
# Of pairs that are worth the same, places near each other come first; too little to outweigh a difference in words.
NEARNESS, FARTHEST = 1e-9, 1000


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What alignment looks at. `position` is the place in its artifact's list; ids are unique over all sides.

    `terms` are other names of what it is: those of its kind. `text` is what somebody wrote of it; what a rule printed
    says no more than the name.
    """

    id: str
    kind: str | None
    name: str
    position: int
    terms: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Overrides:
    """A curator's words on pairs of ids: the same thing, or not. A pair stands in one of both at most."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that are the same thing: one id or None a side, at least two ids.

    `method` is the least sure step that made it. `likeness`, 0 to 1, is the least one among its pairs that were joined
    by text; None where none was.
    """

    method: Method
    members: tuple[str | None, ...]
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """`shared` in the order of the lists they come from; `only` holds each side's rest, in its own order."""

    shared: tuple[Group, ...]
    only: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Slot:
    """A place in which each side may have one entry; `joined` is how its entries came together."""

    members: dict[int, Entry]
    joined: list[tuple[Method, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Two entries, by side and entry, that a step takes for the same."""

    worth: float
    one: tuple[int, Entry]
    other: tuple[int, Entry]

    @property
    def order(self) -> tuple[float, tuple[int, ...], tuple[str, ...]]:
        """The surest first, then by places; the same whichever end is called `one`."""
        ends = (self.one[1], self.other[1])
        return -self.worth, tuple(sorted(end.position for end in ends)), tuple(sorted(end.id for end in ends))


# How alike the entries of two lists are, as (n, m).
Alike = Callable[[Sequence[Entry], Sequence[Entry]], Likeness]
# Pairs of two lists that a step takes for the same, with what each is worth: more than 0, at most 3.
Step = Callable[[Sequence[Entry], Sequence[Entry], Alike], dict[tuple[Entry, Entry], float]]


def align(sides: Sequence[Sequence[Entry]], overrides: Overrides | None = None) -> Alignment:
    """Align the entries of n sides."""
    table = _Table(sides, overrides or Overrides())
    table.join_curated()
    table.join("kind", _of_one_kind)
    table.join("name", _of_one_name)
    table.join("text", _alike)
    shared = sorted((slot for slot in table.slots() if len(slot.members) > 1), key=_order)
    taken = {entry.id for slot in shared for entry in slot.members.values()}
    return Alignment(
        tuple(_group(slot, len(sides)) for slot in shared),
        tuple(tuple(entry.id for entry in side if entry.id not in taken) for side in table.sides),
    )


def wording(entry: Entry) -> Wording:
    return Wording((entry.name, *entry.terms), entry.text)


class _Table:
    """All entries, each in a slot of its own at first; steps join slots."""

    def __init__(self, sides: Sequence[Sequence[Entry]], overrides: Overrides) -> None:
        self.sides = [sorted(side, key=lambda entry: (entry.position, entry.id)) for side in sides]
        self.overrides = overrides
        self._slot = {entry.id: _Slot({number: entry}) for number, side in enumerate(self.sides) for entry in side}
        self._row = {entry.id: row for side in self.sides for row, entry in enumerate(side)}
        self._likeness: dict[tuple[int, int], Likeness] = {}
        # Sides in an order that does not depend on theirs, so that of two equally good pairings the same one is found.
        self._order = sorted(range(len(sides)), key=lambda number: sorted(entry.id for entry in self.sides[number]))

    def _alike(self, a: int, b: int) -> Alike:
        """How alike the entries of two sides are: looked at once, and only where a step asks for it."""

        def alike(left: Sequence[Entry], right: Sequence[Entry]) -> Likeness:
            if (a, b) not in self._likeness:
                self._likeness[a, b] = likeness(*(list(map(wording, self.sides[side])) for side in (a, b)))
            rows, columns = ([self._row[entry.id] for entry in entries] for entries in (left, right))
            return self._likeness[a, b][np.ix_(rows, columns)]

        return alike

    def slots(self) -> Iterator[_Slot]:
        return iter({id(slot): slot for slot in self._slot.values()}.values())

    def join_curated(self) -> None:
        """Where a curator's words contradict each other, what stands earlier in the lists counts."""
        entries = {entry.id: (number, entry) for number, side in enumerate(self.sides) for entry in side}
        told = [sorted(pair) for pair in self.overrides.same if len(pair) == 2 and pair <= entries.keys()]
        edges = [_Edge(1, entries[one], entries[other]) for one, other in told]
        for edge in sorted(edges, key=lambda edge: edge.order):
            self._unite("curator", edge)

    def join(self, method: Method, step: Step) -> None:
        """Pair all sides and unite, until nothing more can be: a pair that lost its place may have a second choice."""
        while edges := [edge for a, b in combinations(self._order, 2) for edge in self._edges(method, step, a, b)]:
            for edge in sorted(edges, key=lambda edge: edge.order):
                self._unite(method, edge)

    def _edges(self, method: Method, step: Step, a: int, b: int) -> Iterator[_Edge]:
        """The best pairing of two sides among what may still be united."""
        left, right = ([e for e in self.sides[x] if y not in self._slot[e.id].members] for x, y in ((a, b), (b, a)))
        worth = {
            (one, other): value - NEARNESS * min(abs(one.position - other.position), FARTHEST)
            for (one, other), value in step(left, right, self._alike(a, b)).items()
            if self._may(method, _Edge(value, (a, one), (b, other)))
        }
        for one, other in best_pairs(worth):
            yield _Edge(worth[one, other], (a, one), (b, other))

    def _may(self, method: Method, edge: _Edge) -> bool:
        """One entry a side, nothing that a curator keeps apart, and no likeness of words against two kinds."""
        one, other = self._slot[edge.one[1].id].members, self._slot[edge.other[1].id].members
        if one.keys() & other.keys():
            return False
        for mine, theirs in product(one.values(), other.values()):
            if frozenset((mine.id, theirs.id)) in self.overrides.different:
                return False
            if method == "text" and _kinds_differ(mine, theirs):
                return False
        return True

    def _unite(self, method: Method, edge: _Edge) -> None:
        """Or not, where what was united before stands in the way."""
        if not self._may(method, edge):
            return
        one, other = self._slot[edge.one[1].id], self._slot[edge.other[1].id]
        one.members |= other.members
        one.joined += [*other.joined, (method, edge.worth)]
        for entry in other.members.values():
            self._slot[entry.id] = one


def _of_one_kind(left: Sequence[Entry], right: Sequence[Entry], alike: Alike) -> dict[tuple[Entry, Entry], float]:
    """Among several of one kind those of one name belong together, then those with words in common."""
    found = {}
    for mine, theirs in _met(left, right, lambda entry: entry.kind or ""):
        # One entry a side is the rule: then nothing is to be chosen, and words need not be looked at.
        words = alike(mine, theirs) if len(mine) + len(theirs) > 2 else np.zeros((1, 1))
        for (row, one), (column, other) in product(enumerate(mine), enumerate(theirs)):
            named = name_normalized(one.name) == name_normalized(other.name) != ""
            found[one, other] = 1 + named + 0.5 * float(words[row, column])
    return found


def _of_one_name(left: Sequence[Entry], right: Sequence[Entry], alike: Alike) -> dict[tuple[Entry, Entry], float]:
    """A nameless entry has the name of no other."""
    met = _met(left, right, lambda entry: name_normalized(entry.name))
    return {pair: 1.0 for mine, theirs in met for pair in product(mine, theirs)}


def _alike(left: Sequence[Entry], right: Sequence[Entry], alike: Alike) -> dict[tuple[Entry, Entry], float]:
    """Names alike enough. Two different kinds were told apart by somebody or by rule: there words do not count."""
    if all(entry.kind for entry in (*left, *right)):
        return {}
    words = alike(left, right)
    return {
        (left[row], right[column]): float(words[row, column])
        for row, column in zip(*(words >= ALIKE_FROM).nonzero(), strict=True)
        if not _kinds_differ(left[row], right[column])
    }


def _met(
    left: Sequence[Entry], right: Sequence[Entry], key: Callable[[Entry], str]
) -> Iterator[tuple[list[Entry], list[Entry]]]:
    """The entries of both lists that have a key in common, key by key; the empty key is none."""
    by_key: tuple[dict[str, list[Entry]], dict[str, list[Entry]]] = (defaultdict(list), defaultdict(list))
    for side, entries in enumerate((left, right)):
        for entry in entries:
            by_key[side][key(entry)].append(entry)
    for common in sorted(by_key[0].keys() & by_key[1].keys() - {""}):
        yield by_key[0][common], by_key[1][common]


def _kinds_differ(one: Entry, other: Entry) -> bool:
    return one.kind is not None and other.kind is not None and one.kind != other.kind


def _order(slot: _Slot) -> tuple[int, int, str]:
    """Where a slot stands among others: by its members' places in their lists, whichever sides these are."""
    positions = sorted(entry.position for entry in slot.members.values())
    return positions[0], sum(positions), min(entry.id for entry in slot.members.values())


def _group(slot: _Slot, sides: int) -> Group:
    methods = {method for method, _ in slot.joined}
    method = next(each for each in LEAST_SURE_FIRST if each in methods)
    shares = [round(worth, 2) for each, worth in slot.joined if each == "text"]
    members = tuple(slot.members[side].id if side in slot.members else None for side in range(sides))
    return Group(method, members, min(shares, default=None))
