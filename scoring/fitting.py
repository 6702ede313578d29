"""Fits the frozen numbers of a methodology on the catalog: scales, boards, fillings, intervals. Seeded throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from catalog.models import Artifact
from catalog.models import Signal as CatalogSignal
from scoring.columns import OBSERVED, STALE, Readings
from scoring.evidence import evidence_gather, latest_observation
from scoring.fitting_boards import SEED, task_family_fit
from scoring.formula.calibration import Population, cases_make, points, widths_fit
from scoring.formula.filled import own_coverage
from scoring.formula.filling import Filling, kappas_fit, priors_fit, scales_fit
from scoring.formula.intervals import Spread, spread_fit
from scoring.formula.normalize import board_knots_fit, knots_fit
from scoring.formula.profile import MICRO, Floats, Integers
from scoring.methodology import Board, Kind, Methodology, Signal

# Below this a position says little about the test and much about who happened to take it.
BOARD_MINIMUM = 20
DECIMALS = 6
PRIOR_RANGE = (0.01, 0.99)
# Points of a score: half of the rated artifacts of a kind stand above.
MIDDLE = 50.0


def methodology_fit(draft: Methodology, *, version: str) -> Methodology:
    """The draft with its numbers fitted: population = listed artifacts of the kind with an observed value.

    A family is no part of it: its figures are its members' and would count twice.
    """
    draft = Methodology.model_validate(draft.as_json())  # copies of it would carry what it has cached
    families = tuple(task_family_fit(family) for family in draft.task_families)
    boards = tuple(fitted for board in draft.boards if (fitted := _board_fit(board)).artifacts >= BOARD_MINIMUM)
    with_boards = draft.model_copy(update={"version": version, "boards": boards})
    if families:
        with_boards = with_boards.model_copy(update={"task_families": families})
    with_boards = with_boards.model_copy(
        update={"signals": tuple(_reading_boards(with_boards, signal) for signal in draft.signals)}
    )
    scaled = with_boards.model_copy(update={"signals": _signals_fit(with_boards)})
    return scaled if scaled.formula == "draft" else _filling_fit(scaled)


def _reading_boards(methodology: Methodology, signal: Signal) -> Signal:
    """The signal, reading the boards that were kept."""
    if signal.reading == "latent":
        tests = [test.metric for family in methodology.task_families for board in family.boards for test in board.tests]
        return signal.model_copy(update={"metrics": tuple(tests)})
    if signal.reading != "boards":
        return signal
    known = methodology.boards_by_metric
    return signal.model_copy(update={"metrics": tuple(metric for metric in signal.metrics if metric in known)})


def _board_fit(board: Board) -> Board:
    latest = (
        CatalogSignal.objects.filter(metric=board.metric, artifact__status=Artifact.Status.LISTED, value__isnull=False)
        .order_by("artifact_id", "-observed", "source__key", "-pk")
        .distinct("artifact_id")
    )
    values = np.array(latest.values_list("value", flat=True), dtype=float)
    knots = tuple(board_knots_fit(values)) if len(values) else ()
    return board.model_copy(update={"artifacts": len(values), "knots": knots})


@dataclass(frozen=True)
class _Known:
    """What is known of every artifact of a kind that is no family, in the order of slugs."""

    readings: Readings
    values: Integers
    reliabilities: Integers


def _gathered(methodology: Methodology, kind: Kind) -> _Known:
    last_id = Artifact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    evidence = evidence_gather(methodology, kind, first_id=0, last_id=last_id, as_of=latest_observation())
    single = [subject for subject in evidence.subjects if not subject.is_family]
    rows = np.array([subject.row for subject in sorted(single, key=lambda subject: subject.slug)], dtype=np.int64)
    return _Known(evidence.readings.rows(rows), evidence.values[rows], evidence.reliabilities[rows])


def _signals_fit(methodology: Methodology) -> tuple[Signal, ...]:
    fitted: list[Signal] = []
    for kind in get_args(Kind):
        evidence = _gathered(methodology, kind)
        for column, signal in enumerate(methodology.signals_of(kind)):
            own = evidence.readings.rows((slice(None), column))
            raw = own.raws[np.isin(own.states, (OBSERVED, STALE))]
            fitted.append(_scale_fit(signal, raw) if signal.half_point is not None else signal)
    return tuple(fitted)


def _scale_fit(signal: Signal, raw: Floats) -> Signal:
    """s0 is the median of the values above zero, so that multiplying every figure by a constant changes nothing."""
    above = raw[raw > 0]
    half_point = float(np.median(above)) if len(above) else 1.0
    knots = tuple(knots_fit(np.log1p(raw / half_point))) if len(raw) else ((0.0, 0.5),)
    return signal.model_copy(update={"half_point": half_point, "knots": knots})


def _filling_fit(methodology: Methodology) -> Methodology:
    """Priors, scales, kappas, spreads and widths of each kind, on the artifacts that are rated."""
    for kind in get_args(Kind):
        evidence = _gathered(methodology, kind)
        profile, signals = methodology.profile(kind), methodology.signals_of(kind)
        rated = own_coverage(profile, evidence.reliabilities) >= methodology.rated_from * MICRO
        population = Population(
            profile=profile,
            values=evidence.values[rated],
            reliabilities=evidence.reliabilities[rated],
            hideable=np.array([not signal.counted_here and signal.trust > 0 for signal in signals]),
        )
        filling = _anchored(population, _filling(population))
        spread = _spread(population, filling, signals)
        widths = widths_fit(cases_make(population, filling, spread, seed=SEED))
        methodology = _stated(methodology, kind, filling, replace(spread, widths=widths))
    return methodology


def _filling(population: Population) -> Filling:
    profile, values, reliabilities = population.profile, population.values, population.reliabilities
    priors = np.clip(np.round(priors_fit(profile, values, reliabilities), DECIMALS), *PRIOR_RANGE)
    scales = np.round(scales_fit(priors, values, reliabilities), DECIMALS)
    kappas = kappas_fit(profile, priors, scales, values, reliabilities, hideable=population.hideable, seed=SEED)
    return Filling(priors, scales, kappas)


def _anchored(population: Population, filling: Filling) -> Filling:
    """The filling with the middle of the kind's scores at `MIDDLE`, by the priors of what is known of nobody.

    They are the same for all of a kind and tell nobody apart, so that they may say where its scale lies. By whole
    tenths of a point: else rounding would show their rows a tenth apart.
    """
    profile = population.profile
    unknown = [
        component
        for component in range(profile.component_count)
        if not population.reliabilities[:, profile.columns(component)].any()
    ]
    free = np.isin(profile.component_of, unknown)
    if not free.any() or not len(population.values):
        return filling
    middle = float(np.median(points(profile, filling, population.values, population.reliabilities)))
    weight = float(profile.component_weights[unknown].sum()) / MICRO
    moved = np.where(free, filling.priors + round(MIDDLE - middle, 1) / (100 * weight), filling.priors)
    return replace(filling, priors=np.clip(np.round(moved, DECIMALS), *PRIOR_RANGE))


def _spread(population: Population, filling: Filling, signals: Sequence[Signal]) -> Spread:
    """Noise is not fitted: the draft states it. What no draft states has none."""
    spread = spread_fit(
        population.profile,
        filling.priors,
        population.values,
        population.reliabilities,
        trusts=np.array([signal.trust for signal in signals]),
        noises=np.array([signal.noise or 0.0 for signal in signals]),
    )
    return replace(spread, sds=np.round(spread.sds, DECIMALS), shared=np.round(spread.shared, DECIMALS))


def _stated(methodology: Methodology, kind: Kind, filling: Filling, spread: Spread) -> Methodology:
    """The document with the numbers of one kind in it."""
    numbers = iter(zip(filling.priors, filling.scales, spread.sds, spread.noises, strict=True))
    signals = tuple(
        signal.model_copy(update=dict(zip(("prior", "scale", "sd", "noise"), map(float, next(numbers)), strict=True)))
        if signal.kind == kind
        else signal
        for signal in methodology.signals
    )
    components = tuple(
        component.model_copy(
            update={
                "kappas": component.kappas | {kind: float(filling.kappas[place])},
                "shared": component.shared | {kind: float(spread.shared[place])},
            }
        )
        for place, component in enumerate(methodology.components)
    )
    update = {"signals": signals, "components": components, "widths": methodology.widths | {kind: spread.widths}}
    return methodology.model_copy(update=update)
