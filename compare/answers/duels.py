"""Two sides that do the same job, and the one ahead of several, under given weights. Pure: no Django.

What is sure is reckoned in `scoring.formula.paired`; here it gets names and the tenths that pages print. Judged in
another order, the same sides get the same answer, to the last bit: a pair is always reckoned from the side ahead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from compare.parts.points import Points
from compare.parts.verdicts import Contestant, Decided, Duel, Standing
from scoring.formula.intervals import NORMAL_90
from scoring.formula.paired import (
    CLEAR,
    CLEAR_FROM,
    Outcome,
    PairedDifference,
    Side,
    outcome,
    paired_difference,
    reweighed,
)
from scoring.formula.profile import Floats

SAID: dict[Outcome, Decided] = {Outcome.CLEAR: "clear", Outcome.LEANS: "leans", Outcome.TOO_CLOSE: "too_close"}
FROM_WEAKEST: tuple[Decided, ...] = ("too_close", "leans", "clear")


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Rated sides by their score under some weights, and every pair of them, those of the first side first."""

    order: tuple[Contestant, ...]
    scores: tuple[Points, ...]
    duels: tuple[Duel, ...]

    @property
    def of_first(self) -> tuple[Duel, ...]:
        """The pairs of the first side with each other one, in their order."""
        return self.duels[: len(self.order) - 1]

    @property
    def nearest(self) -> tuple[Points, float]:
        """The first side's lead on the one that it is least surely ahead of, and the probability that it is ahead."""
        first = self.order[0].letter
        leads = [
            (each.margin, each.probability)
            if each.ahead == first
            else (Points(-each.margin.tenths), round(1 - each.probability, 4))
            for each in self.of_first
        ]
        return min(leads, key=lambda lead: (lead[1], lead[0].tenths))

    @property
    def outcome(self) -> Decided:
        """How surely the first is ahead of all others: as surely as of the one that it is least surely ahead of."""
        return min((self._said(each) for each in self.of_first), key=FROM_WEAKEST.index)

    @property
    def contested(self) -> tuple[Contestant, ...]:
        """The first side, and those that it is not even likely ahead of."""
        pairs = zip(self.order[1:], self.of_first, strict=True)
        return (self.order[0], *(other for other, each in pairs if self._said(each) == "too_close"))

    def _said(self, each: Duel) -> Decided:
        return each.outcome if each.ahead == self.order[0].letter else "too_close"


def evidence_of(side: Contestant) -> Side:
    """Raises ValueError for a side that no run knows: it cannot be compared."""
    if side.evidence is None:
        raise ValueError(f"{side.name} ({side.letter}) has no score to compare")
    return side.evidence


def weights_of(side: Contestant) -> Floats:
    """The published weights of the side's kind, by component."""
    return np.array([part.weight for part in side.parts])


def decide(sides: Sequence[Contestant], weights: Floats | None = None) -> Decision:
    """Compare rated sides of one kind, under other weights than the published ones where some are given."""
    scored = [(_score(side, weights), side) for side in sides]
    # Equal ones by name, so that the order of sides does not matter.
    scored.sort(key=lambda each: (-each[0].tenths, each[1].name, each[1].letter))
    used = weights_of(sides[0]) if weights is None else weights
    return Decision(
        order=tuple(side for _, side in scored),
        scores=tuple(score for score, _ in scored),
        duels=tuple(_duel(a, b, used) for a, b in combinations(scored, 2)),
    )


def standings(decision: Decision) -> tuple[Standing, ...]:
    """Places by score, and the band of places that cannot be told apart."""
    count = len(decision.order)
    surely = [each for each in decision.duels if each.probability >= CLEAR and each.outcome != "too_close"]
    return tuple(
        Standing(
            place=1 + decision.scores.index(score),
            letter=side.letter,
            name=side.name,
            score=score,
            best=1 + sum(each.behind == side.letter for each in surely),
            worst=count - sum(each.ahead == side.letter for each in surely),
        )
        for side, score in zip(decision.order, decision.scores, strict=True)
    )


def _score(side: Contestant, weights: Floats | None) -> Points:
    if weights is None:
        return side.score if side.score is not None else Points(0)
    return Points(round(1000 * float(weights @ evidence_of(side).values)))


def _duel(a: tuple[Points, Contestant], b: tuple[Points, Contestant], weights: Floats) -> Duel:
    """Of a and b with their scores under these weights."""
    found = _difference(weights, a[1], b[1])
    if (found.difference or a[0].tenths - b[0].tenths) < 0:
        a, b = b, a
        found = _difference(weights, a[1], b[1])
    (score, first), (other_score, second) = a, b
    margin = Points(score.tenths - other_score.tenths)
    left_out = [number for number, weight in enumerate(found.weights.tolist()) if not weight and weights[number]]
    gaps = evidence_of(first).values - evidence_of(second).values
    return Duel(
        ahead=first.letter,
        behind=second.letter,
        outcome=SAID[found.outcome] if margin.tenths > 0 else "too_close",
        margin=margin,
        low=Points(margin.tenths - _half(found, found.sd)),
        high=Points(margin.tenths + _half(found, found.sd)),
        by_evidence=Points(_half(found, found.sd_evidence)),
        by_weights=Points(_half(found, found.sd_method)),
        # Cut, not rounded: nothing is said to be surer than it is.
        probability=math.floor(found.probability * 10_000) / 10_000,
        left_out=tuple(first.parts[number].key for number in left_out),
        left_out_points=Points(round(1000 * float((weights * gaps)[left_out].sum()))),
        held_back=_held_back(found, first, second),
    )


def _difference(weights: Floats, first: Contestant, second: Contestant) -> PairedDifference:
    """Under these weights; evidence is stored under the published ones."""
    published = weights_of(first)
    sides = (reweighed(evidence_of(side), published, weights) for side in (first, second))
    return paired_difference(weights, *sides)


def _half(found: PairedDifference, sd: float) -> int:
    """Half-width of a 90 % interval in tenths of a point of the scores."""
    return round(10 * NORMAL_90 * sd * found.share)


def _held_back(found: PairedDifference, first: Contestant, second: Contestant) -> str | None:
    """The letter of the less known side, where only that keeps the outcome from being clear."""
    if found.outcome is not Outcome.LEANS or outcome(found.difference, found.probability, 1.0) is not Outcome.CLEAR:
        return None
    less = min((first, second), key=lambda side: (evidence_of(side).coverage, side.name, side.letter))
    return less.letter if evidence_of(less).coverage < CLEAR_FROM else None
