"""What a search is narrowed by, as its page shows it: addresses, lists to choose from, what is set and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from catalog.models import Artifact
from compare.parts.search import FilterChip, FilterField, FilterOption
from matchgraph.languages import LANGUAGES
from matchgraph.models import SearchDocument
from matchgraph.retrieval import Candidate, Filters
from matchgraph.understanding import Understood

OPTIONS = 20
LABELS = {
    "kind": "Kind",
    "licence": "Licence",
    "task": "Task",
    "modality": "Modality",
    "language": "Language",
    "size_max": "Size up to",
    "size_min": "Size from",
    "context_min": "Context from",
    "price_max": "Price up to",
    "open_weights": "Weights",
}
LICENCES = dict(SearchDocument.Licence.choices)
LANGUAGE_NAMES = {code: name.capitalize() for name, code in LANGUAGES.items()}
# In the units of `Filters`: billions of parameters, thousands of tokens, dollars a million tokens.
SIZES, CONTEXTS, PRICES = (1, 3, 9, 15, 40, 80), (8, 32, 128, 1000), (0, 1, 5, 15)
# What is read out of the words without being a filter.
LEANS = "leans"


def search_url(query: str, filters: Filters, *, page: int = 1, as_words: frozenset[str] = frozenset()) -> str:
    asked = {"q": query, **{name: _written(value) for name, value in filters.named().items()}}
    asked |= {"words": ",".join(sorted(as_words))} if as_words else {}
    return reverse("compare:search", query={**asked, **({"page": str(page)} if page > 1 else {})})


def chips_set(query: str, filters: Filters, as_words: frozenset[str]) -> tuple[FilterChip, ...]:
    """What the reader has set, each with the address that drops it."""
    return tuple(
        FilterChip(said(name, value), search_url(query, filters.without(name), as_words=as_words))
        for name, value in filters.named().items()
    )


def chips_read(query: str, filters: Filters, read: Understood, as_words: frozenset[str]) -> tuple[FilterChip, ...]:
    """What was read out of the words, each with the address that takes them as words."""
    told = {facet.name: f"{said(facet.name, facet.value)}, from “{facet.words}”" for facet in read.facets}
    told |= {LEANS: f"{read.leans}s first, from the way it is asked"} if read.leans else {}
    return tuple(
        FilterChip(label, search_url(query, filters, as_words=as_words | {name})) for name, label in told.items()
    )


def said(name: str, value: Any) -> str:
    if name == "open_weights":
        return "open weights"
    named = {"licence": LICENCES, "language": LANGUAGE_NAMES}.get(name, {})
    return f"{LABELS.get(name, name)}: {_bound(name, value) or named.get(value, value)}"


def filter_fields(filters: Filters, candidates: Sequence[Candidate]) -> tuple[FilterField, ...]:
    """Lists to choose from, with how many of those found have each value."""
    counted = {
        "kind": Counter(one.kind for one in candidates),
        "licence": Counter(one.licence_class for one in candidates),
        "task": Counter(task for one in candidates for task in one.tasks),
        "modality": Counter(modality for one in candidates for modality in one.modalities),
        "language": Counter(language for one in candidates for language in one.languages),
    }
    known = {"kind": dict(Artifact.Kind.choices), "licence": LICENCES}
    lists = tuple(
        FilterField(name, LABELS[name], _options(getattr(filters, name), counts, known.get(name), bool(candidates)))
        for name, counts in counted.items()
    )
    return (*lists, *_bounds(filters, candidates))


def _bounds(filters: Filters, candidates: Sequence[Candidate]) -> Iterable[FilterField]:
    def size(one: Candidate, bound: float) -> bool:
        return one.parameters is not None and one.parameters <= bound * 1e9

    def context(one: Candidate, bound: float) -> bool:
        return one.context is not None and one.context >= bound * 1000

    def price(one: Candidate, bound: float) -> bool:
        return one.price is not None and one.price <= bound

    steps: tuple[tuple[str, Sequence[float], Callable[[Candidate, float], bool]], ...] = (
        ("size_max", SIZES, size),
        ("context_min", CONTEXTS, context),
        ("price_max", PRICES, price),
    )
    for name, bounds, holds in steps:
        chosen = getattr(filters, name)
        all_bounds = sorted({*bounds, *([] if chosen is None else [chosen])})
        yield FilterField(
            name,
            LABELS[name],
            (
                FilterOption("", "any", None, chosen is None),
                *(
                    FilterOption(
                        _written(bound),
                        _bound(name, bound),
                        sum(holds(one, bound) for one in candidates) if candidates else None,
                        bound == chosen,
                    )
                    for bound in all_bounds
                ),
            ),
        )


def _options(
    chosen: str, counts: Counter[str], known: Mapping[str, str] | None, counting: bool
) -> tuple[FilterOption, ...]:
    values = list(known) if known else sorted(value for value, _ in counts.most_common(OPTIONS))
    if chosen and chosen not in values:
        values.append(chosen)
    labels = known or LANGUAGE_NAMES
    return (
        FilterOption("", "any", None, not chosen),
        *(
            FilterOption(value, labels.get(value, value), counts[value] if counting else None, value == chosen)
            for value in values
        ),
    )


def _bound(name: str, value: Any) -> str:
    match name:
        case "size_max" | "size_min":
            return f"{value:g}B parameters"
        case "context_min":
            return f"{value / 1000:g}M tokens" if value >= 1000 else f"{value:g}K tokens"
        case "price_max":
            return f"${value:g} / M tokens" if value else "free"
    return ""


def _written(value: Any) -> str:
    return "1" if value is True else f"{value:g}" if isinstance(value, (int, float)) else str(value)
