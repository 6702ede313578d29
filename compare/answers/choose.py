"""What speaks for one side and not for the other: from stated facts by fixed rules. Pure: no Django.

A fact counts only where both sides state it, and only where it differs by enough to decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from compare.answers.alternatives import TWICE, Candidate, context_reason, open_reason, price_reason, smaller_reason
from compare.parts.choices import Choose, ChooseLine

# Months: what came out in the same year knows much the same world.
LATER = 12
CAPABILITIES_NAMED = 2
Commercial = Literal["permitted", "conditions", "forbidden", ""]
PERMITS = {"permitted": "permits it", "conditions": "permits it under conditions"}
LINES = 5


@dataclass(frozen=True, slots=True)
class Traits:
    """One side. `commercial` says what its licence makes of commercial use, empty where that is open.

    `released` is YYYY, YYYY-MM or YYYY-MM-DD; `only` names capabilities that are jobs and that it alone has;
    `says_what_for` is whether it has any that is a job.
    """

    letter: str
    candidate: Candidate
    commercial: Commercial
    released: str
    only: tuple[str, ...]
    says_what_for: bool


def choose(a: Traits, b: Traits) -> tuple[Choose, Choose]:
    """What speaks for either; the other way round, the same two the other way round."""
    return _for(a, b), _for(b, a)


def _for(one: Traits, other: Traits) -> Choose:
    lines = [ChooseLine(text, anchor) for rule, anchor in RULES if (text := rule(one, other))]
    return Choose(one.letter, one.candidate.name, tuple(lines[:LINES]))


def _commercial(one: Traits, other: Traits) -> str:
    if one.commercial not in PERMITS or other.commercial != "forbidden":
        return ""
    permits = PERMITS[one.commercial]
    return f"Commercial use: {_licence(one)} {permits}, {_licence(other)} of {other.candidate.name} does not"


def _licence(of: Traits) -> str:
    return of.candidate.licence or "the licence"


def _open(one: Traits, other: Traits) -> str:
    opened = one.candidate.open_weights is True and other.candidate.hosted_alone
    served = one.candidate.hosted_alone and other.candidate.open_weights is True and not other.candidate.hosted
    return open_reason(other.candidate, one.candidate) if opened or served else ""


def _price(one: Traits, other: Traits) -> str:
    return price_reason(other.candidate, one.candidate)


def _size(one: Traits, other: Traits) -> str:
    """A smaller model asks for less hardware; a larger dataset has more to learn from."""
    ours, theirs = one.candidate, other.candidate
    if ours.size_unit == "parameters":
        return smaller_reason(theirs, ours)
    if not ours.size or not theirs.size or ours.size_unit != theirs.size_unit or ours.size < TWICE * theirs.size:
        return ""
    return f"Larger: {ours.size_text} {ours.size_unit} against {theirs.size_text}"


def _context(one: Traits, other: Traits) -> str:
    return context_reason(other.candidate, one.candidate)


def _capabilities(one: Traits, other: Traits) -> str:
    """Only against a side of which it is stated what it does: where nobody says, nothing is missing."""
    if not one.only or not other.says_what_for:
        return ""
    first = [f"“{name}”" for name in one.only[:CAPABILITIES_NAMED]]
    more = len(one.only) - len(first)
    named = f"{', '.join(first)} and {more} more" if more else " and ".join(first)
    return f"{named}: no entry says that {other.candidate.name} does {'this' if len(one.only) == 1 else 'these'}"


def _later(one: Traits, other: Traits) -> str:
    ours, theirs = _months(one.released), _months(other.released)
    if ours is None or theirs is None or ours - theirs < LATER:
        return ""
    return f"Newer: released {one.released} against {other.released}"


def _months(released: str) -> int | None:
    """Months since year 0, of the middle of the year where only that is stated."""
    year, _, rest = released.partition("-")
    month = rest[:2] or "6"
    return int(year) * 12 + int(month) if year.isdigit() and month.isdigit() else None


RULES: tuple[tuple[Callable[[Traits, Traits], str], str], ...] = (
    (_commercial, "fact-licence"),
    (_open, "fact-pricing"),
    (_price, "fact-pricing"),
    (_size, "fact-size"),
    (_context, "fact-context"),
    (_capabilities, "capabilities"),
    (_later, "fact-released"),
)
