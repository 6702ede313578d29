"""Rows in words: the thing, then the number, then the doubt."""

from __future__ import annotations

from scoring.columns import State
from scoring.methodology import Signal

PLURAL = {"model": "models", "dataset": "datasets"}
# What a family's row is read from, by the rule of its roll-up.
ROLLUP_WORDS = {
    "sum": "the sum of its members' latest figures that still count, each model once",
    "own_or_most": "its own figure, else the largest of one member",
    "most": "the largest figure of one member",
    "best_on_board": "on each board the best member there, named",
    "best_member": "its best member's, named",
    "own_or_members": "its own entry, else the mean of its members that say it, trusted by their share",
    "union_derived": "what was made from it or any member, each once",
    "union_providers": "who sells any member, each once",
    "union_sources": "the sources that list any member, each once",
    "union_frameworks": "the frameworks named for it or any member, each once",
}


def number(value: float) -> str:
    """Whole numbers with thousands set apart, others with up to three significant digits."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def row_sentence(
    signal: Signal, *, state: str, raw: float | None, observed: str, note: str, percentile: float | None
) -> str:
    """One sentence a row, from stored values alone."""
    if state == State.UNKNOWN:
        if signal.component == "match_graph":
            return "No match evidence yet: the usual value of its kind stands in."
        return "Not known: what is known in this component, and the usual value of its kind, stand in."
    if state == State.ABSENT:
        return "Looked for and not there: counts as nothing."
    dated = f" ({observed})" if observed else ""
    if state == State.STALE:
        shown = f"{number(raw)} {signal.unit}" if raw is not None else "a figure"
        return f"{shown}{dated} is too old to count."
    what = _observed(signal, raw, note)
    if percentile is None:
        return f"{what}{dated}."
    return f"{what}{dated}: at {percentile:.0f} of 100 on the frozen scale of {PLURAL[signal.kind]}."


def _observed(signal: Signal, raw: float | None, note: str) -> str:
    if signal.reading == "boards" and raw is not None:
        above = f"Stands above {raw:.0f} % of the models"
        return f"{above} there, mean over these boards: {note}" if "; " in note else f"{above} on {note}"
    if note:
        return note[:1].upper() + note[1:]
    counted = " counted in this catalog" if signal.counted_here else ""
    unit = signal.unit.removesuffix("s") if raw == 1 else signal.unit
    return f"{number(raw or 0)} {unit}{counted}"


def baseline_sentence(kind: str, prior: float) -> str:
    return f"Where every one of the {PLURAL[kind]} starts: {100 * prior:.0f} of 100 in this component."


def component_sentences(key: str, *, coverage: float) -> tuple[str, ...]:
    """What the component rests on."""
    if coverage == 0:
        return ("no match evidence yet",) if key == "match_graph" else ("nothing is known here yet",)
    return (f"{100 * coverage:.0f} % of its inputs are known",)
