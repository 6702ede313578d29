"""Which artifacts of one kind can stand in for another, and why: from stored facts by fixed rules. Pure: no Django.

Every candidate stands in one group at most. What does another job is no alternative, whatever its score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from common.money import money_label

GroupKey = Literal["rivals", "open", "hosted", "smaller", "family"]

# A hundred points: first what both do, then whether one would hesitate between the two, then who stands higher.
FOR_KINDS = 50.0
FOR_TASKS = 20.0
FOR_SIZE = 15.0
FOR_SCORE = 15.0
SIMILAR_SIZE = 2.0
NEAR_SIZE = 4.0
# "Smaller" and "cheaper" mean half or less, "longer" twice or more: what is nearly the same decides nothing.
HALF = 0.5
TWICE = 2.0
# What an artifact is for counts three times as much as properties such as its size or its terms.
FOR_JOB = 3.0
# Below this, without the score, two artifacts have too little in common to stand in for one another.
LEAST = 15.0
REASONS = 3
GROUP_SIZE = 8
TITLES: dict[GroupKey, str] = {
    "rivals": "Rivals",
    "open": "Open weights instead of a hosted service",
    "hosted": "A hosted service instead of open weights",
    "smaller": "Smaller or cheaper",
    "family": "Family, origins, derivatives",
}
RULES = (
    "An alternative is of the same kind and does the first job that the source names: its tasks are of that family."
    " Where one of the two states no task, a shared capability kind that is a job is enough. With fewer than"
    f" {LEAST:.0f} points, those for the score not counted, two have too little in common.",
    "Members of the same family, what an artifact was derived from and what was derived from it stand apart. Artifacts"
    " that their makers published as test fixtures are left out.",
    f"Up to {FOR_KINDS:.0f} points for the capability kinds of the first that the other has too, each weighted by its"
    " rarity (the logarithm of how many artifacts there are for each one that has it), and three times when it is a job"
    " and not a property.",
    f"Up to {FOR_TASKS:.0f} points for the families of tasks of the first that the other has too.",
    f"{FOR_SIZE:.0f} points when one is at most twice as large as the other, half of it when at most four times.",
    f"Up to {FOR_SCORE:.0f} points for the score, in proportion; none when Unrated.",
    "Smaller means at most half the size; cheaper, at most half the lowest input price in the same currency; a longer"
    " context, at least twice the tokens. What is cheaper stands with the smaller ones where a size is not stated.",
)


@dataclass(frozen=True, slots=True)
class Price:
    """The lowest input price above nothing that was seen."""

    amount: float
    currency: str
    unit: str
    observed: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one side. `kinds` are ids of capability kinds; None is unknown, also for `open_weights`.

    `size` is counted in `size_unit` (parameters, examples) and printed as `size_text`. `tasks` are families
    of tasks, `main_task` that of the first label, empty where none is stated. `kin` says in words how a candidate
    belongs to the first side, empty for everybody else. `licence` is ready to print.
    """

    slug: str
    name: str
    score_tenths: int | None
    kinds: frozenset[int]
    tasks: frozenset[str]
    main_task: str = ""
    size: float | None = None
    size_unit: str = ""
    size_text: str = ""
    context: int | None = None
    open_weights: bool | None = None
    hosted: bool = False
    price: Price | None = None
    licence: str = ""
    kin: str = ""

    @property
    def hosted_alone(self) -> bool:
        return self.hosted and self.open_weights is not True


@dataclass(frozen=True, slots=True)
class Kind:
    """A capability kind of the first side: `job` is whether it says what an artifact is for."""

    name: str
    rarity: float
    job: bool

    @property
    def weight(self) -> float:
        return self.rarity * (FOR_JOB if self.job else 1.0)


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate that was chosen, with two or three reasons, the most telling first."""

    slug: str
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    key: GroupKey
    title: str
    picks: tuple[Pick, ...]


def rarity(holders: int, population: int) -> float:
    """ln(population / holders); what everybody has still counts a little, so that nothing is divided by zero."""
    return max(0.05, log(max(population, 1) / max(holders, 1)))


def alternatives(target: Candidate, candidates: Iterable[Candidate], kinds: Mapping[int, Kind]) -> tuple[Group, ...]:
    """Groups that hold somebody, each by points. The order of the candidates changes nothing."""
    found: dict[GroupKey, list[Pick]] = {key: [] for key in TITLES}
    for candidate in candidates:
        key = group_of(target, candidate, kinds) if candidate.slug != target.slug else None
        if key:
            points = nearness(target, candidate, kinds) + FOR_SCORE * (candidate.score_tenths or 0) / 1000
            found[key].append(Pick(candidate.slug, points, reasons(key, target, candidate, kinds)))
    return tuple(
        Group(key, TITLES[key], tuple(sorted(picks, key=lambda pick: (-pick.points, pick.slug))[:GROUP_SIZE]))
        for key, picks in found.items()
        if picks
    )


def first_of(groups: Sequence[Group], *, count: int) -> tuple[Pick, ...]:
    """The few to name where there is little room: the best of all groups, the family's own last."""
    picks = [(group.key == "family", -pick.points, pick.slug, pick) for group in groups for pick in group.picks]
    return tuple(pick for *_, pick in sorted(picks, key=lambda each: each[:3])[:count])


