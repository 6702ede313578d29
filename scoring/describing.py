"""The methodology as tables of Markdown, for the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from scoring.methodology import Component, Kind, Methodology, Signal
from scoring.sentences import ROLLUP_WORDS, number

SCALES = {"boards": "share of boards", "latent": "theta of its task family", "none": ""}
LATENT = (
    "A board's figure is location + slope * (theta + noise). Weights of tests, levels of chance and the error of the "
    "links stand in the document."
)
IMPACT_HEAD = (
    "kind",
    "rated before",
    "rated after",
    "in both",
    "Kendall's tau",
    "of the top 100 kept",
    "mean shift",
    "5 / 25 / 50 / 75 / 95 % of shifts",
    "moved by more than 5",
)
FAMILIES = (
    "What a family's row is read from. A signal that is not named here, and one on which no member says anything, is "
    "read from the family's own entry."
)


def methodology_tables(methodology: Methodology) -> str:
    """Components, signals of each kind, boards and known weaknesses; ends without a line end."""
    parts = [f"Version `{methodology.version}`, sha256 `{methodology.sha256}`.", _components(methodology)]
    for kind in get_args(Kind):
        parts += [f"### Signals of a {kind}", _signals(methodology, kind)]
    if methodology.rollups:
        parts += ["### Families", FAMILIES, _rollups(methodology)]
    if methodology.boards:
        parts += ["### Boards", _boards(methodology)]
    if methodology.task_families:
        parts += ["### Boards on latent scales", LATENT, *_task_families(methodology)]
    parts.append("### Known weaknesses")
    parts.append("\n".join(f"- {weakness}" for weakness in methodology.known_weaknesses))
    return "\n\n".join(parts)


def _components(methodology: Methodology) -> str:
    rows = (
        [
            component.label,
            *(f"{100 * component.weights[kind]:g} %" for kind in get_args(Kind)),
            *_fillings(methodology, component),
            component.meaning,
        ]
        for component in methodology.components
    )
    filled = ["prior", "kappa"]
    if methodology.formula != "draft":
        filled = [f"{name}, {kind}" for kind in get_args(Kind) for name in ("starts at", "kappa")]
    return _table(["component", *(f"weight, {kind}" for kind in get_args(Kind)), *filled, "meaning"], rows)


def _fillings(methodology: Methodology, component: Component) -> list[str]:
    """What a component starts at and how strongly it is drawn there, by kind where the formula has it by kind."""
    if methodology.formula == "draft":
        return [f"{component.prior:g}", f"{component.kappa:g}"]
    return [
        text
        for kind in get_args(Kind)
        for text in (f"{methodology.starting_value(kind, component):.3f}", f"{component.kappas[kind]:g}")
    ]


def _signals(methodology: Methodology, kind: Kind) -> str:
    labels = {component.key: component.label for component in methodology.components}
    filled = methodology.formula != "draft"
    rows = (
        [
            labels[signal.component],
            f"`{signal.key}`",
            f"{100 * signal.weight:g} %",
            f"{signal.trust:g}" if signal.trust else "",
            f"{signal.max_age_days} days" if signal.max_age_days else "",
            _scale(signal),
            *([f"{signal.prior:.3f}", f"{signal.scale:.3f}", f"{signal.noise:g}"] if filled else []),
            signal.reason,
        ]
        for signal in methodology.signals_of(kind)
    )
    extra = ["prior", "moves by", "noise"] if filled else []
    return _table(["component", "signal", "weight", "trust", "counts until", "scale", *extra, "reason"], rows)


def _scale(signal: Signal) -> str:
    if signal.half_point is None:
        return SCALES.get(signal.reading, "as it is")
    return f"logarithmic, half point {number(signal.half_point)} {signal.unit}"


def _rollups(methodology: Methodology) -> str:
    rows = ([f"`{rollup.signal}`", ROLLUP_WORDS[rollup.rule], rollup.reason] for rollup in methodology.rollups)
    return _table(["signal", "read from", "reason"], rows)


def _boards(methodology: Methodology) -> str:
    rows = ([f"`{board.metric}`", board.label, board.unit, str(board.artifacts)] for board in methodology.boards)
    return _table(["board", "group", "unit", "artifacts"], rows)


def _task_families(methodology: Methodology) -> list[str]:
    parts = []
    for family in methodology.task_families:
        places = ", ".join(f"{theta:.2f} is worth {value:g}" for theta, value in family.knots)
        apart = "".join(
            f" {board.label} stays apart: it shares {board.shared} of its {board.artifacts} artifacts with the rest."
            for board in family.apart
        )
        parts.append(
            f"{family.artifacts:,} {family.label}; theta of {places}, linear between. {family.reason}{apart}\n\n"
            + _table(
                ["board", "tests", "unit", "artifacts", "on other boards too", "location", "slope", "noise", "middle"],
                (
                    [
                        board.label,
                        str(len(board.tests)),
                        board.unit,
                        str(board.artifacts),
                        str(board.shared),
                        f"{board.location:.4g}",
                        f"{board.slope:.4g}",
                        f"{board.noise:.3f}",
                        f"{board.mean:.2f}",
                    ]
                    for board in family.boards
                ),
            )
        )
    return parts


def impact_tables(impact: Mapping[str, Any]) -> str:
    """What publishing a methodology changed, as `scoring.impact` measured it; ends without a line end."""
    kinds = {kind: found for kind, found in impact["kinds"].items() if found["rated_in_both"]}
    rows = (
        [
            kind,
            f"{found['rated_before']:,}",
            f"{found['rated_after']:,}",
            f"{found['rated_in_both']:,}",
            "" if found["tau"] is None else f"{found['tau']:.3f}",
            f"{found['top_kept']} of {found['top']}",
            f"{found['shift_mean']:+.2f}",
            " / ".join(f"{quantile:+.1f}" for quantile in found["shift_quantiles"]),
            f"{found['moved']:,}",
        ]
        for kind, found in kinds.items()
    )
    head = f"`{impact['methodology']}` against `{impact['former_methodology']}`, in points of the score."
    parts = [head, _table(IMPACT_HEAD, rows)]
    for kind, found in kinds.items():
        if found["movers"]:
            parts.append(f"The largest moves of a {kind}, with the rows that moved most:")
            parts.append(_table(["artifact", "before", "after", "rows"], map(_mover, found["movers"])))
    return "\n\n".join(parts)


def _mover(mover: Mapping[str, Any]) -> list[str]:
    reasons = ", ".join(f"{reason['row']} {reason['points']:+.1f}" for reason in mover["reasons"])
    return [mover["name"], f"{mover['before']:.1f}", f"{mover['after']:.1f}", reasons]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
