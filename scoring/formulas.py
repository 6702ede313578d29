"""The formula that a methodology names: old documents are scored as they were."""

from __future__ import annotations

from scoring.formula import composite, filled
from scoring.formula.profile import Integers
from scoring.formula.scores import Scores
from scoring.methodology import Kind, Methodology


def score(methodology: Methodology, kind: Kind, values: Integers, reliabilities: Integers) -> Scores:
    """Score n artifacts of a kind. `values` and `reliabilities` (n, signals of the kind) are in millionths."""
    profile = methodology.profile(kind)
    if methodology.formula == "draft":
        return composite.score(profile, values, reliabilities)
    return filled.score(profile, methodology.filling(kind), values, reliabilities)
