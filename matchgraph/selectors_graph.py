"""Reads of the match graph: what is known of artifacts, intents and runs. Each takes one query or two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from matchgraph.graph_models import Edge, EdgeDay, Intent, LearningRun, OutcomeDay
from matchgraph.learning.lift import LearnedLift

# An intent is shown only where so many network blocks asked for it: fewer could be told from one another.
PUBLIC_BLOCKS = 10
TOP_INTENTS = 5


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """What people did with an artifact in the last ninety days. `searches`: result pages that showed it."""

    searches: int
    matched: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class TopIntent:
    """An intent that an artifact serves, with the chance that it does and the interval of that, 0 to 1."""

    words: str
    gamma: float
    low: float
    high: float
    matched: int
    searches: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    helped: int
    failed: int


@dataclass(frozen=True, slots=True)
class GraphCounts:
    intents: int
    days: int
    last: date | None


def match_evidence(artifact_ids: Iterable[int], *, run_id: int) -> dict[int, MatchEvidence]:
    """Evidence by artifact id; artifacts that were not shown lately are left out. One query, none without a run."""
    if not run_id:
        return {}
    rows = (
        Edge.objects.filter(run_id=run_id, artifact_id__in=list(artifact_ids))
        .values("artifact_id", "run__simulated")
        .annotate(seen=Sum("searches"), met=Sum("matched"))
        .order_by()
    )
    return {
        row["artifact_id"]: MatchEvidence(row["seen"], row["met"], row["run__simulated"]) for row in rows if row["seen"]
    }


def lifts_of(words: str, *, run_id: int) -> dict[int, LearnedLift]:
    """What was learned of an intent, by artifact; one query, none without a run. Of several kinds the surest counts."""
    if not run_id or not words:
        return {}
    rows = Edge.objects.filter(run_id=run_id, intent__words=words, quarantined=False).order_by("exposures", "kind_id")
    return {pk: LearnedLift(lift, days) for pk, lift, days in rows.values_list("artifact_id", "lift", "days")}


def top_intents(artifact_id: int, *, run: LearningRun | None) -> list[TopIntent]:
    """Intents that an artifact was chosen for, the most often matched first; those of few people are left out."""
    if run is None:
        return []
    rows = (
        Edge.objects.filter(run=run, artifact_id=artifact_id, blocks__gte=PUBLIC_BLOCKS, quarantined=False)
        .order_by("-matched", "-gamma", "intent_id")
        .values_list("intent__words", "gamma", "low", "high", "matched", "searches")[:TOP_INTENTS]
    )
    return [TopIntent(*row) for row in rows]


def outcomes(artifact_id: int, *, since: date, simulated: bool) -> Outcomes:
    """How often people said that an artifact did, or did not do, what they came for; one query."""
    found = OutcomeDay.objects.filter(artifact_id=artifact_id, day__gt=since, simulated=simulated)
    sums = found.aggregate(helped=Sum("helped"), failed=Sum("failed"))
    return Outcomes(sums["helped"] or 0, sums["failed"] or 0)


def runs_kept() -> list[LearningRun]:
    """The learning runs that can still be put into force, newest first; one query."""
    return list(LearningRun.objects.all())


def graph_counts() -> GraphCounts:
    days = EdgeDay.objects.aggregate(days=Count("day", distinct=True), last=Max("day"))
    return GraphCounts(Intent.objects.filter(merged_into=None).count(), **days)
