"""From ranked artifacts to hits: what each is, its score, and why it was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.labels import summary_line
from catalog.models import Artifact
from catalog.selectors import artifacts_by_id
from compare.answers.ranking import Ranked, learned, ordered
from compare.pages.frames import artifact_url
from compare.pages.match_words import evidence_text
from compare.pages.subjects import between
from compare.parts.basics import Link
from compare.parts.points import Points
from compare.parts.search import SearchHit, SearchIntent, ServingEntry, Why
from matchgraph.explaining import Explanation, Serving
from matchgraph.graph.masking import normalized
from matchgraph.retrieval import Candidate, Filters
from matchgraph.selectors import question_understood, search_candidates, search_explanations
from matchgraph.selectors_graph import MatchEvidence, lifts_of, match_evidence
from matchgraph.understanding import Understood
from matchgraph.words import cleaned
from scoring.selectors import Interval, RunInfo, published_run, shown_intervals, shown_scores

# Where nothing holds all words, a name this much like the question is taken for what was meant.
KNOWN_LIKENESS = 0.5
# One entry that holds this share of the question says what the question is about.
CAPABILITY_SHARE = 0.5
LOOKED_AT = 5
BROWSED = frozenset({"kind", "organization", "modality", "task", "domain"})
ENTRIES_SHOWN = 3


@dataclass(frozen=True)
class Found:
    """The ranked answers to one question, what was read out of it, and what they were ranked by.

    `filters` are those asked for over those read out.
    """

    text: str
    read: Understood
    filters: Filters
    candidates: tuple[Candidate, ...]
    ranked: tuple[Ranked, ...]
    run: RunInfo | None
    totals: Mapping[int, int]


def answers_find(
    text: str, *, filters: Filters, run: RunInfo | None = None, as_words: frozenset[str] = frozenset()
) -> Found:
    """Candidates in the order that readers see. Three queries, four once something was learned.

    `as_words` names filters that are not to be read out of the words. Raises `SearchTooSlowError`.
    """
    asked = cleaned(text)
    read = question_understood(asked, as_words=as_words | frozenset(filters.named()))
    candidates = search_candidates(asked, filters=filters, read=read)
    run = run or published_run()
    totals = shown_scores([candidate.artifact_id for candidate in candidates], run=run)
    ranked = ordered(
        Ranked(
            artifact_id=candidate.artifact_id,
            relevance=candidate.relevance,
            exact=candidate.exact,
            prominence=candidate.prominence,
            score=totals[candidate.artifact_id] / 10 if candidate.artifact_id in totals else None,
        )
        for candidate in candidates
    )
    taught = learned(ranked, lifts_of(normalized(asked), run_id=run.match_run if run else 0))
    return Found(asked, read, filters.over(read.filters), candidates, taught, run, totals)


@dataclass(frozen=True)
class Gathered:
    """Artifacts by id and why each was found; an artifact that was hidden meanwhile is in neither."""

    artifacts: Mapping[int, Artifact]
    explained: Mapping[int, Explanation]
    matched: Mapping[int, MatchEvidence]
    intervals: Mapping[int, Interval]


def answers_gather(found: Found, artifact_ids: Iterable[int], *, unexplained: Iterable[int] = ()) -> Gathered:
    """Six queries, seven once something was learned; `unexplained` are read along and not looked into."""
    wanted = list(artifact_ids)
    artifacts = artifacts_by_id([*wanted, *unexplained])
    near = dict(found.candidates[0].near_kinds) if found.candidates else {}
    explained = search_explanations(found.read.text, [artifacts[pk] for pk in wanted if pk in artifacts], near=near)
    matched = match_evidence(artifacts, run_id=found.run.match_run if found.run else 0)
    return Gathered(artifacts, explained, matched, shown_intervals(artifacts, run=found.run))


def search_hit(
    found: Found, gathered: Gathered, artifact_id: int, *, family: Artifact | None = None
) -> SearchHit | None:
    artifact = gathered.artifacts.get(artifact_id)
    if artifact is None:
        return None
    explanation = gathered.explained.get(artifact_id, Explanation((), ()))
    url = artifact_url(artifact.slug)
    tenths = found.totals.get(artifact_id)
    return SearchHit(
        artifact_id=artifact_id,
        slug=artifact.slug,
        name=artifact.name,
        kind=artifact.kind,
        kind_label=artifact.get_kind_display(),
        organization=artifact.organization.name if artifact.organization else None,
        summary=summary_line(artifact),
        url=url,
        exact=any(row.exact for row in found.ranked if row.artifact_id == artifact_id),
        score=None if tenths is None else Points(tenths),
        interval=between(gathered.intervals.get(artifact_id)),
        score_url=f"{url}#score-rows" if found.run else url,
        why=tuple(Why(reason.where, reason.text, reason.words) for reason in explanation.reasons),
        serving=tuple(_serving(one, url) for one in explanation.serving[:ENTRIES_SHOWN]),
        evidence=evidence_text(gathered.matched.get(artifact_id)),
        by_meaning=any("meant" in row.places for row in found.candidates if row.artifact_id == artifact_id),
        family=Link(family.name, artifact_url(family.slug)) if family and family.pk != artifact_id else None,
    )


def _serving(serving: Serving, url: str) -> ServingEntry:
    entry = serving.entry
    return ServingEntry(
        id=entry.uid.hex,
        name=entry.name,
        kind=entry.kind.path if entry.kind else None,
        description=entry.description,
        best_for=tuple(entry.best_for),
        match_percent=round(100 * serving.share),
        by_meaning=serving.by_meaning,
        url=f"{url}#capability-{entry.uid.hex[:12]}",
        kind_id=entry.kind_id or 0,
    )


def intent_of(found: Found, explained: Sequence[Explanation]) -> SearchIntent:
    """By three rules in turn, from the first hits in their order; None where none applies."""
    first = explained[:LOOKED_AT]
    served = [one.serving[0] for one in first if one.serving and not one.serving[0].by_meaning]
    leading = [one.serving[0] for one in first if one.serving]
    paths = Counter(one.entry.kind.path for one in served or leading if one.entry.kind)
    category = paths.most_common(1)[0][0] if paths else None
    refined = found.read.text or found.text
    typo = not any("strict" in one.places for one in found.candidates)
    best = max((candidate.likeness for candidate in found.candidates), default=0.0) if typo else 0.0
    if any(candidate.exact for candidate in found.candidates) or best >= KNOWN_LIKENESS:
        return SearchIntent("known_item", category, found.text)
    if first and _is_browsed(first[0]):
        return SearchIntent("browse", category, refined)
    if first and 2 * sum(one.share >= CAPABILITY_SHARE for one in served) > len(first):
        return SearchIntent("capability", category, refined)
    return SearchIntent(None, category, refined)


def _is_browsed(one: Explanation) -> bool:
    """Whether facets alone hold every word that was understood."""
    asked = {word for reason in one.reasons for word in reason.words}
    held = {word for reason in one.reasons if reason.where in BROWSED for word in reason.words}
    return bool(asked) and held == asked
