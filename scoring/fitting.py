"""Fits the frozen numbers of a methodology on the catalog: half points, knots, boards. Nothing here is random."""

from __future__ import annotations

import numpy as np

from catalog.models import Artifact
from catalog.models import Signal as CatalogSignal
from scoring.evidence import evidence_gather, latest_observation
from scoring.formula.normalize import board_knots_fit, knots_fit
from scoring.formula.profile import Floats
from scoring.methodology import Board, Methodology, Signal
from scoring.readings import State

# Below this a position says little about the test and much about who happened to take it.
BOARD_MINIMUM = 20


def methodology_fit(draft: Methodology, *, version: str) -> Methodology:
    """The draft with its scales fitted: population = listed artifacts of the kind with an observed value.

    A family is no part of it: its figures are its members' and would count twice.
    """
    boards = tuple(fitted for board in draft.boards if (fitted := _board_fit(board)).artifacts >= BOARD_MINIMUM)
    known = {board.metric for board in boards}
    signals = tuple(
        signal.model_copy(update={"metrics": tuple(metric for metric in signal.metrics if metric in known)})
        if signal.reading == "boards"
        else signal
        for signal in draft.signals
    )
    with_boards = draft.model_copy(update={"version": version, "boards": boards, "signals": signals})
    return with_boards.model_copy(update={"signals": _signals_fit(with_boards)})


def _board_fit(board: Board) -> Board:
    latest = (
        CatalogSignal.objects.filter(metric=board.metric, artifact__status=Artifact.Status.LISTED, value__isnull=False)
        .order_by("artifact_id", "-observed", "source__key", "-pk")
        .distinct("artifact_id")
    )
    values = np.array(latest.values_list("value", flat=True), dtype=float)
    knots = tuple(board_knots_fit(values)) if len(values) else ()
    return board.model_copy(update={"artifacts": len(values), "knots": knots})


def _signals_fit(methodology: Methodology) -> tuple[Signal, ...]:
    fitted: list[Signal] = []
    last_id = Artifact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for kind in ("model", "dataset"):
        evidence = evidence_gather(methodology, kind, first_id=0, last_id=last_id, as_of=latest_observation())
        for column, signal in enumerate(methodology.signals_of(kind)):
            raw = np.array(
                [
                    row[column].raw
                    for subject, row in zip(evidence.subjects, evidence.readings, strict=True)
                    if not subject.is_family and row[column].state in (State.OBSERVED, State.STALE)
                ],
                dtype=float,
            )
            fitted.append(_scale_fit(signal, raw) if signal.half_point is not None else signal)
    return tuple(fitted)


def _scale_fit(signal: Signal, raw: Floats) -> Signal:
    """s0 is the median of the values above zero, so that multiplying every figure by a constant changes nothing."""
    above = raw[raw > 0]
    half_point = float(np.median(above)) if len(above) else 1.0
    knots = tuple(knots_fit(np.log1p(raw / half_point))) if len(raw) else ((0.0, 0.5),)
    return signal.model_copy(update={"half_point": half_point, "knots": knots})
