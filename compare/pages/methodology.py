"""The pages of methodologies, made from the document of each and from what its publication changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

from django.urls import reverse

from compare.pages.frames import artifact_url, meta
from compare.parts.basics import Link
from compare.parts.lists import (
    BoardSpec,
    ChangeSpec,
    ComponentSpec,
    ImpactSpec,
    KindSpec,
    KnotRow,
    MethodologyPage,
    Mover,
    RollUpSpec,
    SignalSpec,
)
from compare.parts.points import Points
from scoring.methodology import Board, Component, Kind, Methodology, Signal, versions
from scoring.selectors import RunInfo
from scoring.sentences import PLURAL, ROLLUP_WORDS, number

# As computed by `scoring.formula.composite` and `scoring.formula.filled`, in the letters of their docstrings.
FORMULAS = {
    "draft": (
        "R = sum of w * rho over the signals of a component: its coverage",
        "e = w * rho * (1 + kappa) / (R + kappa): the weight that a known signal gets",
        "theta = mu + sum of e * (u - mu): the component, 0 to 1",
        "score = 100 * sum of W * theta over the components",
    ),
    "filled": (
        "k = w * rho for each signal of a component, R = sum of k: its coverage",
        "Z = sum of k * (u - mu) / sigma: how far the known signals stand from the usual",
        "d = Z / (R + kappa), held where no stand-in leaves 0 to 1; mu + sigma * d stands in for an unknown signal",
        "theta = sum of w * (rho * u + (1 - rho) * (mu + sigma * d)): the component, 0 to 1",
        "score = 100 * sum of W * theta over the components",
        "interval = score -/+ width * standard deviation of what is unknown, noisy and old",
    ),
}


NOT_IN_FORCE = "This version is not in force: the scores of this site are made by {version}."


def methodology_page(
    methodology: Methodology, *, run: RunInfo | None, in_force: str, impact: Mapping[str, Any] | None = None
) -> MethodologyPage:
    """One version's page; `in_force` is the version that the scores of the site are made by."""
    current = methodology.version == in_force
    return MethodologyPage(
        meta=meta(
            title=f"Methodology {methodology.version}",
            description=methodology.summary,
            canonical=reverse("compare:methodology") if current else version_url(methodology.version),
            run=run,
        ),
        heading="How the score is made",
        version=methodology.version,
        sha256=methodology.sha256,
        summary=methodology.summary,
        rated_from_percent=round(100 * methodology.rated_from),
        formula=FORMULAS[methodology.formula],
        kinds=tuple(_kind(methodology, kind) for kind in get_args(Kind)),
        rollups=_rollups(methodology),
        boards=(*(_board(board) for board in methodology.boards), *_linked_boards(methodology)),
        known_weaknesses=methodology.known_weaknesses,
        changelog=tuple(ChangeSpec(change.version, change.date, change.text) for change in methodology.changelog),
        notice="" if current else NOT_IN_FORCE.format(version=in_force),
        versions=tuple(
            Link(version, version_url(version)) for version in reversed(versions()) if version != methodology.version
        ),
        impact=_impact(impact) if impact else (),
    )


def version_url(version: str) -> str:
    return reverse("compare:methodology-version", args=[version])


def _impact(impact: Mapping[str, Any]) -> tuple[ImpactSpec, ...]:
    return tuple(
        ImpactSpec(
            label=PLURAL[kind],
            former=impact["former_methodology"],
            rated_before=found["rated_before"],
            rated_after=found["rated_after"],
            agreement="not to be said" if found["tau"] is None else f"{found['tau']:.3f}",
            top=f"{found['top_kept']} of {found['top']}",
            shift=_signed(found["shift_mean"]),
            shifts=tuple(_signed(quantile) for quantile in found["shift_quantiles"]),
            moved=found["moved"],
            movers=tuple(_mover(mover) for mover in found["movers"]),
        )
        for kind, found in impact["kinds"].items()
        if found["rated_in_both"]
    )


def _mover(mover: Mapping[str, Any]) -> Mover:
    return Mover(
        name=mover["name"],
        url=artifact_url(mover["slug"]),
        before=Points(round(10 * mover["before"])),
        after=Points(round(10 * mover["after"])),
        reasons=", ".join(f"{reason['row']} {_signed(reason['points'])}" for reason in mover["reasons"]),
    )


def _signed(points: float) -> str:
    return Points(round(10 * points)).signed


def _kind(methodology: Methodology, kind: Kind) -> KindSpec:
    signals = methodology.signals_of(kind)
    return KindSpec(
        kind=kind,
        label=f"{kind.capitalize()}s",
        anchor=f"kind-{kind}",
        components=tuple(
            _component(methodology, component, kind, [each for each in signals if each.component == component.key])
            for component in methodology.components
        ),
    )


def _component(methodology: Methodology, component: Component, kind: Kind, signals: list[Signal]) -> ComponentSpec:
    return ComponentSpec(
        key=component.key,
        label=component.label,
        anchor=f"{kind}-{component.key}",
        weight_percent=round(100 * component.weights[kind]),
        prior=_share(methodology.starting_value(kind, component)),
        kappa=f"{component.kappas.get(kind, component.kappa):g}",
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
        prior="" if signal.prior is None else _share(signal.prior),
        spread="" if signal.scale is None else _share(signal.scale),
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


def _linked_boards(methodology: Methodology) -> tuple[BoardSpec, ...]:
    return tuple(
        BoardSpec(
            metric=board.key,
            label=board.label,
            group=family.label,
            unit=board.unit,
            direction="higher is better",
            artifacts=board.artifacts,
            knots=(),
        )
        for family in methodology.task_families
        for board in family.boards
    )


def _share(value: float) -> str:
    """0.45 -> 45, 0.025 -> 2.5: a share in hundredths, without needless digits."""
    return f"{100 * value:.1f}".removesuffix(".0")
