"""Shapes of what other sites show of this one: embed pages, and snippets that bring them in. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.parts.basics import Meta, ScoreBlock, Side
from compare.parts.lists import NearGroup

Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class EmbedSide:
    """One artifact. `score` is None when no published run knows it; `rows_url` opens the rows of its score."""

    side: Side
    score: ScoreBlock | None
    rows_url: str


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """`/embed/<slug>/` and `/embed/<a>-vs-<b>/`. `sentence` is the verdict, or where the one artifact stands."""

    meta: Meta
    heading: str
    theme: Theme
    sides: tuple[EmbedSide, ...]
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class EmbedNotice:
    """What an embed says instead of a page: not found, with near matches, or a request that cannot be read."""

    meta: Meta
    heading: str
    message: str
    theme: Theme
    groups: tuple[NearGroup, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text to copy into another page or paper.

    `key` is one of iframe, badge-html, badge-markdown, link-markdown, cite-bibtex, cite-text.
    """

    key: str
    label: str
    text: str
    rows: int
