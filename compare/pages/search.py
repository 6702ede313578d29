"""The search page, assembled from selectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors import families_of, near_matches
from catalog.selectors_facets import list_kin
from compare.answers.ranking import Group, grouped
from compare.pages.frames import choice, meta
from compare.pages.lists import EMPTY, leaderboard_url
from compare.pages.search_filters import LABELS, chips_read, chips_set, filter_fields, search_url
from compare.pages.search_hits import Found, Gathered, answers_find, answers_gather, intent_of, search_hit
from compare.parts.basics import Empty, Link
from compare.parts.search import (
    FilterChip,
    FilterField,
    HitGroup,
    SearchHit,
    SearchIntent,
    SearchPage,
)
from matchgraph.retrieval import DEPTH, Filters
from matchgraph.selectors import index_is_filled, question_understood, search_candidates
from scoring.selectors import RunInfo

PAGE_GROUPS = 20
MEMBERS_SHOWN = 3
MEMBERS_FOLDED = 7
NOINDEX = "Results of a search have no content of their own."
# Questions that show what can be asked; each is answered from the whole catalog.
EXAMPLES = (
    "internlm2.5-7b",
    "stable diffusion xl",
    "transcribe speech to text",
    "question answering dataset in French",
    "code generation with function calling",
)


def search_start_page(*, query: str, filters: Filters, run: RunInfo | None, message: str = "") -> SearchPage:
    """Nothing was asked, or nothing that can be searched for: examples, and why."""
    return _page(
        query=query,
        filters=filters,
        run=run,
        message=message,
        chips=chips_set(query, filters, frozenset()),
        empty=None if index_is_filled() else EMPTY,
        examples=tuple(Link(text, search_url(text, Filters())) for text in EXAMPLES),
        links=_ways_on(),
    )


def search_page(
    *,
    query: str,
    asked: str,
    filters: Filters,
    page: int,
    run: RunInfo | None,
    message: str = "",
    as_words: frozenset[str] = frozenset(),
) -> SearchPage | None:
    """One page of what `asked` finds; `query` is the text as typed, `as_words` names filters that are not to be read
    out of the words. None beyond the end.

    Raises `SearchTooSlowError`.
    """
    found = answers_find(asked, filters=filters, run=run, as_words=as_words)
    if not found.ranked:
        return _nothing(query, found, filters, message, as_words)
    families = families_of([row.artifact_id for row in found.ranked])
    groups = grouped(found.ranked, {member: family.pk for member, family in families.items()})
    pages = -(-len(groups) // PAGE_GROUPS)
    if page > pages:
        return None
    shown = groups[PAGE_GROUPS * (page - 1) : PAGE_GROUPS * page]
    gathered = _gather(found, shown)
    explained = [gathered.explained[pk] for pk in _explained(shown) if pk in gathered.explained]
    return _page(
        query=query,
        filters=filters,
        run=run,
        message=message,
        intent=intent_of(found, explained),
        fields=filter_fields(filters, found.candidates),
        groups=_rows(found, gathered, shown, families),
        found=len(found.ranked),
        page=page,
        pages=pages,
        address=lambda number: search_url(query, filters, page=number, as_words=as_words),
        **_understanding(query, found, filters, as_words),
    )


def _gather(found: Found, groups: Sequence[Group]) -> Gathered:
    folded = [
        pk
        for group in groups
        if group.family_id
        for pk in group.artifact_ids[MEMBERS_SHOWN : MEMBERS_SHOWN + MEMBERS_FOLDED]
    ]
    return answers_gather(found, _explained(groups), unexplained=folded)


def _explained(groups: Sequence[Group]) -> list[int]:
    """What is shown in full, in the order of the page."""
    wanted: list[int] = []
    for group in groups:
        wanted += [group.family_id] if group.family_id else []
        wanted += group.artifact_ids[:MEMBERS_SHOWN]
    return wanted


def _rows(
    found: Found, gathered: Gathered, groups: Sequence[Group], families: Mapping[int, Artifact]
) -> tuple[HitGroup, ...]:
    families_shown = [group.family_id for group in groups if group.family_id]
    counts = {pk: kin.members for pk, kin in list_kin(families_shown).items()}

    def hit(pk: int, *, under: bool = False) -> SearchHit | None:
        return search_hit(found, gathered, pk, family=None if under else families.get(pk))

    rows = []
    for group in groups:
        under = group.family_id is not None
        shown = [hit(pk, under=under) for pk in group.artifact_ids[:MEMBERS_SHOWN]]
        folded = [hit(pk, under=True) for pk in group.artifact_ids[MEMBERS_SHOWN : MEMBERS_SHOWN + MEMBERS_FOLDED]]
        rows.append(
            HitGroup(
                family=hit(group.family_id) if group.family_id else None,
                member_count=counts.get(group.family_id, 0) if group.family_id else 0,
                hits=tuple(one for one in shown if one),
                folded=tuple(one for one in folded if one),
                folded_count=max(0, len(group.artifact_ids) - MEMBERS_SHOWN),
            )
        )
    return tuple(row for row in rows if row.hits or row.family)


def _understanding(query: str, found: Found, filters: Filters, as_words: frozenset[str]) -> dict[str, Any]:
    """What was read out of the words, and by what was searched."""
    by = {name for one in found.candidates for name in one.places}
    means = "words, names and meaning" if "meant" in by else "words and names"
    return {
        "chips": chips_set(query, filters, as_words),
        "read": chips_read(query, filters, found.read, as_words),
        "as_words": ",".join(sorted(as_words)),
        "searched_by": means,
    }


def _nothing(query: str, found: Found, filters: Filters, message: str, as_words: frozenset[str]) -> SearchPage:
    """Help where nothing was found: names like it, each filter dropped in turn with what that finds, lists."""
    relaxed = [_without(name, query, found, filters, as_words) for name in found.filters.named()]
    narrowed = " with these filters" if found.filters.named() else ""
    return _page(
        query=query,
        filters=filters,
        run=found.run,
        message=message,
        fields=filter_fields(filters, ()),
        near=tuple(choice(near) for near in near_matches(found.text)),
        relaxed=tuple(chip for chip in relaxed if chip.count),
        links=_ways_on(),
        empty=Empty(f"Nothing was found for “{_short(found.text)}”{narrowed}.", "Fewer or other words find more."),
        **_understanding(query, found, filters, as_words),
    )


def _without(name: str, query: str, found: Found, filters: Filters, as_words: frozenset[str]) -> FilterChip:
    """One filter less: dropped where the reader set it, else its words taken as words."""
    less = filters.without(name)
    words = as_words if name in filters.named() else as_words | {name}
    read = question_understood(found.text, as_words=words | frozenset(filters.named()))
    count = len(search_candidates(found.text, filters=less, read=read))
    return FilterChip(f"without {LABELS.get(name, name).lower()}", search_url(query, less, as_words=words), count)


def _page(
    *,
    query: str,
    filters: Filters,
    run: RunInfo | None,
    message: str,
    intent: SearchIntent | None = None,
    fields: tuple[FilterField, ...] | None = None,
    groups: tuple[HitGroup, ...] = (),
    found: int = 0,
    page: int = 1,
    pages: int = 1,
    address: Callable[[int], str] | None = None,
    **parts: Any,
) -> SearchPage:
    title = f"Search: {_short(query)}" if query else "Search"
    given: dict[str, Any] = dict.fromkeys(("chips", "near", "relaxed", "examples", "links"), ())
    given |= {"empty": None, **parts}
    return SearchPage(
        meta=meta(
            title=title,
            description="Find models and datasets by name, by what they can do, or by what they are made of.",
            canonical=reverse("compare:search"),
            run=run,
            noindex=NOINDEX,
        ),
        heading="Search",
        query=query,
        message=message,
        intent=intent or SearchIntent(None, None, query),
        filters=filter_fields(filters, ()) if fields is None else fields,
        open_weights=filters.open_weights,
        groups=groups,
        found=found,
        limit=DEPTH,
        page=page,
        pages=pages,
        previous_url=address(page - 1) if address and page > 1 else "",
        next_url=address(page + 1) if address and page < pages else "",
        **given,
    )


def _ways_on() -> tuple[Link, ...]:
    lists = (Link(f"All {kind.label}s by score", leaderboard_url(kind.value)) for kind in Artifact.Kind)
    return (*lists, Link("Pick two to compare", reverse("compare:home")))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
