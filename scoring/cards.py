"""One artifact's score as others read it: a stored row in words, tenths and shares. No queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from matchgraph.selectors_graph import MatchEvidence
from scoring.columns import Reading, State
from scoring.formula.intervals import NORMAL_90
from scoring.formula.normalize import quantile_of
from scoring.formula.profile import MICRO
from scoring.formula.rounding import tenths
from scoring.methodology import Methodology, Signal
from scoring.models import Score
from scoring.sentences import baseline_sentence, component_sentences, row_sentence


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A published run. `rated` and `listed` count artifacts by kind, `grouped` those that are no member of a family.

    `grouped` is empty in a run from before families had lists of their own. Not `whole`: its rows are pruned, and only
    the history knows what it said. `ground` is the run whose table holds its rows. `match_run` is the learning run of
    the match graph in force; 0 for a run of the past, and before any.
    """

    run_id: int
    methodology: str
    methodology_sha256: str
    as_of: date
    published_at: datetime
    rated: dict[str, int]
    listed: dict[str, int]
    grouped: dict[str, dict[str, int]] = field(default_factory=dict)
    whole: bool = True
    ground: int = 0
    match_run: int = 0


@dataclass(frozen=True, slots=True)
class ReadingSource:
    """Where a reading comes from."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the sum. `percentile` is the position 0-100 on the frozen scale of the kind, where there is one.

    `value` is what the formula saw, in millionths; a baseline has none.
    """

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
    value: int | None
    reliability: float
    points_tenths: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """One component: its value on 0-100 and its points in the total, both in tenths; rows sum to the points.

    `sd_evidence` is the standard deviation of its points by what is missing, noisy or old; None without intervals.
    """

    key: str
    label: str
    weight: float
    value_tenths: int
    coverage: float
    points_tenths: int
    rows: tuple[ScoreRow, ...]
    sentences: tuple[str, ...]
    sd_evidence: float | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """The 90 % interval of a score, in tenths of a point, with the standard deviations behind it, in points.

    `width` is how many standard deviations of evidence half of the interval is: see `scoring.formula.intervals`. Of a
    score whose rows are gone the history keeps the ends alone.
    """

    low_tenths: int
    high_tenths: int
    sd_evidence: float | None = None
    sd_method: float | None = None
    width: float = NORMAL_90


@dataclass(frozen=True, slots=True)
class Band:
    """The places that an artifact may hold in a list: all who are surely ahead stand before, surely behind after."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}-{self.worst}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a score stands in a list: None when unrated, or when the list does not hold it."""

    position: int | None = None
    band: Band | None = None

    @classmethod
    def of(cls, position: int | None, best: int | None, worst: int | None) -> Places:
        return cls(position, None if best is None or worst is None else Band(best, worst))


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One artifact's score with everything that it is made of. Unrated: no total, no position, rows all the same.

    `interval` and `band` are None when unrated, and in runs of methodologies that give none. `values` and
    `reliabilities` of its signals and `component_values` are what the formula sees, in millionths and in the
    methodology's order; all are empty, as rows are, where only the history knows the score. `results` are the raw board
    results by test that its standing is made of; `matched` is what people did with it lately, None where nothing is
    known.
    """

    artifact_id: int
    kind: str
    rated: bool
    score_tenths: int | None
    coverage: float
    components: tuple[ComponentScore, ...]
    position: int | None
    population: int
    run: RunInfo
    values: tuple[int, ...]
    reliabilities: tuple[int, ...]
    component_values: tuple[int, ...]
    interval: Interval | None = None
    band: Band | None = None
    results: Mapping[str, float] = field(default_factory=dict)
    matched: MatchEvidence | None = None


def card_of(
    score: Score,
    places: Places,
    run: RunInfo,
    methodology: Methodology,
    sources: Mapping[int, ReadingSource],
    *,
    matched: MatchEvidence | None = None,
) -> ScoreCard:
    """The card of a stored row; `sources` by id, of its readings."""
    signals = methodology.signals_of(score.kind)
    readings = score.readings
    rows = [_row(score, place, signal, readings[place], sources) for place, signal in enumerate(signals)]
    components = [
        _component(score, methodology, place, len(signals), rows) for place in range(len(methodology.components))
    ]
    return ScoreCard(
        artifact_id=score.artifact_id,
        kind=score.kind,
        rated=score.rated,
        score_tenths=score.score_tenths if score.rated else None,
        coverage=score.own_coverage / MICRO,
        components=tuple(components),
        position=places.position,
        population=run.rated.get(score.kind, 0),
        run=run,
        values=tuple(score.values),
        reliabilities=tuple(score.reliabilities),
        component_values=tuple(score.component_values),
        interval=interval_of(score),
        band=places.band,
        results=score.results or {},
        matched=matched,
    )


def _component(
    score: Score, methodology: Methodology, place: int, signals: int, rows: Sequence[ScoreRow]
) -> ComponentScore:
    """The component at that place; its starting value stands behind all `signals`."""
    component, kind = methodology.components[place], score.kind
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
        value=None,
        reliability=1.0,
        points_tenths=score.tenths[signals + place],
        sentence=baseline_sentence(kind, methodology.starting_value(kind, component)),  # type: ignore[arg-type]
    )
    coverage = score.coverage[place] / MICRO
    return ComponentScore(
        key=component.key,
        label=component.label,
        weight=component.weights[kind],  # type: ignore[index]
        value_tenths=value_tenths(score.component_values[place]),
        coverage=coverage,
        points_tenths=score.component_tenths[place],
        rows=(baseline, *(row for row in rows if row.component == component.key)),
        sentences=component_sentences(component.key, coverage=coverage),
        sd_evidence=score.component_sds[place] / MICRO if score.component_sds else None,
    )


def value_tenths(value: int) -> int:
    """A component's value of 0 to a million as tenths of 0 to 100."""
    return round(value / (MICRO / 1000))


def interval_of(score: Score) -> Interval | None:
    """A run has all numbers of an interval or none of them."""
    if not score.rated or score.low is None:
        return None
    return Interval(
        low_tenths=tenths(score.low),
        high_tenths=tenths(score.high or 0),
        sd_evidence=(score.sd_evidence or 0) / MICRO,
        sd_method=(score.sd_method or 0) / MICRO,
        width=score.width or 0.0,
    )


def _row(score: Score, place: int, signal: Signal, reading: Reading, sources: Mapping[int, ReadingSource]) -> ScoreRow:
    source = sources.get(reading.source_id) if reading.source_id else None
    percentile = None
    if reading.state is State.OBSERVED and signal.half_point is not None:
        percentile = 100 * quantile_of(score.values[place] / MICRO)
    return ScoreRow(
        component=signal.component,
        key=signal.key,
        label=signal.label,
        is_baseline=False,
        state=reading.state.value,
        raw=reading.raw,
        unit=signal.unit,
        observed=reading.observed,
        source_name=source.name if source else "",
        source_url=source.url if source else "",
        percentile=percentile,
        value=score.values[place],
        reliability=score.reliabilities[place] / MICRO,
        points_tenths=score.tenths[place],
        sentence=row_sentence(
            signal,
            state=reading.state,
            raw=reading.raw,
            observed=reading.observed,
            note=reading.note,
            percentile=percentile,
        ),
    )
