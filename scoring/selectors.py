"""Reads of scoring: everything comes from the published run, so page, API and list agree at every moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Func, IntegerField, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from catalog.models import Artifact
from matchgraph.selectors_graph import MatchEvidence
from scoring.cards import (
    Band,
    ComponentScore,
    Interval,
    Places,
    ReadingSource,
    RunInfo,
    ScoreCard,
    ScoreRow,
    card_of,
    interval_of,
)
from scoring.formula.profile import MICRO
from scoring.methodology import CURRENT, Methodology, methodology_get
from scoring.milestones import EVERY
from scoring.models import Milestone, Publication, Rung, Score, ScoringRun

__all__ = [
    "Band",
    "ComponentScore",
    "Interval",
    "LeaderboardEntry",
    "LeaderboardPage",
    "RunInfo",
    "ScoreCard",
    "ScoreRow",
    "impact_of",
    "leaderboard",
    "leaderboard_entries",
    "list_counts",
    "methodology_current",
    "published_run",
    "score_cards",
    "shown_intervals",
    "shown_scores",
]


# The places of a rung, in the order of the arguments of `_placed`.
_PLACES = Func(
    *("position", "best", "worst", "grouped_position", "grouped_best", "grouped_worst"),
    template="ARRAY[%(expressions)s]",
    output_field=ArrayField(IntegerField(null=True)),
)
# What a line of a list shows of a score, and what its places are found by.
_SHOWN = (
    *("kind", "slug", "folded", "rated", "rank_key", "score_tenths", "own_coverage", "component_tenths"),
    *("low", "high", "sd_evidence", "sd_method", "width", "sd_class"),
)


# Names and addresses of the sources of a row's readings.
_SOURCES = """
    SELECT jsonb_agg(jsonb_build_array(source.id, source.name, source.url)) FROM catalog_source source
    WHERE source.id = ANY(scoring_score.source_ids)
"""


# What people did with a row's artifact, by the learning run in force: see `matchgraph.selectors_graph.MatchEvidence`.
_MATCH_RUN = "SELECT run_id FROM matchgraph_matchpublication"
_MATCHED = """
    SELECT jsonb_build_array(sum(edge.searches), sum(edge.matched), bool_or(learned.simulated))
    FROM matchgraph_matchpublication force
    JOIN matchgraph_learningrun learned ON learned.id = force.run_id
    JOIN matchgraph_edge edge ON edge.run_id = force.run_id AND edge.artifact_id = scoring_score.artifact_id
    HAVING sum(edge.searches) > 0
