"""Match evidence in words: how often an artifact was matched, for which intents, and whether it helped."""

from __future__ import annotations

from datetime import timedelta

from compare.pages.match_words import DAYS, evidence_text
from compare.pages.search_filters import search_url
from compare.pages.subjects import Subject
from compare.parts.matches import Matches, MatchIntent
from matchgraph.graph.runs import run_in_force
from matchgraph.learning.proportions import wilson
from matchgraph.retrieval import Filters
from matchgraph.selectors_graph import Outcomes, outcomes, top_intents

UNTOLD = "Which intents these were is not told before ten networks have chosen it for one."


def matches(subject: Subject) -> Matches | None:
    """The block of an artifact's page; three queries, and none where there is no evidence."""
    evidence = subject.card.matched if subject.card else None
    if evidence is None or subject.run is None:
        return None
    learned = run_in_force()
    found = top_intents(subject.artifact.pk, run=learned)
    since = learned.as_of - timedelta(days=DAYS) if learned else subject.run.as_of
    said = outcomes(subject.artifact.pk, since=since, simulated=evidence.simulated)
    return Matches(
        evidence=f"{subject.artifact.name} was {evidence_text(evidence)}.",
        outcome=_outcome(said),
        intents=tuple(
            MatchIntent(
                words=one.words,
                url=search_url(one.words, Filters()),
                percent=round(100 * one.gamma),
                low_percent=round(100 * one.low),
                high_percent=round(100 * one.high),
                matched=one.matched,
                searches=one.searches,
            )
            for one in found
        ),
        untold="" if found else UNTOLD,
    )


def _outcome(said: Outcomes) -> str:
    """Nothing where nobody said anything."""
    total = said.helped + said.failed
    if not total:
        return ""
    low, high = (round(100 * end) for end in wilson(said.helped, total))
    return f"It helped {said.helped} of {total} who said so: {low} to {high} % with 90 % certainty."
