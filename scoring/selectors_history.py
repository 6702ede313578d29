"""Reads of the history: which run readers saw on a day, and what it said of an artifact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection

from catalog.selectors import artifacts_by_id
from scoring.methodology import Methodology, methodology_get
from scoring.models import ScoreHistory, ScoringRun
from scoring.selectors import (
    ComponentScore,
    Interval,
    LeaderboardEntry,
    LeaderboardPage,
    RunInfo,
    ScoreCard,
    run_info,
    score_cards,
    shown_scores,
)
from scoring.sentences import component_sentences

# So many runs back a change is news.
CHANGES_RUNS = 50
CHANGES = """
    SELECT a.slug, a.name, h.run_id, r.published_at, before.score_tenths, h.score_tenths
    FROM (
        SELECT id, methodology_sha256, published_at FROM scoring_scoringrun WHERE published_at IS NOT NULL
        ORDER BY id DESC LIMIT %(runs)s
    ) r
    JOIN scoring_scorehistory h ON h.run_id = r.id AND h.scored
    JOIN catalog_artifact a ON a.id = h.artifact_id AND a.status = 'listed'
    CROSS JOIN LATERAL (
        SELECT b.score_tenths, b.scored, b.run_id FROM scoring_scorehistory b
        WHERE b.artifact_id = h.artifact_id AND b.run_id < h.run_id ORDER BY b.run_id DESC LIMIT 1
    ) before
    JOIN scoring_scoringrun former ON former.id = before.run_id AND former.methodology_sha256 = r.methodology_sha256
    WHERE before.scored AND before.score_tenths IS DISTINCT FROM h.score_tenths
    ORDER BY h.run_id DESC, abs(coalesce(h.score_tenths, 0) - coalesce(before.score_tenths, 0)) DESC, a.slug
    LIMIT %(limit)s
"""


# What a run said of each artifact is its last row up to that run.
SAID = """
    SELECT DISTINCT ON (h.artifact_id) h.*, a.slug FROM scoring_scorehistory h
    JOIN catalog_artifact a ON a.id = h.artifact_id AND a.status = 'listed'
    WHERE h.kind = %(kind)s AND h.run_id <= %(run)s ORDER BY h.artifact_id, h.run_id DESC
"""
LIST_AT = f"""
    SELECT artifact_id, CASE WHEN score_tenths IS NOT NULL THEN rank() OVER (ORDER BY score_tenths DESC NULLS LAST) END,
        score_tenths, low_tenths, high_tenths, coverage_percent, component_tenths
    FROM ({SAID}) said WHERE scored ORDER BY score_tenths DESC NULLS LAST, slug LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - our own names
LIST_COUNTS_AT = f"SELECT count(*), count(score_tenths) FROM ({SAID}) said WHERE scored"  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What was printed of one artifact's score from one run on. Not `scored`: that run left the artifact out.

    Points in tenths, coverage in percent; `components` holds points by key. `digest` is that of the receipt's integers.
    """

    run: RunInfo
    scored: bool
    score_tenths: int | None
    low_tenths: int | None
    high_tenths: int | None
    coverage_percent: int
    components: dict[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score that a run printed otherwise than the one before it; None is Unrated."""

    slug: str
    name: str
    run_id: int
    published_at: datetime
    before: int | None
    after: int | None


class NothingPublishedError(Exception):
    """No run had been published by the day asked for; `first` is the day of the first one, None before any."""

    def __init__(self, first: date | None) -> None:
        super().__init__(f"first publication: {first}")
        self.first = first


