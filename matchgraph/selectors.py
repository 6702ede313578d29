"""Reads of search that other apps use: candidates, why they were found, names while they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.models import Alias, Artifact
from catalog.selectors_entries import artifact_capabilities
from matchgraph.explaining import Explanation, explanations
from matchgraph.indexing import index_is_behind
from matchgraph.models import SearchDocument
from matchgraph.retrieval import LISTS, LONGEST_QUESTION, Candidate, Filters, Question, candidates_find
from matchgraph.suggesting import Suggestion, names_suggest
from matchgraph.understanding import Understood, understood
from matchgraph.vectors import vectors_usable

__all__ = [
    "index_is_behind",
    "index_is_filled",
    "name_suggestions",
    "question_understood",
    "search_candidates",
    "search_explanations",
    "vectors_usable",
]


def question_understood(text: str, *, as_words: frozenset[str] = frozenset()) -> Understood:
    """What is read out of the words; no query. `as_words`: filters that are not to be read out."""
    return understood(text[:LONGEST_QUESTION], as_words=as_words)


def search_candidates(
    text: str, *, filters: Filters | None = None, read: Understood | None = None, lists: tuple[str, ...] = LISTS
) -> tuple[Candidate, ...]:
    """Up to 200 listed artifacts, best first; one query. Raises `SearchTooSlowError`.

    `filters` go before those that were `read` out of the words; an exact name need not pass the latter.
    """
    read, given = read or question_understood(text), filters or Filters()
    return candidates_find(
        Question(
            read.text,
            filters=given.over(read.filters),
            lists=lists,
            name=read.asked,
            need=read.need,
            exempt=tuple(name for name in read.filters.named() if name not in given.named()),
            leans="" if given.kind else read.leans,
            turned=read.turned,
        )
    )


def search_explanations(
    text: str, artifacts: Sequence[Artifact], *, near: Mapping[int, float] | None = None
) -> dict[int, Explanation]:
    """Why each of these artifacts answers the question, by id; four queries. `near`: as candidates have it."""
    ids = [artifact.pk for artifact in artifacts]
    aliases: dict[int, list[str]] = {artifact_id: [] for artifact_id in ids}
    for artifact_id, name in (
        Alias.objects.filter(artifact_id__in=ids).order_by("name").values_list("artifact_id", "name")
    ):
        aliases[artifact_id].append(name)
    return explanations(text, artifacts, aliases=aliases, entries=artifact_capabilities(ids), near=near)


def name_suggestions(text: str) -> tuple[Suggestion, ...]:
    """Artifacts whose name may be the one that is being typed; one query."""
    return names_suggest(text)


def index_is_filled() -> bool:
    """Whether anything can be found at all; one query."""
    return SearchDocument.objects.exists()
