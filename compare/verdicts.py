"""Who is ahead, by how much, on what it rests, or why nobody can say. Pure: no Django.

Nothing depends on which side comes first: judged in another order, the same sides get the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from compare.points import Points

Outcome = Literal["different_kinds", "not_enough", "different_jobs", "too_close", "ahead"]

# No interval is known before the rank has one, so a gap must be plainly larger than noise: 5 points are more than half
# a standard deviation of the rated scores (models 8.6, datasets 8.2 in the fixture catalog), of which half rest on less
# than two fifths of their inputs.
CLEAR = Points(50)

USES = {"model": "you run", "dataset": "you train or test on"}


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a contestant's score."""

    key: str
    label: str
    points: Points
    anchor: str


@dataclass(frozen=True, slots=True)
class Contestant:
    """What a verdict may look at. `score` is None when Unrated, and `unrated` says what is missing.

    `families` are the families of its tasks, `capability_kinds` the paths of its published
    entries' kinds as far as they are jobs.
    """

    letter: str
    name: str
    kind: str
    score: Points | None
    unrated: str
    position: int | None
    population: int
    coverage_percent: int | None
    parts: tuple[Part, ...]
    families: frozenset[str]
    capability_kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the anchor of the row that it rests on (may be empty)."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rated side's place among the sides of one kind; equal scores share a place."""

    place: int
    letter: str
    name: str
    score: Points


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `winner` is a letter, only with the outcome "ahead"; `margin` is the first side's lead on the second.

    `standings` lists the rated sides by score; it is empty across kinds and across jobs.
    """

    outcome: Outcome
    headline: str
    winner: str | None
    margin: Points | None
    reasons: tuple[Reason, ...]
    caveats: tuple[Reason, ...]
    standings: tuple[Standing, ...]


def judge(sides: Sequence[Contestant]) -> Verdict:
    """The verdict on two to six sides."""
    if len({side.kind for side in sides}) > 1:
        return _across_kinds(sides)
    rated = [side for side in sides if side.score is not None]
    if len(rated) < 2:
        return _unknown(sides)
    if any(different_jobs(a, b) for a, b in combinations(sides, 2)):
        return _across_jobs(sides)
    return _by_score(sides)


def different_jobs(a: Contestant, b: Contestant) -> bool:
    """No family of tasks and no capability kind in common, where both state what they are for."""
    if a.capability_kinds & b.capability_kinds or a.families & b.families:
        return False
    return bool(a.families and b.families)


def _across_kinds(sides: Sequence[Contestant]) -> Verdict:
    uses = [Reason(f"{side.name} is a {side.kind}: something {USES.get(side.kind, 'of its own')}.") for side in sides]
    return Verdict(
        outcome="different_kinds",
        headline="Different kinds: no winner.",
        winner=None,
        margin=None,
        reasons=(*uses, *(_in_its_kind(side) for side in sides)),
        caveats=(Reason("Scores of different kinds stand on different scales: their difference means nothing."),),
        standings=(),
    )


def _in_its_kind(side: Contestant) -> Reason:
    if side.score is None or side.position is None:
        return Reason(f"{side.name} is Unrated: {side.unrated}.", _score_anchor(side))
    return Reason(
        f"{side.name} stands at {side.score} of 100, place {side.position:,} of {side.population:,} rated"
        f" {side.kind}s.",
        _score_anchor(side),
    )


def _unknown(sides: Sequence[Contestant]) -> Verdict:
    missing = [side for side in sides if side.score is None]
    names = _listed([side.name for side in missing])
    return Verdict(
        outcome="not_enough",
        headline=f"Not enough is known: {names} {'is' if len(missing) == 1 else 'are'} Unrated.",
        winner=None,
        margin=None,
        reasons=tuple(_in_its_kind(side) for side in sides),
        caveats=(Reason("An Unrated artifact is not a bad one: nothing is ranked by guess."),),
        standings=_standings(sides),
    )


def _across_jobs(sides: Sequence[Contestant]) -> Verdict:
    reasons = [Reason(f"{side.name} is for {_listed(sorted(side.families))}.") for side in sides if side.families]
    return Verdict(
        outcome="different_jobs",
        headline="Different jobs: no winner.",
        winner=None,
        margin=None,
        reasons=(*reasons, *(_in_its_kind(side) for side in sides)),
        caveats=(
            Reason("They share no task and no capability, so a higher score does not make one the better choice."),
        ),
        standings=(),
    )


def _by_score(sides: Sequence[Contestant]) -> Verdict:
    standings = _standings(sides)
    by_letter = {side.letter: side for side in sides}
    first, second = (by_letter[standing.letter] for standing in standings[:2])
    margin = Points(standings[0].score.tenths - standings[1].score.tenths)
    ahead = margin >= CLEAR
    if ahead:
        headline = f"{first.name} is ahead by {margin} points."
    elif margin.tenths:
        headline = f"Too close to call: {first.name} is ahead by only {margin} points."
    else:
        headline = f"Too close to call: {first.name} and {second.name} have the same score."
    return Verdict(
        outcome="ahead" if ahead else "too_close",
        headline=headline,
        winner=first.letter if ahead else None,
        margin=margin,
        reasons=_rests_on(first, second),
        caveats=_caveats(sides, first, second),
        standings=standings,
    )


def _standings(sides: Sequence[Contestant]) -> tuple[Standing, ...]:
    """Rated sides by score; equal ones by name, so that the order of sides does not matter."""
    rated = sorted(
        ((side.score, side) for side in sides if side.score is not None),
        key=lambda pair: (-pair[0].tenths, pair[1].name, pair[1].letter),
    )
    scores = [score for score, _ in rated]
    return tuple(Standing(1 + scores.index(score), side.letter, side.name, score) for score, side in rated)


def _rests_on(first: Contestant, second: Contestant) -> tuple[Reason, ...]:
    """The differences of the components, largest first; those left out are nothing, so they sum to the margin."""
    pairs = [(a, b, a.points.tenths - b.points.tenths) for a, b in zip(first.parts, second.parts, strict=True)]
    return tuple(
        Reason(f"{a.label} {Points(gap).signed}: {a.points} against {b.points} points.", a.anchor)
        for a, b, gap in sorted(pairs, key=lambda pair: (-abs(pair[2]), pair[0].key))
        if gap
    )


def _caveats(sides: Sequence[Contestant], first: Contestant, second: Contestant) -> tuple[Reason, ...]:
    caveats = [
        Reason(
            f"No interval is known yet: a lead of less than {CLEAR} points counts as too close to call.", "score-rows"
        )
    ]
    known = [f"{side.coverage_percent} % of what is asked of {side.name}" for side in (first, second)]
    caveats.append(Reason(f"The scores rest on {known[0]} and {known[1]}; the rest is filled by the usual values."))
    unrated = [side for side in sides if side.score is None]
    caveats += [Reason(f"{side.name} is Unrated: {side.unrated}.", _score_anchor(side)) for side in unrated]
    caveats += [
        Reason(f"What {side.name} is for is not stated, so whether it does the same job is not known.")
        for side in sides
        if not side.families and not side.capability_kinds
    ]
    return tuple(caveats)


def _score_anchor(side: Contestant) -> str:
    return f"score-{side.letter.lower()}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
