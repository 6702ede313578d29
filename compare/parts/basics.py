"""Parts of pages as frozen dataclasses: what templates, JSON, Markdown and the terminal all print. Pure: no Django.

Texts are ready to print, `url` fields are paths of this site, `anchor` fields are ids within the page without `#`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from compare.parts.points import Between, Points


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Run:
    """The published scoring run that every number of the page comes from."""

    run_id: int
    as_of: date
    published_at: datetime
    methodology: str
    methodology_sha256: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What the frame round every page needs. `noindex` says why search engines stay away; empty: they may come.

    `title` is for <title>; `canonical` is the path of the page itself; `alternates` are the same content in other
    formats (text: Markdown, JSON, CSV); `leaderboards` is the navigation. `run` is None before the first scoring run.
    """

    title: str
    description: str
    canonical: str
    noindex: str
    rank_name: str
    run: Run | None
    alternates: tuple[Link, ...] = ()
    leaderboards: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An artifact offered in place of what was asked for; `url` leads on with it."""

    slug: str
    name: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a part of the page holds nothing yet, and what would help."""

    text: str
    help: str


@dataclass(frozen=True, slots=True)
class Side:
    """One artifact at the head of a page. `letter` is A to F. Unrated: `unrated` says why, `score`, `interval` and
    `band` (the places that it may hold) are None. `family` leads to the family that it is a member of.
    """

    letter: str
    slug: str
    name: str
    kind: str
    kind_label: str
    organization: str | None
    summary: str
    url: str
    score: Points | None
    unrated: str | None
    position: int | None
    population: int
    coverage_percent: int | None
    family: Link | None = None
    interval: Between | None = None
    band: str | None = None


# --- facts


@dataclass(frozen=True, slots=True)
class FactCell:
    """One side's value. Unknown: `value` is None and `text` says "not stated" (or that nothing is scored yet)."""

    text: str
    value: str | int | float | tuple[str, ...] | None
    note: str = ""
    source_name: str = ""
    source_url: str = ""

    @property
    def known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of the facts table, one cell a side. `score_link` is the anchor of the rows that a score opens."""

    key: str
    label: str
    anchor: str
    cells: tuple[FactCell, ...]
    differs: bool
    score_link: str = ""


# --- score


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One row of the sum; rows of a component sum to its points. `percentile` is 0-100 on the scale of the kind."""

    key: str
    label: str
    anchor: str
    is_baseline: bool
    state: str
    raw: float | None
    unit: str
    observed: str
    source_name: str
    source_url: str
    percentile: int | None
    sentence: str
    points: Points


@dataclass(frozen=True, slots=True)
class ComponentBlock:
    """One component of one side. `value` is 0-100 by itself, `points` its part of the total, `offset` what the
    components before it give together: a bar's segment runs from `offset` to `offset` + `points` on 0-100."""

    key: str
    label: str
    anchor: str
    weight_percent: int
    value: Points
    points: Points
    offset: Points
    coverage_percent: int
    known: str
    rows: tuple[SignalRow, ...]


@dataclass(frozen=True, slots=True)
class ScoreBlock:
    """Everything that one side's score is made of. `total` is None when Unrated: then rows show, no sum does.

    `interval` is that of the total; None when Unrated, and under a methodology that gives none.
    """

    letter: str
    name: str
    anchor: str
    total: Points | None
    unrated: str | None
    components: tuple[ComponentBlock, ...]
    interval: Between | None = None


# --- sources and relations


@dataclass(frozen=True, slots=True)
class CitationMark:
    """A numbered source of one side. `retrieved_on` is None where nobody here opened it: see `cited_by`."""

    number: int
    anchor: str
    url: str
    title: str
    publisher: str
    published: str
    retrieved_on: date | None
    cited_by: str


@dataclass(frozen=True, slots=True)
class RelationLine:
    """`InternLM was trained on The Pile`; an address is empty when it is this page's own or not listed here."""

    subject: str
    phrase: str
    object: str
    url: str
    subject_url: str
    citations: tuple[CitationMark, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The numbered sources of one side, and the collection that its facts were imported from."""

    letter: str
    name: str
    collection: str
    collection_url: str
    citations: tuple[CitationMark, ...]
