"""The same evidence under other weights: uses with weights of their own, many weightings, and where it turns round.

Pure: no Django. Weights are judgement; this says how much of an answer is theirs.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compare.answers.duels import Decision, decide, evidence_of, weights_of
from compare.parts.points import Points
from compare.parts.verdicts import Contestant, Decided, ProfileRow, Stability, Turn
from scoring.formula.paired import DRAWS, ahead_share, flips, known_weights, weight_draws
from scoring.formula.profile import Floats

COMPONENTS = ("adoption", "quality", "ecosystem", "match_graph")


@dataclass(frozen=True, slots=True)
class Profile:
    """One use; `weights` are percent in the order of `COMPONENTS`."""

    key: str
    label: str
    meaning: str
    weights: tuple[int, int, int, int]


PROFILES = (
    Profile("production", "Production", "what many already rely on counts most", (40, 30, 20, 10)),
    Profile("research", "Research", "how good it is counts most", (15, 55, 15, 15)),
    Profile("prototyping", "Prototyping", "what gets one going counts more: ecosystem and adoption", (30, 25, 30, 15)),
)


def probability_words(probability: float) -> str:
    """`P = .93`; never a certainty. Cut to two digits, so that nothing sounds surer than it is."""
    hundredths = int(probability * 100 + 1e-9)
    return "P > .99" if hundredths >= 99 else f"P = .{hundredths:02d}"


def profile_rows(sides: Sequence[Contestant]) -> tuple[ProfileRow, ...]:
    """The answer as published and for each use; none where components are not those that the uses weigh."""
    parts = sides[0].parts
    if tuple(part.key for part in parts) != COMPONENTS:
        return ()
    a, b, c, d = (round(100 * part.weight) for part in parts)
    published = Profile("published", "As published", "the weights of the methodology", (a, b, c, d))
    uses = (profile_row(profile, decide(sides, np.array(profile.weights) / 100)) for profile in PROFILES)
    return (profile_row(published, decide(sides)), *uses)


def profile_row(profile: Profile, decision: Decision) -> ProfileRow:
    """What a decision under a profile's weights says, in a line."""
    first, said = decision.order[0], decision.outcome
    margin, probability = decision.nearest
    return ProfileRow(
        key=profile.key,
        label=profile.label,
        meaning=profile.meaning,
        weights=profile.weights,
        outcome=said,
        leader=None if said == "too_close" else first.letter,
        margin=margin,
        probability=probability,
        text=_profile_text(first, said, margin, probability),
    )


def _profile_text(first: Contestant, said: Decided, margin: Points, probability: float) -> str:
    sure = f"{first.name} {margin.signed}, {probability_words(probability)}"
    return {"clear": f"clear: {sure}", "leans": f"leans: {sure}", "too_close": f"too close to call: {sure}"}[said]


def stability(decision: Decision) -> Stability:
    """How often the first side stays ahead of all others when the weights move, the same draws for every pair."""
    first = decision.order[0]
    share = ahead_share(_draws(tuple(weights_of(first).tolist())), np.array(_known_gaps(decision)))
    # A whole hundred is kept for every single weighting.
    percent = min(round(100 * share), 99) if share < 1 else 100
    among = "all others" if len(decision.order) > 2 else decision.order[1].name
    return Stability(
        letter=first.letter,
        name=first.name,
        percent=percent,
        weightings=DRAWS,
        text=f"{first.name} is ahead of {among} in {percent} % of {DRAWS:,} weightings around the published one.",
    )


@functools.lru_cache(maxsize=8)
def _draws(weights: tuple[float, ...]) -> Floats:
    return weight_draws(weights)


def turn(decision: Decision) -> Turn | None:
    """The smallest change of one published weight, the others keeping their proportions, at which the lead is gone."""
    first = decision.order[0]
    if not all(each.ahead == first.letter and each.margin.tenths > 0 for each in decision.of_first):
        return None
    weights = weights_of(first)
    found = [
        (flip, other)
        for other, gaps in zip(decision.order[1:], _known_gaps(decision), strict=True)
        for flip in flips(weights, gaps)
        if gaps[flip.component]
    ]
    if not found:
        return None
    flip, other = min(found, key=lambda each: (abs(each[0].change), each[0].component, each[1].name))
    part = first.parts[flip.component]
    return Turn(
        key=part.key,
        label=part.label,
        letter=other.letter,
        name=other.name,
        weight_percent=round(100 * part.weight, 1),
        level_percent=round(100 * flip.weight, 1),
    )


def turn_text(decision: Decision, found: Turn | None) -> str:
    """Empty where nobody leads, so that nothing can turn."""
    first = decision.order[0]
    if found is None:
        leads = all(each.ahead == first.letter and each.margin.tenths > 0 for each in decision.of_first)
        return f"No single weight puts another side ahead of {first.name}." if leads else ""
    word = "less" if found.level_percent < found.weight_percent else "more"
    return (
        f"It turns round where {found.label} weighs {word} than {found.level_percent:g} % instead of"
        f" {found.weight_percent:g} %, the others keeping their proportions: then {found.name} is ahead of"
        f" {first.name}."
    )


def _known_gaps(decision: Decision) -> list[Floats]:
    """What the first side leads each other one by (components,), 0 in components hardly known of either."""
    first = decision.order[0]
    weights = weights_of(first)
    gaps = []
    for other in decision.order[1:]:
        used = known_weights(weights, evidence_of(first), evidence_of(other))
        gap = evidence_of(first).values - evidence_of(other).values
        gaps.append(np.where(used > 0, gap, 0.0) if used is not None else np.zeros_like(gap))
    return gaps
