"""The methodology as tables of Markdown, for the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from scoring.methodology import Kind, Methodology, Signal
from scoring.sentences import ROLLUP_WORDS, number

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
    parts += ["### Boards", _boards(methodology), "### Known weaknesses"]
    parts.append("\n".join(f"- {weakness}" for weakness in methodology.known_weaknesses))
    return "\n\n".join(parts)


def _components(methodology: Methodology) -> str:
    rows = (
        [
            component.label,
            *(f"{100 * component.weights[kind]:g} %" for kind in get_args(Kind)),
            f"{component.prior:g}",
            f"{component.kappa:g}",
            component.meaning,
        ]
        for component in methodology.components
    )
    return _table(["component", *(f"weight, {kind}" for kind in get_args(Kind)), "prior", "kappa", "meaning"], rows)


def _signals(methodology: Methodology, kind: Kind) -> str:
    labels = {component.key: component.label for component in methodology.components}
    rows = (
        [
            labels[signal.component],
            f"`{signal.key}`",
            f"{100 * signal.weight:g} %",
            f"{signal.trust:g}" if signal.trust else "",
            f"{signal.max_age_days} days" if signal.max_age_days else "",
            _scale(signal),
            signal.reason,
        ]
        for signal in methodology.signals_of(kind)
    )
    return _table(["component", "signal", "weight", "trust", "counts until", "scale", "reason"], rows)


def _scale(signal: Signal) -> str:
    if signal.half_point is None:
        return "share of boards" if signal.reading == "boards" else "as it is" if signal.reading != "none" else ""
    return f"logarithmic, half point {number(signal.half_point)} {signal.unit}"


def _rollups(methodology: Methodology) -> str:
    rows = ([f"`{rollup.signal}`", ROLLUP_WORDS[rollup.rule], rollup.reason] for rollup in methodology.rollups)
    return _table(["signal", "read from", "reason"], rows)


def _boards(methodology: Methodology) -> str:
    rows = ([f"`{board.metric}`", board.label, board.unit, str(board.artifacts)] for board in methodology.boards)
    return _table(["board", "group", "unit", "artifacts"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
