"""Reads of scoring: everything comes from the published run, so page, API and list agree at every moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog.models import Artifact, Source
from scoring.formula.normalize import quantile_of
from scoring.formula.profile import MICRO
from scoring.methodology import CURRENT, Methodology, Signal, methodology_get
from scoring.models import Publication, Score, ScoringRun
from scoring.readings import State
from scoring.sentences import baseline_sentence, component_sentences, row_sentence


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A published run. `rated` and `listed` count artifacts by kind, `grouped` those that are no member of a family.

    `grouped` is empty in a run from before families had lists of their own.
    """

    run_id: int
    methodology: str
    methodology_sha256: str
    as_of: date
    published_at: datetime
    rated: dict[str, int]
    listed: dict[str, int]
    grouped: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the sum. `percentile` is the position 0-100 on the frozen scale of the kind, where there is one."""

    component: str
    key: str
    label: str
    is_baseline: bool
    state: str
    raw: float | None
    unit: str
    observed: str
    source_name: str
    source_url: str
    percentile: float | None
    reliability: float
    points_tenths: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """One component: its value on 0-100 and its points in the total, both in tenths; rows sum to the points."""

    key: str
    label: str
    weight: float
    value_tenths: int
    coverage: float
    points_tenths: int
    rows: tuple[ScoreRow, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One artifact's score with everything that it is made of. Unrated: no total, no position, rows all the same."""

    artifact_id: int
    kind: str
    rated: bool
    score_tenths: int | None
    coverage: float
    components: tuple[ComponentScore, ...]
    position: int | None
    population: int
    run: RunInfo


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


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    entries: tuple[LeaderboardEntry, ...]
    total: int
    rated: int


def methodology_current() -> Methodology:
    """The methodology of the published run, or the one that the first run will use."""
    run = published_run()
    return methodology_get(run.methodology if run else CURRENT)


def published_run() -> RunInfo | None:
    """The run that every reader sees now; None before the first publication."""
    pointer = Publication.objects.select_related("run").filter(run__isnull=False).first()
    return _run_info(pointer.run) if pointer and pointer.run else None


def score_cards(artifact_ids: Iterable[int], *, run: RunInfo | None = None) -> dict[int, ScoreCard]:
    """Cards by artifact id, for those in the published run (or the one given); three queries however many ids."""
    run = run or published_run()
    if run is None:
        return {}
    scores = list(Score.objects.filter(run_id=run.run_id, artifact_id__in=list(artifact_ids)))
    source_ids = {reading[3] for score in scores for reading in score.readings if reading[3]}
    sources = Source.objects.in_bulk(source_ids) if source_ids else {}
    methodology = methodology_get(run.methodology)
    return {score.artifact_id: _card(score, run, methodology, sources) for score in scores}


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


def _run_info(run: ScoringRun) -> RunInfo:
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
    )


def _card(score: Score, run: RunInfo, methodology: Methodology, sources: dict[int, Source]) -> ScoreCard:
    signals = methodology.signals_of(score.kind)
    rows = [_row(score, place, signal, sources) for place, signal in enumerate(signals)]
    components = []
    for place, component in enumerate(methodology.components):
        baseline = ScoreRow(
            component=component.key,
            key=f"baseline:{component.key}",
            label="Starting value",
            is_baseline=True,
            state="baseline",
            raw=None,
            unit="",
            observed="",
            source_name="",
            source_url="",
            percentile=None,
            reliability=1.0,
            points_tenths=score.tenths[len(signals) + place],
            sentence=baseline_sentence(score.kind, methodology.starting_value(score.kind, component)),  # type: ignore[arg-type]
        )
        coverage = score.coverage[place] / MICRO
        components.append(
            ComponentScore(
                key=component.key,
                label=component.label,
                weight=component.weights[score.kind],  # type: ignore[index]
                value_tenths=round(score.component_values[place] / (MICRO / 1000)),
                coverage=coverage,
                points_tenths=score.component_tenths[place],
                rows=(baseline, *(row for row in rows if row.component == component.key)),
                sentences=component_sentences(component.key, coverage=coverage),
            )
        )
    return ScoreCard(
        artifact_id=score.artifact_id,
        kind=score.kind,
        rated=score.rated,
        score_tenths=score.score_tenths if score.rated else None,
        coverage=score.own_coverage / MICRO,
        components=tuple(components),
        position=score.position,
        population=run.rated.get(score.kind, 0),
        run=run,
    )


def _row(score: Score, place: int, signal: Signal, sources: dict[int, Source]) -> ScoreRow:
    state, raw, observed, source_id, note = score.readings[place]
    source = sources.get(source_id)
    percentile = None
    if state == State.OBSERVED and signal.half_point is not None:
        percentile = 100 * quantile_of(score.values[place] / MICRO)
    return ScoreRow(
        component=signal.component,
        key=signal.key,
        label=signal.label,
        is_baseline=False,
        state=state,
        raw=raw,
        unit=signal.unit,
        observed=observed,
        source_name=source.name if source else "",
        source_url=source.url if source else "",
        percentile=percentile,
        reliability=score.reliabilities[place] / MICRO,
        points_tenths=score.tenths[place],
        sentence=row_sentence(signal, state=state, raw=raw, observed=observed, note=note, percentile=percentile),
    )
