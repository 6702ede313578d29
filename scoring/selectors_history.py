"""Reads of the history: which run readers saw on a day, and what it said of an artifact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scoring.methodology import Methodology, methodology_get
from scoring.models import ScoreHistory, ScoringRun
from scoring.selectors import ComponentScore, Interval, RunInfo, ScoreCard, run_info, score_cards, shown_scores
from scoring.sentences import component_sentences


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


def score_history(artifact_id: int, *, limit: int, before: int | None = None) -> list[HistoryEntry]:
    """The newest changes of one artifact's score, newest first; `before` goes on behind the run of that number.

    One query.
    """
    rows = ScoreHistory.objects.filter(artifact_id=artifact_id).select_related("run").order_by("-run_id")
    if before is not None:
        rows = rows.filter(run_id__lt=before)
    return [_entry(row) for row in rows[:limit]]


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
