"""The formula that a methodology names: old documents are scored as they were."""

from __future__ import annotations

from scoring.formula import composite, filled
from scoring.formula import intervals as interval_formula
from scoring.formula.intervals import Intervals
from scoring.formula.profile import Floats, Integers
from scoring.formula.scores import Scores
from scoring.methodology import Kind, Methodology


def score(methodology: Methodology, kind: Kind, values: Integers, reliabilities: Integers) -> Scores:
    """Score n artifacts of a kind. `values` and `reliabilities` (n, signals of the kind) are in millionths."""
    profile = methodology.profile(kind)
    if methodology.formula == "draft":
        return composite.score(profile, values, reliabilities)
    return filled.score(profile, methodology.filling(kind), values, reliabilities)


def intervals(
    methodology: Methodology, kind: Kind, scores: Scores, reliabilities: Integers, noises: Floats
) -> Intervals | None:
    """Intervals of those scores; None of a methodology that gives none."""
    if methodology.formula == "draft":
        return None
    return interval_formula.intervals(
        methodology.profile(kind),
        methodology.filling(kind),
        methodology.spread(kind),
        scores=scores,
        reliabilities=reliabilities,
        noises=noises,
    )
