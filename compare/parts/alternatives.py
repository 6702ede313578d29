"""Shapes of alternatives: their page, and the short block that other pages carry. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.basics import Empty, Link, Meta
from compare.parts.points import Points


@dataclass(frozen=True, slots=True)
class AlternativeLine:
    """One alternative. `score` is None when it is Unrated; `reasons` are sentences without a full stop."""

    slug: str
    name: str
    organization: str | None
    url: str
    compare_url: str
    score: Points | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlternativeGroup:
    """`key` is one of rivals, open, hosted, smaller, family."""

    key: str
    title: str
    anchor: str
    lines: tuple[AlternativeLine, ...]


@dataclass(frozen=True, slots=True)
class CompareGroup:
    """Comparisons with others of one sort: `key` is one of rivals, before, after, sizes, open, hosted, smaller."""

    key: str
    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AlternativesBlock:
    """The first alternatives to one side, and the way to the others. `letter` is the side's."""

    letter: str
    name: str
    kind_label: str
    url: str
    lines: tuple[AlternativeLine, ...]
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class AlternativesPage:
    """`/alternatives/<slug>/`. `rules` say how they are chosen and ordered."""

    meta: Meta
    heading: str
    intro: str
    slug: str
    name: str
    url: str
    groups: tuple[AlternativeGroup, ...]
    rules: tuple[str, ...]
    empty: Empty | None
