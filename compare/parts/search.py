"""Shapes of the search page and of suggestions. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.basics import Choice, Empty, Link, Meta
from compare.parts.points import Between, Points


@dataclass(frozen=True, slots=True)
class SearchIntent:
    """What the question seems to be: `type` is known_item, capability or browse, or None when no rule says.

    `category` is the path of the capability kind that most of the first hits serve it with; `refined` is the
    question as it was understood: cleaned, in single blanks.
    """

    type: str | None
    category: str | None
    refined: str


@dataclass(frozen=True, slots=True)
class Why:
    """Where words of the question stand: `where` is name, alias, capability, task ...; `text` is what stands there."""

    where: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServingEntry:
    """A capability entry that serves the question; `match_percent` is how much of it the entry's words hold, or with
    `by_meaning` how near it lies to what people say who need that.
    """

    id: str
    name: str
    kind: str | None
    description: str
    best_for: tuple[str, ...]
    match_percent: int
    url: str
    kind_id: int = 0
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One artifact of the results. `score` is None when Unrated, and `score_url` opens its rows either way;
    `by_meaning` says that its facts lie near the question. `token` names its place on this very page, where searches
    are noted; else it is empty.
    """

    artifact_id: int
    slug: str
    name: str
    kind: str
    kind_label: str
    organization: str | None
    summary: str
    url: str
    exact: bool
    score: Points | None
    score_url: str
    why: tuple[Why, ...]
    serving: tuple[ServingEntry, ...]
    evidence: str
    family: Link | None = None
    interval: Between | None = None
    by_meaning: bool = False
    token: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """One row of the results: a single hit, or a `family` with the best `hits` among its members, the rest `folded`.

    `folded_count` may be more than are folded here; `member_count` counts all its listed members.
    """

    family: SearchHit | None
    member_count: int
    hits: tuple[SearchHit, ...]
    folded: tuple[SearchHit, ...]
    folded_count: int = 0


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value of a filter; `count` is how many of those found have it, None where that was not counted."""

    value: str
    label: str
    count: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as a list to choose from; its first option is `any`."""

    name: str
    label: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is set, with the address that drops it; `count` is what would be found then, None if not asked."""

    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`/search/?q=`. Empty `query`: only `examples` and ways on. `found` counts artifacts, at most `limit`. `read`
    are the filters that were read out of the words, `as_words` those that the reader dropped; `searched_by` tells how.
    """

    meta: Meta
    heading: str
    query: str
    message: str
    intent: SearchIntent
    filters: tuple[FilterField, ...]
    open_weights: bool
    chips: tuple[FilterChip, ...]
    groups: tuple[HitGroup, ...]
    found: int
    limit: int
    page: int
    pages: int
    previous_url: str
    next_url: str
    near: tuple[Choice, ...]
    relaxed: tuple[FilterChip, ...]
    examples: tuple[Link, ...]
    links: tuple[Link, ...]
    empty: Empty | None
    read: tuple[FilterChip, ...] = ()
    as_words: str = ""
    searched_by: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedName:
    """One line of the list under a field; taking it fills in `slug` or opens `url`."""

    slug: str
    name: str
    note: str
    url: str
