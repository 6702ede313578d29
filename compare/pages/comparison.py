"""The comparison page, assembled from selectors: the same number of queries whatever the sides hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from catalog.models import Artifact
from catalog.selectors import (
    artifact_benchmarks,
    artifact_prices,
    artifact_relations,
)
from catalog.selectors_figures import board_figures
from catalog.selectors_stated import entries_stated
from compare.answers.asked import Asked
from compare.answers.own_weights import own_weights
from compare.answers.verdicts import judge
from compare.pages.alternatives import alternatives_blocks
from compare.pages.benchmarks import benchmarks
from compare.pages.capabilities import capability_blocks, marks_of, relation_line, side_sources
from compare.pages.changes import changes
from compare.pages.choosing import choose_lines
from compare.pages.differences import differences
from compare.pages.entries import claims, lineage
from compare.pages.facts import deciding_facts, fact_rows
from compare.pages.frames import artifact_url, comparison_url, meta, run_of
from compare.pages.lists import pair_link
from compare.pages.match_words import NO_EVIDENCE, evidence_text
from compare.pages.past import NOINDEX, Moment, past_of, verdict_not_kept
from compare.pages.snippets import comparison_snippets
from compare.pages.subjects import Subject, contestant, score_block, side, subjects_gather
from compare.parts.alternatives import AlternativesBlock
from compare.parts.basics import FactRow, RelationLine, Side
from compare.parts.capabilities import Capabilities
from compare.parts.differences import Changes
from compare.parts.entries import SharedBenchmarks
from compare.parts.pages import ComparisonPage, Differing
from compare.parts.points import Points
from compare.parts.verdicts import Contestant, Verdict
from compare.selectors import pairs_around
from scoring.selectors import RunInfo, published_run

# A page that a search engine should offer decides something: product rule for indexing.
DECIDING_NEEDED = 3
ALIGNED_NEEDED = 1
ALTERNATIVES_SIDES = 2
RELATED = 8
ORDINARY = Asked()


def comparison_page(
    artifacts: Sequence[Artifact],
    *,
    run: RunInfo | None,
    day: date | None = None,
    asked: Asked = ORDINARY,
) -> ComparisonPage:
    """The page of two to six artifacts in the order given. `day`: with the scores of a past day."""
    subjects = subjects_gather(artifacts, run=run)
    sides = tuple(side(subject) for subject in subjects)
    ids = [artifact.pk for artifact in artifacts]
    rows = fact_rows(subjects, artifact_prices(ids))
    capabilities = capability_blocks(subjects)
    scores = tuple(block for block in map(score_block, subjects) if block)
    stated = entries_stated(ids)
    heading = " vs ".join(side.name for side in sides)
    intro = _intro(subjects)
    canonical = comparison_url([side.slug for side in sides])
    past = past_of(Moment(run, day), url=canonical)
    contestants = [contestant(subject) for subject in subjects]
    verdict = _verdict(subjects, contestants)
    own = own_weights(contestants, verdict, asked.weights, url=canonical) if past is None else None
    return ComparisonPage(
        meta=meta(
            title=heading,
            description=intro,
            canonical=canonical,
            run=run,
            noindex=NOINDEX if past else noindex_reason(rows, capabilities, own=bool(own and own.answer)),
            twins=True,
            tabled=True,
            query=f"?at={day}" if day else asked.query,
        ),
        heading=heading,
        past=past,
        intro=intro,
        sides=sides,
        verdict=verdict,
        choose=choose_lines(subjects, capabilities),
        own_weights=own,
        facts=tuple(row for row in rows if row.differs) if asked.differing else rows,
        differing=_differing(rows, asked, url=canonical),
        scores=scores,
        differences=differences(subjects, scores),
        changes=_changes(subjects),
        capabilities=capabilities,
        benchmarks=_benchmarks(subjects),
        lineages=tuple(block for s in subjects if (block := lineage(s, stated[s.artifact.pk].releases))),
        claims=tuple(said for s in subjects if (said := claims(s, stated[s.artifact.pk].claims))),
        relations=_relations(subjects),
        alternatives=_alternatives(subjects, sides, run=published_run() if past else run),
        related=tuple(pair_link(pair) for pair in pairs_around(ids, limit=RELATED)),
        sources=tuple(side_sources(subject) for subject in subjects),
        snippets=comparison_snippets(sides, run_of(run)),
    )


def _differing(rows: Sequence[FactRow], asked: Asked, *, url: str) -> Differing:
    """`asked` with the other choice leads to the other table."""
    other = replace(asked, differing=not asked.differing)
    return Differing(asked.differing, sum(row.differs for row in rows), len(rows), f"{url}{other.query}#facts")


def _benchmarks(subjects: Sequence[Subject]) -> SharedBenchmarks:
    """Sides of different kinds take no test together, so nobody looks for one."""
    ids = [subject.artifact.pk for subject in subjects]
    if len({subject.artifact.kind for subject in subjects}) > 1:
        return SharedBenchmarks((), tuple(0 for _ in subjects))
    return benchmarks(subjects, artifact_benchmarks(ids), board_figures(ids))


def _verdict(subjects: Sequence[Subject], contestants: Sequence[Contestant]) -> Verdict:
    """Of two rated sides of a kind it looks at rows, which the history does not hold."""
    kinds = {subject.artifact.kind for subject in subjects}
    rated = [subject for subject in subjects if subject.score is not None]
    if len(kinds) == 1 and len(rated) > 1 and not all(subject.card and subject.card.values for subject in rated):
        return verdict_not_kept(subjects)
    return judge(contestants)


def _intro(subjects: Sequence[Subject]) -> str:
    """Where each side stands and how far apart they are; nothing but stored facts."""
    standings = [
        f"{s.artifact.name} stands at {s.score} of 100{f' ({s.interval})' if s.interval else ''}"
        if s.score
        else f"{s.artifact.name} is Unrated"
        for s in subjects
    ]
    text = "; ".join(standings) + "."
    if len({subject.artifact.kind for subject in subjects}) > 1:
        text += " They are of different kinds, so no gap is drawn between them."
    else:
        scores = sorted((s.score for s in subjects if s.score is not None), reverse=True)
        gaps = [str(Points(above.tenths - below.tenths)) for above, below in pairwise(scores)]
        if gaps:
            text += f" The gap is {gaps[0]} points." if len(gaps) == 1 else f" The gaps are {', '.join(gaps)} points."
    return " ".join([text, *_kinship(subjects), *_matched(subjects)])


def _matched(subjects: Sequence[Subject]) -> list[str]:
    found = [(s.artifact.name, s.card.matched) for s in subjects if s.card and s.card.matched]
    return [f"{name} was {evidence_text(each)}." for name, each in found] or [f"{NO_EVIDENCE.capitalize()}."]


def _changes(subjects: Sequence[Subject]) -> tuple[Changes, ...]:
    """What would change the scores of sides that are compared by them."""
    if len({subject.artifact.kind for subject in subjects}) > 1:
        return ()
    return tuple(found for subject in subjects if subject.score and (found := changes(subject)))


def _kinship(subjects: Sequence[Subject]) -> list[str]:
    """That a side is a member of another one, whose figures hold its own."""
    families = {subject.artifact.pk: subject.artifact.name for subject in subjects}
    return [
        f"{subject.artifact.name} is a member of {families[subject.membership.family_id]}, whose figures are put"
        " together from its members: the two are not independent."
        for subject in subjects
        if subject.membership and subject.membership.family_id in families
    ]


def noindex_reason(rows: Sequence[FactRow], capabilities: Capabilities, *, own: bool = False) -> str:
    """Why search engines stay away, or nothing."""
    if own:
        return "Not offered to search engines: this is the answer under a reader's own weights."
    deciding, aligned = deciding_facts(rows), len(capabilities.shared)
    if deciding >= DECIDING_NEEDED and aligned >= ALIGNED_NEEDED:
        return ""
    return (
        f"Not offered to search engines: {deciding} facts that could decide are stated with a source for every side"
        f" ({DECIDING_NEEDED} are needed), and {aligned} capabilities are shared ({ALIGNED_NEEDED} is needed)."
    )


def _relations(subjects: Sequence[Subject]) -> tuple[RelationLine, ...]:
    """Relations from one side to another."""
    sides = {subject.artifact.pk: subject for subject in subjects}
    return tuple(
        relation_line(
            relation,
            url=artifact_url(relation.object.slug),
            subject_url=artifact_url(relation.subject.slug),
            citations=tuple(mark for s in subjects for mark in marks_of(s, "relations", relation.pk)),
        )
        for relation in artifact_relations(sides)
        if relation.object is not None and relation.object_id in sides
    )


def _alternatives(
    subjects: Sequence[Subject], sides: Sequence[Side], *, run: RunInfo | None
) -> tuple[AlternativesBlock, ...]:
    """A pair across kinds has no winner: what of its own kind each side could be compared with."""
    if len(subjects) > ALTERNATIVES_SIDES or len({subject.artifact.kind for subject in subjects}) == 1:
        return ()
    return alternatives_blocks([subject.artifact for subject in subjects], sides, run=run)