def group_of(target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> GroupKey | None:
    """Where a candidate stands, or None when it does another job or has too little in common."""
    if candidate.kin:
        return "family"
    if not _same_job(target, candidate, kinds) or nearness(target, candidate, kinds) < LEAST:
        return None
    if target.hosted_alone and candidate.open_weights is True:
        return "open"
    if target.open_weights is True and candidate.hosted_alone:
        return "hosted"
    sizes_known = _size_ratio(target, candidate) is not None
    smaller = _smaller(target, candidate) if sizes_known else _cheaper(target, candidate)
    return "smaller" if smaller else "rivals"


def _same_job(target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> bool:
    if target.main_task and candidate.tasks:
        return target.main_task in candidate.tasks
    return any(kinds[kind].job for kind in _shared(target, candidate, kinds))


def nearness(target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> float:
    """0 to 85, by the rules above; the score is not in it."""
    whole = sum(kind.weight for kind in kinds.values())
    shared = sum(kinds[kind].weight for kind in _shared(target, candidate, kinds))
    points = FOR_KINDS * shared / whole if whole else 0.0
    if target.tasks:
        points += FOR_TASKS * len(target.tasks & candidate.tasks) / len(target.tasks)
    ratio = _size_ratio(target, candidate)
    if ratio is not None and max(ratio, 1 / ratio) <= NEAR_SIZE:
        points += FOR_SIZE if max(ratio, 1 / ratio) <= SIMILAR_SIZE else FOR_SIZE / 2
    return points


def reasons(key: GroupKey, target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> tuple[str, ...]:
    """Sentences without a full stop: why it stands in its group, then what it shares, then what it has more of."""
    told = [
        candidate.kin,
        open_reason(target, candidate) if key in ("open", "hosted") else "",
        price_reason(target, candidate),
        smaller_reason(target, candidate),
        _kinds_reason(target, candidate, kinds),
        context_reason(target, candidate),
        _size_reason(target, candidate),
        _tasks_reason(target, candidate),
        f"Licence {candidate.licence}" if candidate.licence else "",
    ]
    return tuple(text for text in told if text)[:REASONS]


def _shared(target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> list[int]:
    """Kinds of both, rarest first."""
    both = (kind for kind in target.kinds & candidate.kinds if kind in kinds)
    return sorted(both, key=lambda kind: (-kinds[kind].weight, kinds[kind].name))


def _size_ratio(target: Candidate, candidate: Candidate) -> float | None:
    """The candidate's size in units of the target's; None unless both are known in one unit."""
    if not target.size or not candidate.size or target.size_unit != candidate.size_unit:
        return None
    return candidate.size / target.size


def _smaller(target: Candidate, candidate: Candidate) -> bool:
    ratio = _size_ratio(target, candidate)
    return ratio is not None and ratio <= HALF


def _cheaper(target: Candidate, candidate: Candidate) -> bool:
    ours, theirs = target.price, candidate.price
    if ours is None or theirs is None or (ours.currency, ours.unit) != (theirs.currency, theirs.unit):
        return False
    return theirs.amount <= HALF * ours.amount


def open_reason(target: Candidate, candidate: Candidate) -> str:
    if candidate.open_weights is True:
        terms = f" under {candidate.licence}" if candidate.licence else ""
        return f"Its weights are open{terms}; {target.name} is known as a service only"
    return f"Offered as a service; {target.name} has open weights"


def price_reason(target: Candidate, candidate: Candidate) -> str:
    if not _cheaper(target, candidate) or candidate.price is None or target.price is None:
        return ""
    ours, theirs = target.price, candidate.price
    days = sorted({price.observed for price in (ours, theirs) if price.observed})
    seen = f" (seen {' and '.join(days)})" if days else ""
    return f"Cheaper: input from {_amount(theirs)} against {_amount(ours)} per {theirs.unit}{seen}"


def _amount(price: Price) -> str:
    return money_label(price.amount, price.currency)


def smaller_reason(target: Candidate, candidate: Candidate) -> str:
    if not _smaller(target, candidate):
        return ""
    return f"Smaller: {candidate.size_text} {candidate.size_unit} against {target.size_text}"


def _size_reason(target: Candidate, candidate: Candidate) -> str:
    ratio = _size_ratio(target, candidate)
    if ratio is None or _smaller(target, candidate):
        return ""
    if ratio > SIMILAR_SIZE:
        return f"Larger: {candidate.size_text} {candidate.size_unit} against {target.size_text}"
    return f"Similar size: {candidate.size_text} {candidate.size_unit} against {target.size_text}"


def _kinds_reason(target: Candidate, candidate: Candidate, kinds: Mapping[int, Kind]) -> str:
    shared = _shared(target, candidate, kinds)
    if not shared:
        return ""
    telling = sorted(shared, key=lambda kind: not kinds[kind].job)
    named = " and ".join(f"“{kinds[kind].name}”" for kind in telling[:2])
    count = f"{len(shared)} of {len(kinds)} capability kinds" if len(kinds) > 1 else "its one capability kind"
    return f"Shares {count}, among them {named}" if len(shared) > 2 else f"Shares {count}: {named}"


def context_reason(target: Candidate, candidate: Candidate) -> str:
    if not target.context or not candidate.context or candidate.context < TWICE * target.context:
        return ""
    return f"Longer context: {candidate.context:,} tokens against {target.context:,}"


def _tasks_reason(target: Candidate, candidate: Candidate) -> str:
    shared = sorted(target.tasks & candidate.tasks)
    return f"Same job: {' and '.join(shared[:2])}" if shared else ""
