"""The order of search results: relevance first, the score as a small prior, families above their members. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchgraph.learning.clicks import promise_at
from matchgraph.learning.lift import LearnedLift, taught

# What a score of 100 adds to a relevance of 0 to 1: it orders what is nearly as relevant, and nothing else.
PRIOR = 0.02
# So many of the first are put in the order that people taught; nobody chooses what stands further back.
TAUGHT = 50


@dataclass(frozen=True, slots=True)
class Ranked:
    """`relevance` is what retrieval fused, in its own unit; `score` is 0 to 100, None when there is none."""

    artifact_id: int
    relevance: float
    exact: bool
    prominence: int
    score: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """One row of results: an artifact, or a family over those of its members that were found, best first.

    The family's own artifact is no member of itself, found or not.
    """

    family_id: int | None
    artifact_ids: tuple[int, ...]


def ordered(found: Iterable[Ranked]) -> tuple[Ranked, ...]:
    """Exact names first, of several the most widely listed; then by relevance as a share of the best one's, plus the
    prior; then the widely listed.

    An artifact without a score gets the mean prior of those found, so that being unknown is neither good nor bad.
    """
    rows = tuple(found)
    best = max((row.relevance for row in rows), default=0.0) or 1.0
    scores = [row.score for row in rows if row.score is not None]
    unknown = sum(scores) / len(scores) if scores else 0.0

    def key(row: Ranked) -> tuple[bool, int, float, int, int]:
        score = unknown if row.score is None else row.score
        named = -row.prominence if row.exact else 0
        return (not row.exact, named, -(row.relevance / best + PRIOR * score / 100), -row.prominence, row.artifact_id)

    return tuple(sorted(rows, key=key))


def learned(rows: Sequence[Ranked], found: Mapping[int, LearnedLift]) -> tuple[Ranked, ...]:
    """The order with what people taught: by the words' promise at each place and the lift of the edge.

    An edge gains at most three places for each day on which somebody chose it. What goes by exactly the name asked for
    stays where it is.
    """
    exact = sum(row.exact for row in rows)
    moved = rows[exact:][:TAUGHT]
    if not any(row.artifact_id in found for row in moved):
        return tuple(rows)
    nothing = LearnedLift(0.0, 0)
    edges = [found.get(row.artifact_id, nothing) for row in moved]
    promises = np.array([promise_at(place) for place in range(1, len(moved) + 1)])
    order = taught(edges, promises)
    return (*rows[:exact], *(moved[place] for place in order.tolist()), *rows[exact + len(moved) :])


def grouped(rows: Sequence[Ranked], families: Mapping[int, int]) -> tuple[Group, ...]:
    """Members of one family under it, where its best one stood. `families`: by member, its family.

    What goes by exactly the name asked for stands by itself, and so does the only one found of a family.
    """
    found = {row.artifact_id for row in rows}
    members: dict[int, list[int]] = {}
    for row in rows:
        if row.artifact_id in families and not row.exact:
            members.setdefault(families[row.artifact_id], []).append(row.artifact_id)
    groups: list[Group] = []
    placed: set[int] = set()
    for row in rows:
        family = row.artifact_id if row.artifact_id in members else families.get(row.artifact_id)
        alone = family not in found and len(members.get(family or 0, ())) == 1
        if family is None or alone or (row.exact and family != row.artifact_id):
            groups.append(Group(None, (row.artifact_id,)))
        elif family not in placed:
            placed.add(family)
            groups.append(Group(family, tuple(members[family])))
    return tuple(groups)
