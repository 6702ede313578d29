"""Reads of scoring: everything comes from the published run, so page, API and list agree at every moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.models import Artifact, Source
from scoring.cards import Band, ComponentScore, Interval, RunInfo, ScoreCard, ScoreRow, band_of, card_of, interval_of
from scoring.formula.profile import MICRO
from scoring.methodology import CURRENT, Methodology, methodology_get
from scoring.models import Publication, Score, ScoringRun

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
    "list_counts",
    "methodology_current",
    "published_run",
    "score_cards",
    "score_totals",
    "shown_scores",
]


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
    pointer = Publication.objects.select_related("run").filter(run__isnull=False).first()
    return run_info(pointer.run) if pointer and pointer.run else None


def score_cards(artifact_ids: Iterable[int], *, run: RunInfo | None = None) -> dict[int, ScoreCard]:
    """Cards by artifact id, for those in the published run (or the one given); three queries however many ids."""
    run = run or published_run()
    if run is None:
        return {}
    scores = list(Score.objects.filter(run_id=run.run_id, artifact_id__in=list(artifact_ids)))
    source_ids = {reading[3] for score in scores for reading in score.readings if reading[3]}
    sources = Source.objects.in_bulk(source_ids) if source_ids else {}
    methodology = methodology_get(run.methodology)
    return {score.artifact_id: card_of(score, run, methodology, sources) for score in scores}


def score_totals(artifact_ids: Iterable[int], *, run: RunInfo | None) -> dict[int, int]:
    """Tenths of a point by artifact id, for those that are rated in this run; one query."""
    if run is None:
        return {}
    rated = Score.objects.filter(run_id=run.run_id, artifact_id__in=list(artifact_ids), rated=True)
    return dict(rated.values_list("artifact_id", "score_tenths"))


def leaderboard(
    *, kind: str, offset: int, limit: int, run: RunInfo | None = None, members: bool = True
) -> LeaderboardPage:
    """A stretch of one kind's list: rated artifacts by score, unrated ones behind them; none hidden since the run.

    Without `members` a family stands for its members, and positions count families and artifacts outside any.
    """
    run = run or published_run()
    if run is None:
        return LeaderboardPage((), 0, 0)
    keys = [component.key for component in methodology_get(run.methodology).components]
    grouped = not members and bool(run.grouped)
    place, position = ("grouped_place", "grouped_position") if grouped else ("place", "position")
    stretch = {f"{place}__gt": offset, f"{place}__lte": offset + limit}
    scores = list(Score.objects.filter(run_id=run.run_id, kind=kind, **stretch).order_by(place))
    artifacts = (
        Artifact.objects.listed().select_related("organization").in_bulk([score.artifact_id for score in scores])
    )
    entries = tuple(
        LeaderboardEntry(
            position=getattr(score, position),
            artifact=artifacts[score.artifact_id],
            score_tenths=score.score_tenths if score.rated else None,
            coverage=score.own_coverage / MICRO,
            components=dict(zip(keys, score.component_tenths, strict=True)),
            interval=interval_of(score),
            band=band_of(score, "grouped" if grouped else "rank"),
        )
        for score in scores
        if score.artifact_id in artifacts
    )
    total, rated = list_counts(run, kind=kind, members=not grouped)
    return LeaderboardPage(entries, total, rated)


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
    rated = Score.objects.filter(run_id=run.run_id, artifact_id__in=list(artifact_ids), rated=True)
    return dict(rated.values_list("artifact_id", "score_tenths"))


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
    )
