"""The search page, assembled from selectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors import families_of, near_matches
from catalog.selectors_facets import list_kin
from compare.answers.ranking import Group, grouped
from compare.pages.frames import choice, meta
from compare.pages.lists import EMPTY, leaderboard_url
from compare.pages.search_hits import Found, Gathered, answers_find, answers_gather, intent_of, search_hit
from compare.parts.basics import Empty, Link
from compare.parts.search import (
    FilterChip,
    FilterField,
    FilterOption,
    HitGroup,
    SearchHit,
    SearchIntent,
    SearchPage,
)
from matchgraph.models import SearchDocument
from matchgraph.retrieval import DEPTH, Candidate, Filters
from matchgraph.selectors import index_is_filled, search_candidates
from scoring.selectors import RunInfo

PAGE_GROUPS = 20
MEMBERS_SHOWN = 3
MEMBERS_FOLDED = 7
OPTIONS = 20
NOINDEX = "Results of a search have no content of their own."
# Questions that show what can be asked; each is answered from the whole catalog.
EXAMPLES = (
    "internlm2.5-7b",
    "stable diffusion xl",
    "transcribe speech to text",
    "question answering dataset in French",
    "code generation with function calling",
)
LABELS = {"kind": "Kind", "licence": "Licence", "task": "Task", "modality": "Modality", "open_weights": "Weights"}
LICENCES = dict(SearchDocument.Licence.choices)


def search_url(query: str, filters: Filters, *, page: int = 1) -> str:
    asked: dict[str, Any] = {"q": query, **filters.named()}
    asked |= {"open_weights": "1"} if filters.open_weights else {}
    return reverse("compare:search", query={**asked, **({"page": page} if page > 1 else {})})


def search_start_page(*, query: str, filters: Filters, run: RunInfo | None, message: str = "") -> SearchPage:
    """Nothing was asked, or nothing that can be searched for: examples, and why."""
    return _page(
        query=query,
        filters=filters,
        run=run,
        message=message,
        empty=None if index_is_filled() else EMPTY,
        examples=tuple(Link(text, search_url(text, Filters())) for text in EXAMPLES),
        links=_ways_on(),
    )


def search_page(
    *, query: str, asked: str, filters: Filters, page: int, run: RunInfo | None, message: str = ""
) -> SearchPage | None:
    """One page of what `asked` finds; `query` is the text as typed. None beyond the end.

    Raises `SearchTooSlowError`.
    """
    found = answers_find(asked, filters=filters, run=run)
    if not found.ranked:
        return _nothing(query, found, filters, message)
    families = families_of([row.artifact_id for row in found.ranked])
    groups = grouped(found.ranked, {member: family.pk for member, family in families.items()})
    pages = -(-len(groups) // PAGE_GROUPS)
    if page > pages:
        return None
    shown = groups[PAGE_GROUPS * (page - 1) : PAGE_GROUPS * page]
    gathered = _gather(found, shown)
    rows = _rows(found, gathered, shown, families)
    explained = [gathered.explained[pk] for pk in _explained(shown) if pk in gathered.explained]
    return _page(
        query=query,
        filters=filters,
        run=run,
        message=message,
        intent=intent_of(found, explained),
        fields=_fields(filters, found.candidates),
        groups=rows,
        found=len(found.ranked),
        page=page,
        pages=pages,
        address=lambda number: search_url(query, filters, page=number),
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


def _nothing(query: str, found: Found, filters: Filters, message: str) -> SearchPage:
    """Help where nothing was found: names like it, each filter dropped in turn with what that finds, lists."""
    relaxed = [
        FilterChip(
            f"without {label.lower()}", search_url(query, less), len(search_candidates(found.text, filters=less))
        )
        for label, less in ((LABELS.get(name, name), filters.without(name)) for name in filters.named())
    ]
    narrowed = " with these filters" if filters.named() else ""
    return _page(
        query=query,
        filters=filters,
        run=found.run,
        message=message,
        fields=_fields(filters, ()),
        near=tuple(choice(near) for near in near_matches(found.text)),
        relaxed=tuple(chip for chip in relaxed if chip.count),
        links=_ways_on(),
        empty=Empty(f"Nothing was found for “{_short(found.text)}”{narrowed}.", "Fewer or other words find more."),
    )


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
    given: dict[str, Any] = {"near": (), "relaxed": (), "examples": (), "links": (), "empty": None, **parts}
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
        filters=_fields(filters, ()) if fields is None else fields,
        open_weights=filters.open_weights,
        chips=_chips(query, filters),
        groups=groups,
        found=found,
        limit=DEPTH,
        page=page,
        pages=pages,
        previous_url=address(page - 1) if address and page > 1 else "",
        next_url=address(page + 1) if address and page < pages else "",
        **given,
    )


def _chips(query: str, filters: Filters) -> tuple[FilterChip, ...]:
    return tuple(
        FilterChip(_said(name, value), search_url(query, filters.without(name)))
        for name, value in filters.named().items()
    )


def _said(name: str, value: Any) -> str:
    if name == "open_weights":
        return "open weights"
    label = LICENCES.get(value, value) if name == "licence" else value
    return f"{LABELS.get(name, name)}: {label}"


def _fields(filters: Filters, candidates: Sequence[Candidate]) -> tuple[FilterField, ...]:
    """Lists to choose from, with how many of those found have each value."""
    counted = {
        "kind": Counter(one.kind for one in candidates),
        "licence": Counter(one.licence_class for one in candidates),
        "task": Counter(task for one in candidates for task in one.tasks),
        "modality": Counter(modality for one in candidates for modality in one.modalities),
    }
    known = {"kind": dict(Artifact.Kind.choices), "licence": LICENCES}
    return tuple(
        FilterField(name, LABELS[name], _options(getattr(filters, name), counts, known.get(name), bool(candidates)))
        for name, counts in counted.items()
    )


def _options(
    chosen: str, counts: Counter[str], known: Mapping[str, str] | None, counting: bool
) -> tuple[FilterOption, ...]:
    values = list(known) if known else sorted(value for value, _ in counts.most_common(OPTIONS))
    if chosen and chosen not in values:
        values.append(chosen)
    labels = known or {}
    return (
        FilterOption("", "any", None, not chosen),
        *(
            FilterOption(value, labels.get(value, value), counts[value] if counting else None, value == chosen)
            for value in values
        ),
    )


def _ways_on() -> tuple[Link, ...]:
    lists = (Link(f"All {kind.label}s by score", leaderboard_url(kind.value)) for kind in Artifact.Kind)
    return (*lists, Link("Pick two to compare", reverse("compare:home")))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