def run_at(day: date) -> RunInfo:
    """The run that readers saw at the end of a day, by UTC. Raises `NothingPublishedError`. One query, two to raise."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    run = ScoringRun.objects.filter(published_at__lt=end).order_by("-pk").first()
    if run is None:
        first = ScoringRun.objects.filter(published_at__isnull=False).order_by("pk").first()
        raise NothingPublishedError(first.published_at.date() if first and first.published_at else None)
    return run_info(run)


def run_whole(run_id: int) -> RunInfo | None:
    """A run that is still kept whole, by its number."""
    kept = (ScoringRun.State.PUBLISHED, ScoringRun.State.SUPERSEDED)
    run = ScoringRun.objects.filter(pk=run_id, state__in=kept).first()
    return run_info(run) if run else None


def score_cards_at(artifact_ids: Iterable[int], *, run: RunInfo) -> dict[int, ScoreCard]:
    """Cards by artifact id as that run showed them: with rows while the run is kept whole, without afterwards."""
    ids = list(artifact_ids)
    if run.whole:
        return score_cards(ids, run=run)
    rows = ScoreHistory.objects.filter(artifact_id__in=ids, run_id__lte=run.run_id)
    latest = rows.order_by("artifact_id", "-run_id").distinct("artifact_id")
    methodology = methodology_get(run.methodology)
    return {row.artifact_id: _card(row, run, methodology) for row in latest if row.scored}


def shown_scores_at(artifact_ids: Iterable[int], *, run: RunInfo) -> dict[int, int]:
    """Scores in tenths by artifact id, of those that were rated in that run; one query."""
    ids = list(artifact_ids)
    if run.whole:
        return shown_scores(ids, run=run)
    rows = ScoreHistory.objects.filter(artifact_id__in=ids, run_id__lte=run.run_id)
    latest = rows.order_by("artifact_id", "-run_id").distinct("artifact_id")
    return {row.artifact_id: row.score_tenths for row in latest if row.score_tenths is not None}


def leaderboard_at(*, kind: str, offset: int, limit: int, run: RunInfo) -> LeaderboardPage:
    """A stretch of one kind's list as that run showed it, members of families and all; two queries.

    Of what is listed today: what was hidden since is passed over, as everywhere. Which places were surely held is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIST_AT, {"kind": kind, "run": run.run_id, "limit": limit, "offset": offset})
        found = cursor.fetchall()
        cursor.execute(LIST_COUNTS_AT, {"kind": kind, "run": run.run_id})
        total, rated = cursor.fetchone() or (0, 0)
    artifacts = artifacts_by_id([row[0] for row in found])
    keys = [component.key for component in methodology_get(run.methodology).components]
    entries = tuple(
        LeaderboardEntry(
            position=position,
            artifact=artifacts[pk],
            score_tenths=tenths,
            coverage=percent / 100,
            components=dict(zip(keys, components, strict=False)),
            interval=None if low is None else Interval(low, high),
        )
        for pk, position, tenths, low, high, percent, components in found
        if pk in artifacts
    )
    return LeaderboardPage(entries, total, rated)


def score_history(artifact_id: int, *, limit: int, before: int | None = None) -> list[HistoryEntry]:
    """The newest changes of one artifact's score, newest first; `before` goes on behind the run of that number.

    One query.
    """
    rows = ScoreHistory.objects.filter(artifact_id=artifact_id).select_related("run").order_by("-run_id")
    if before is not None:
        rows = rows.filter(run_id__lt=before)
    return [_entry(row) for row in rows[:limit]]


def score_changes(*, limit: int) -> list[ScoreChange]:
    """Scores of listed artifacts that changed under one methodology, newest run first, in it the largest change first.

    One query, over the latest runs; the first row of an artifact and what a new methodology moved are no changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, {"runs": CHANGES_RUNS, "limit": limit})
        return [ScoreChange(*row) for row in cursor.fetchall()]


def last_changes(artifact_ids: Iterable[int]) -> dict[int, datetime]:
    """When a run first showed what an artifact's score says now; one query."""
    rows = ScoreHistory.objects.filter(artifact_id__in=list(artifact_ids)).order_by("artifact_id", "-run_id")
    found = rows.distinct("artifact_id").values_list("artifact_id", "run__published_at")
    return {artifact_id: when for artifact_id, when in found if when}


def _entry(row: ScoreHistory) -> HistoryEntry:
    run = run_info(row.run)
    keys = [component.key for component in methodology_get(run.methodology).components]
    return HistoryEntry(
        run=run,
        scored=row.scored,
        score_tenths=row.score_tenths,
        low_tenths=row.low_tenths,
        high_tenths=row.high_tenths,
        coverage_percent=row.coverage_percent,
        components=dict(zip(keys, row.component_tenths, strict=False)),
        digest=bytes(row.digest).hex(),
    )


def _card(row: ScoreHistory, run: RunInfo, methodology: Methodology) -> ScoreCard:
    """What the history holds of a card: neither rows nor a position, which are gone with the run."""
    components = tuple(
        ComponentScore(
            key=component.key,
            label=component.label,
            weight=component.weights[row.kind],  # type: ignore[index]
            value_tenths=row.component_value_tenths[place],
            coverage=row.component_coverage_percent[place] / 100,
            points_tenths=row.component_tenths[place],
            rows=(),
            sentences=component_sentences(component.key, coverage=row.component_coverage_percent[place] / 100),
        )
        for place, component in enumerate(methodology.components)
    )
    return ScoreCard(
        artifact_id=row.artifact_id,
        kind=row.kind,
        rated=row.rated,
        score_tenths=row.score_tenths,
        coverage=row.coverage_percent / 100,
        components=components,
        position=None,
        population=run.rated.get(row.kind, 0),
        run=run,
        values=(),
        reliabilities=(),
        component_values=(),
        interval=Interval(row.low_tenths, row.high_tenths)
        if row.low_tenths is not None and row.high_tenths is not None
        else None,
    )
