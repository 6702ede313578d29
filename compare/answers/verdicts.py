"""Who is ahead, by how much and how surely, on what it rests, or why nobody can say. Pure: no Django.

Nothing depends on which side comes first: judged in another order, the same sides get the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from compare.answers.duels import Decision, decide, evidence_of, standings
from compare.answers.weightings import probability_words, profile_rows, stability, turn, turn_text
from compare.parts.points import Points
from compare.parts.verdicts import Contestant, Duel, Part, Reason, Verdict
from scoring.formula.paired import CLEAR_FROM, KNOWN_FROM

USES = {"model": "you run", "dataset": "you train or test on"}
# Rows named under a component's reason.
ROWS_NAMED = 2


def judge(sides: Sequence[Contestant]) -> Verdict:
    """The verdict on two to six sides."""
    if len({side.kind for side in sides}) > 1:
        return _across_kinds(sides)
    rated = [side for side in sides if side.score is not None]
    if len(rated) < 2:
        return _unrated(sides)
    if any(different_jobs(a, b) for a, b in combinations(sides, 2)):
        return _across_jobs(sides)
    return _by_score(sides, rated)


def different_jobs(a: Contestant, b: Contestant) -> bool:
    """No family of tasks and no capability kind in common, where both state what they are for."""
    if a.capability_kinds & b.capability_kinds or a.families & b.families:
        return False
    return bool(a.families and b.families)


def _across_kinds(sides: Sequence[Contestant]) -> Verdict:
    uses = [Reason(f"{side.name} is a {side.kind}: something {USES.get(side.kind, 'of its own')}.") for side in sides]
    return Verdict(
        outcome="not_comparable",
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
        f" {side.kind}s: top {math.ceil(100 * side.position / side.population)} %.",
        _score_anchor(side),
    )


def _unrated(sides: Sequence[Contestant]) -> Verdict:
    missing = [side for side in sides if side.score is None]
    names = _listed(sorted(side.name for side in missing))
    return Verdict(
        outcome="unrated",
        headline=f"Not enough is known: {names} {'is' if len(missing) == 1 else 'are'} Unrated.",
        winner=None,
        margin=None,
        reasons=tuple(_in_its_kind(side) for side in sides),
        caveats=(Reason("An Unrated artifact is not a bad one: nothing is ranked by guess."),),
        standings=(),
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


def _by_score(sides: Sequence[Contestant], rated: Sequence[Contestant]) -> Verdict:
    decision = decide(rated)
    first, second = decision.order[:2]
    said = decision.outcome
    turned = turn(decision)
    return Verdict(
        outcome=said,
        headline=_headline(decision),
        winner=None if said == "too_close" else first.letter,
        margin=Points(decision.scores[0].tenths - decision.scores[1].tenths),
        reasons=_rests_on(first, second),
        caveats=_caveats(sides, decision),
        standings=standings(decision),
        duels=decision.duels,
        profiles=profile_rows(rated),
        stability=stability(decision),
        turn=turned,
        turn_text=turn_text(decision, turned),
    )


def _headline(decision: Decision) -> str:
    first, second = decision.order[:2]
    several = len(decision.order) > 2
    margin, probability = decision.nearest
    held = any(each.held_back for each in decision.of_first) and decision.outcome == "leans"
    sure = probability_words(probability) + (" on what little is known" if held else "")
    by = f"of all others, of the nearest by {margin} points" if several else f"by {margin} points"
    if decision.outcome == "clear":
        duel = decision.of_first[0]
        return f"{first.name} is ahead {by} ({'' if several else f'90 %: {duel.low} to {duel.high}, '}{sure})."
    if decision.outcome == "leans":
        return f"Ahead {by} ({sure}): leans {first.name}."
    if several:
        return f"Too close to call: between {_listed([side.name for side in decision.contested])}."
    if not margin.tenths:
        return f"Too close to call: {first.name} and {second.name} have the same score."
    return (
        f"Too close to call: {first.name} is ahead by {'only ' if margin < Points(10) else ''}{margin} points ({sure})."
    )


def _rests_on(first: Contestant, second: Contestant) -> tuple[Reason, ...]:
    """The differences of the components, largest first; those left out are nothing, so they sum to the margin."""
    pairs = [(a, b, a.points.tenths - b.points.tenths) for a, b in zip(first.parts, second.parts, strict=True)]
    return tuple(
        Reason(f"{a.label} {Points(gap).signed}: {a.points} against {b.points} points{_most_of(a, b, gap)}.", a.anchor)
        for a, b, gap in sorted(pairs, key=lambda pair: (-abs(pair[2]), pair[0].key))
        if gap
    )


def _most_of(a: Part, b: Part, gap: int) -> str:
    """The rows that pull a component's difference its way most."""
    gaps = [(x.points.tenths - y.points.tenths, x) for x, y in zip(a.rows, b.rows, strict=True)]
    pulling = sorted((each for each in gaps if each[0] * gap > 0), key=lambda each: (-abs(each[0]), each[1].key))
    named = [f"{row.label} {Points(tenths).signed}" for tenths, row in pulling[:ROWS_NAMED]]
    return f", most by {_listed(named)}" if named else ""


def _caveats(sides: Sequence[Contestant], decision: Decision) -> tuple[Reason, ...]:
    first, second = decision.order[:2]
    caveats = _of_pair(decision.of_first[0], first, second)
    known = [f"{side.coverage_percent} % of what is asked of {side.name}" for side in (first, second)]
    caveats.append(Reason(f"The scores rest on {known[0]} and {known[1]}; the rest is filled by what is usual."))
    unrated = [side for side in sides if side.score is None]
    caveats += [Reason(f"{side.name} is Unrated: {side.unrated}.", _score_anchor(side)) for side in unrated]
    caveats += [
        Reason(f"What {side.name} is for is not stated, so whether it does the same job is not known.")
        for side in sides
        if not side.families and not side.capability_kinds
    ]
    return tuple(caveats)


def _of_pair(duel: Duel, first: Contestant, second: Contestant) -> list[Reason]:
    """How sure the lead of the first is on the second, what was left out of it and what holds it back."""
    low, high = (duel.low, duel.high) if duel.ahead == first.letter else (_minus(duel.high), _minus(duel.low))
    caveats = [
        Reason(
            f"In nine of ten cases {first.name} is between {low.signed} and {high.signed} points from {second.name}:"
            f" ±{duel.by_evidence} by what is missing, noisy or old, ±{duel.by_weights} by the"
            " choice of weights.",
            "score-rows",
        )
    ]
    if duel.left_out:
        labels = {part.key: part.label for part in first.parts}
        names = _listed([labels[key] for key in duel.left_out])
        text = f"On known evidence: {names} {'is' if len(duel.left_out) == 1 else 'are'} left out, less than"
        text += f" {round(100 * KNOWN_FROM)} % known on either side"
        points = duel.left_out_points.magnitude
        if points.tenths:
            text += f"; {points} points of the difference come from there and do not count"
        caveats.append(Reason(f"{text}.", f"fact-{duel.left_out[0]}"))
    if duel.held_back:
        held = first if duel.held_back == first.letter else second
        caveats.append(
            Reason(
                f"It would be clear, but less than {round(100 * CLEAR_FROM)} % of what is asked of {held.name} is known"
                f" ({round(100 * evidence_of(held).coverage)} %): then it leans at most.",
                _score_anchor(held),
            )
        )
    return caveats


def _minus(points: Points) -> Points:
    return Points(-points.tenths)


def _score_anchor(side: Contestant) -> str:
    return f"score-{side.letter.lower()}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
