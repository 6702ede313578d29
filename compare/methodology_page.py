"""The methodology page, made from the methodology document alone."""

from __future__ import annotations

import math
from typing import get_args

from django.urls import reverse

from compare.frames import meta
from compare.list_pages import (
    BoardSpec,
    ChangeSpec,
    ComponentSpec,
    KindSpec,
    KnotRow,
    MethodologyPage,
    RollUpSpec,
    SignalSpec,
)
from scoring.methodology import Board, Component, Kind, Methodology, Signal
from scoring.selectors import RunInfo
from scoring.sentences import ROLLUP_WORDS, number

# As computed by `scoring.formula.composite`, in the letters of its docstring.
FORMULA = (
    "R = sum of w * rho over the signals of a component: its coverage",
    "e = w * rho * (1 + kappa) / (R + kappa): the weight that a known signal gets",
    "theta = mu + sum of e * (u - mu): the component, 0 to 1",
    "score = 100 * sum of W * theta over the components",
)


def methodology_page(methodology: Methodology, *, run: RunInfo | None) -> MethodologyPage:
    return MethodologyPage(
        meta=meta(
            title=f"Methodology {methodology.version}",
            description=methodology.summary,
            canonical=reverse("compare:methodology"),
            run=run,
        ),
        heading="How the score is made",
        version=methodology.version,
        sha256=methodology.sha256,
        summary=methodology.summary,
        rated_from_percent=round(100 * methodology.rated_from),
        formula=FORMULA,
        kinds=tuple(_kind(methodology, kind) for kind in get_args(Kind)),
        rollups=_rollups(methodology),
        boards=tuple(_board(board) for board in methodology.boards),
        known_weaknesses=methodology.known_weaknesses,
        changelog=tuple(ChangeSpec(change.version, change.date, change.text) for change in methodology.changelog),
    )


def _kind(methodology: Methodology, kind: Kind) -> KindSpec:
    signals = methodology.signals_of(kind)
    return KindSpec(
        kind=kind,
        label=f"{kind.capitalize()}s",
        anchor=f"kind-{kind}",
        components=tuple(
            _component(component, kind, [signal for signal in signals if signal.component == component.key])
            for component in methodology.components
        ),
    )


def _component(component: Component, kind: Kind, signals: list[Signal]) -> ComponentSpec:
    return ComponentSpec(
        key=component.key,
        label=component.label,
        anchor=f"{kind}-{component.key}",
        weight_percent=round(100 * component.weights[kind]),
        prior=_share(component.prior),
        kappa=f"{component.kappa:g}",
        meaning=component.meaning,
        reason=component.reason,
        signals=tuple(_signal(signal) for signal in signals),
    )


def _rollups(methodology: Methodology) -> tuple[RollUpSpec, ...]:
    labels = {(signal.kind, signal.key): signal.label for signal in methodology.signals}
    return tuple(
        RollUpSpec(labels[rollup.kind, rollup.signal], ROLLUP_WORDS[rollup.rule], rollup.reason)
        for rollup in methodology.rollups
    )


def _signal(signal: Signal) -> SignalSpec:
    return SignalSpec(
        key=signal.key,
        label=signal.label,
        unit=signal.unit,
        weight_percent=_share(signal.weight),
        trust=f"{signal.trust:g}",
        lifetime=f"{signal.max_age_days:,} days" if signal.max_age_days else "does not age",
        metrics=signal.metrics,
        counted_here=signal.counted_here,
        knots=_signal_knots(signal),
        reason=signal.reason,
    )


def _signal_knots(signal: Signal) -> tuple[KnotRow, ...]:
    """The frozen scale in raw figures: the document keeps z = ln(1 + raw / half point)."""
    if signal.half_point is None:
        return ()
    return tuple(
        KnotRow(number(round(signal.half_point * math.expm1(place), 3)), _share(value)) for place, value in signal.knots
    )


def _board(board: Board) -> BoardSpec:
    return BoardSpec(
        metric=board.metric,
        label=board.label,
        group=board.group,
        unit=board.unit,
        direction="higher is better" if board.higher_is_better else "lower is better",
        artifacts=board.artifacts,
        knots=tuple(KnotRow(number(place), _share(value)) for place, value in board.knots),
    )


def _share(value: float) -> str:
    """0.45 -> 45, 0.025 -> 2.5: a share in hundredths, without needless digits."""
    return f"{100 * value:.1f}".removesuffix(".0")
