"""The order of search results: relevance first, the score as a small prior, families above their members. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What a score of 100 adds to a relevance of 0 to 1: it orders what is nearly as relevant, and nothing else.
PRIOR = 0.02


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