"""


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """One line of a list; `components` holds each component's points in tenths, by key.

    `position` counts within the list that was asked for.
    """

    position: int | None
    artifact: Artifact
    score_tenths: int | None
    coverage: float
    components: dict[str, int]
    interval: Interval | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    entries: tuple[LeaderboardEntry, ...]
    total: int
    rated: int


def methodology_current() -> Methodology:
    """The methodology of the published run, or the one that the first run will use."""
    run = published_run()
    return methodology_get(run.methodology if run else CURRENT)


def impact_of(version: str) -> dict[str, Any] | None:
    """What that methodology changed when it was published last, as `scoring.impact` measured it; None if it never was
    published after another one."""
    found = ScoringRun.objects.filter(methodology=version, impact__isnull=False, published_at__isnull=False)
    return found.order_by("-pk").values_list("impact", flat=True).first()


def published_run() -> RunInfo | None:
    """The run that every reader sees now; None before the first publication."""
    found = Publication.objects.select_related("run").filter(run__isnull=False)
    pointer = found.annotate(match_run=RawSQL(_MATCH_RUN, (), IntegerField())).first()  # noqa: S611 - no parameter
    if pointer is None or pointer.run is None:
        return None
    return replace(run_info(pointer.run), match_run=vars(pointer)["match_run"] or 0)


def score_cards(artifact_ids: Iterable[int], *, run: RunInfo | None = None) -> dict[int, ScoreCard]:
    """Cards by artifact id, of the published run or the one given; one query for all ids, and one for the run."""
    run = run or published_run()
    if run is None:
        return {}
    rows = scores_in_force(run).filter(artifact_id__in=list(artifact_ids))
    sourced = rows.annotate(sources=RawSQL(_SOURCES, (), JSONField()))  # noqa: S611 - takes no parameter
    sourced = sourced.annotate(matched=RawSQL(_MATCHED, (), JSONField()))  # noqa: S611 - takes no parameter
    methodology = methodology_get(run.methodology)
    cards = {}
    for score, places, _ in _placed(sourced, run):
        named = vars(score)["sources"] or ()
        sources = {source_id: ReadingSource(name, url) for source_id, name, url in named}
        said = vars(score)["matched"]
        matched = MatchEvidence(*said) if said else None
        cards[score.artifact_id] = card_of(score, places, run, methodology, sources, matched=matched)
    return cards


def leaderboard(
    *, kind: str, offset: int, limit: int, run: RunInfo | None = None, members: bool = True
) -> LeaderboardPage:
    """A stretch of one kind's list: rated artifacts by score, unrated ones behind them; none hidden since the run.

    Without `members` a family stands for its members, and positions count families and artifacts outside any.
    """
    run = run or published_run()
    if run is None:
        return LeaderboardPage((), 0, 0)
    grouped = not members and bool(run.grouped)
    stretch = _stretch(run, kind=kind, grouped=grouped, offset=offset, limit=limit)
    total, rated = list_counts(run, kind=kind, members=not grouped)
    return LeaderboardPage(_entries(stretch, run, grouped=grouped), total, rated)


def leaderboard_entries(
    artifact_ids: Iterable[int], *, run: RunInfo, members: bool = True
) -> tuple[LeaderboardEntry, ...]:
    """The lines of these artifacts in the order of the list, with the places that they hold in all of it."""
    scores = scores_in_force(run).filter(artifact_id__in=list(artifact_ids)).order_by("rank_key", "slug")
    return _entries(scores, run, grouped=not members and bool(run.grouped))


def _entries(scores: QuerySet[Score], run: RunInfo, *, grouped: bool) -> tuple[LeaderboardEntry, ...]:
    """Two queries, which read no more than a line shows: rows of scores and of artifacts are wide."""
    keys = [component.key for component in methodology_get(run.methodology).components]
    placed = list(_placed(scores.only(*_SHOWN), run))
    artifacts = (
        Artifact.objects.listed()
        .select_related("organization")
        .only("slug", "name", "kind", "status", "organization__name")
        .in_bulk([score.artifact_id for score, _, _ in placed])
    )
    return tuple(
        LeaderboardEntry(
            position=places.position,
            artifact=artifacts[score.artifact_id],
            score_tenths=score.score_tenths if score.rated else None,
            coverage=score.own_coverage / MICRO,
            components=dict(zip(keys, score.component_tenths, strict=True)),
            interval=interval_of(score),
            band=places.band,
        )
        for score, everything, apart in placed
        for places in [apart if grouped else everything]
        if score.artifact_id in artifacts
    )


def scores_in_force(run: RunInfo) -> QuerySet[Score]:
    """The rows of a run that is kept whole, one an artifact."""
    return Score.objects.filter(run_id=run.ground, since_run__lte=run.run_id, until_run__gt=run.run_id)


def _placed(scores: QuerySet[Score], run: RunInfo) -> Iterator[tuple[Score, Places, Places]]:
    """Rows with their places in the list of everything and in that without members; one query."""
    rung = Rung.objects.filter(
        run_id=run.run_id, kind=OuterRef("kind"), tenths=OuterRef("score_tenths"), sd_class=OuterRef("sd_class")
    )
    for score in scores.annotate(places=Subquery(rung.values(found=_PLACES))):
        if not score.rated or score.places is None:
            yield score, Places(), Places()
            continue
        position, best, worst, grouped_position, grouped_best, grouped_worst = score.places
        grouped = Places() if score.folded else Places.of(grouped_position, grouped_best, grouped_worst)
        yield score, Places.of(position, best, worst), grouped


def _stretch(run: RunInfo, *, kind: str, grouped: bool, offset: int, limit: int) -> QuerySet[Score]:
    """Rows of a list in its order. Deep in it they are found from the last milestone before, which is a query more."""
    scores = scores_in_force(run).filter(kind=kind).order_by("rank_key", "slug")
    if grouped:
        scores = scores.filter(folded=False)
    milestones = Milestone.objects.filter(run_id=run.run_id, kind=kind, grouped=grouped, place__lte=offset)
    milestone = milestones.order_by("-place").first() if offset >= EVERY else None
    if milestone is not None:
        behind = RawSQL("(rank_key, slug) > (%s, %s)", (milestone.rank_key, milestone.slug), BooleanField())
        scores, offset = scores.filter(behind), offset - milestone.place
    return scores[offset : offset + limit]


def list_counts(run: RunInfo, *, kind: str, members: bool) -> tuple[int, int]:
    """How many artifacts a list holds, and how many of them are rated."""
    if members or not run.grouped:
        return run.listed.get(kind, 0), run.rated.get(kind, 0)
    counts = run.grouped.get(kind, {})
    return counts.get("listed", 0), counts.get("rated", 0)


def shown_scores(artifact_ids: Iterable[int], *, run: RunInfo | None) -> dict[int, int]:
    """Scores in tenths by artifact id, of those that are rated in the run; one query, none without a run."""
    if run is None:
        return {}
    rated = scores_in_force(run).filter(artifact_id__in=list(artifact_ids), rated=True)
    return dict(rated.values_list("artifact_id", "score_tenths"))


def shown_intervals(artifact_ids: Iterable[int], *, run: RunInfo | None) -> dict[int, Interval]:
    """The 90 % intervals of those scores; one query, none without a run."""
    if run is None:
        return {}
    columns = ("artifact_id", "rated", "low", "high", "sd_evidence", "sd_method", "width")
    rated = scores_in_force(run).filter(artifact_id__in=list(artifact_ids), rated=True).only(*columns)
    found = {score.artifact_id: interval_of(score) for score in rated}
    return {artifact_id: interval for artifact_id, interval in found.items() if interval}


def run_info(run: ScoringRun) -> RunInfo:
    """A run that was published, as readers may know it."""
    if run.published_at is None:
        raise ValueError(f"{run} is named by the publication but was never published")
    return RunInfo(
        run_id=run.pk,
        methodology=run.methodology,
        methodology_sha256=run.methodology_sha256,
        as_of=run.as_of,
        published_at=run.published_at,
        rated=run.rated,
        listed=run.listed,
        grouped=run.grouped,
        whole=run.state in (ScoringRun.State.PUBLISHED, ScoringRun.State.SUPERSEDED),
        ground=run.ground or run.pk,
    )
