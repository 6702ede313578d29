"""A family's readings, made from those of its members by the rules that the methodology declares. No queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scoring.columns import UNKNOWN, Reading, State
from scoring.days import age_days
from scoring.figures import Figure, Subject
from scoring.formula import normalize
from scoring.methodology import Methodology, Signal
from scoring.readings import frameworks_of, read, read_boards
from scoring.sentences import number

# Sources of ours that say nothing about who else lists an artifact.
OWN_SOURCES = frozenset({"families", "aliases", "derived", ""})
# Of the different answers of members a row shows so many, the most frequent ones.
ANSWERS_SHOWN = 3


@dataclass(frozen=True)
class Family:
    """A family with its listed members and what was counted over all of them, each thing once.

    `derived` is the number of listed artifacts outside the family that were made from it or from a member, `providers`
    that of the sellers in the price lists of its members.
    """

    subject: Subject
    members: Sequence[Subject]
    derived: int = 0
    providers: int = 0


def read_family(methodology: Methodology, signal: Signal, family: Family, *, as_of: date) -> Reading:
    """By the declared rule; where none is declared, or it finds nothing, what the family's own entry says."""
    rollup = methodology.rollup(signal)
    if rollup is None or not family.members:
        return read(methodology, signal, family.subject)
    rolled = _RULES[rollup.rule](methodology, signal, family, as_of)
    return rolled if rolled.state is not State.UNKNOWN else read(methodology, signal, family.subject)


def distinct(members: Iterable[Subject]) -> list[list[Subject]]:
    """Members by hub name: when a publisher is renamed, its models stand in the catalog under both names."""
    groups: dict[str, list[Subject]] = {}
    for member in members:
        groups.setdefault(member.hub_id.rpartition("/")[2].casefold() or member.slug, []).append(member)
    return list(groups.values())


def _sum(_: Methodology, signal: Signal, family: Family, as_of: date) -> Reading:
    """Sum of the latest figures that still count; the share of trust is the mean freshness of what is summed.

    Of several entries of one model the largest figure counts.
    """
    groups = distinct(family.members)
    of = _of(family, groups)
    figures = [figure for group in groups if (figure := _largest(signal, group)) is not None]
    if not figures:
        return UNKNOWN
    fresh = _freshness(signal, figures, as_of)
    alive = [figure for figure, share in zip(figures, fresh, strict=True) if share > 0]
    counted = alive or figures
    values = np.array([figure.value or 0.0 for figure in counted])
    shares = np.array([share for share in fresh if share > 0] or fresh)
    total = float(values.sum())
    newest = max(counted, key=lambda figure: figure.observed)
    oldest = min(figure.observed for figure in counted)
    since = f", the oldest of {oldest}" if oldest != newest.observed else ""
    note = f"{number(total)} {signal.unit}, summed over {len(counted)} of {of}{since}"
    share = float((values * shares).sum() / total) if total else float(shares.mean())
    return Reading(State.OBSERVED, total, newest.observed, newest.source_id, note, share=share)


def _largest(signal: Signal, group: Sequence[Subject]) -> Figure | None:
    found = [figure for member in group if (figure := member.figure(signal.metrics[0])) and figure.value is not None]
    return max(found, key=lambda figure: (figure.value or 0.0, figure.observed), default=None)


def _freshness(signal: Signal, figures: Sequence[Figure], as_of: date) -> list[float]:
    ages = np.array([age_days(figure.observed, as_of=as_of) for figure in figures])
    shares: list[float] = normalize.freshness(ages, max_age_days=signal.max_age_days).tolist()
    return shares


def _own_or_most(methodology: Methodology, signal: Signal, family: Family, as_of: date) -> Reading:
    """The family's own figure; else the largest among its members, which is named."""
    own = read(methodology, signal, family.subject)
    if own.state is not State.UNKNOWN:
        return replace(own, note=f"{number(own.raw or 0)} {signal.unit}, figure of the family itself")
    return _most(methodology, signal, family, as_of)


def _most(methodology: Methodology, signal: Signal, family: Family, _: date) -> Reading:
    """The largest figure of one member, which is named: a floor, where what it counts cannot be told apart."""
    readings = [(read(methodology, signal, member), member) for member in [family.subject, *family.members]]
    known = [(reading, member) for reading, member in readings if reading.state is State.OBSERVED]
    if not known:
        return UNKNOWN
    best, member = max(known, key=lambda item: item[0].raw or 0.0)
    if not best.raw:
        return best
    return replace(best, note=f"{number(best.raw)} {_unit(signal, best.raw)}, the most of one member: {member.name}")


def _best_on_board(methodology: Methodology, signal: Signal, family: Family, _: date) -> Reading:
    return read_boards(methodology, signal, [family.subject, *family.members])


def _best_member(methodology: Methodology, signal: Signal, family: Family, _: date) -> Reading:
    """The highest of one member, which is named: results of different members are no one's."""
    readings = [(read(methodology, signal, member), member) for member in [family.subject, *family.members]]
    known = [(reading, member) for reading, member in readings if reading.state is State.OBSERVED]
    if not known:
        return UNKNOWN
    best, member = max(known, key=lambda item: item[0].value or 0.0)
    return replace(best, note=f"its best member, {member.name}, {best.note}")


def _own_or_members(methodology: Methodology, signal: Signal, family: Family, _: date) -> Reading:
    """The family's own entry; else the mean over the members that say it, trusted by the share of members that do."""
    own = read(methodology, signal, family.subject)
    if own.state is State.OBSERVED:
        return replace(own, note=f"{own.note}, by the family's own entry")
    # Of several entries of one model the one that says most counts.
    readings = [
        max((read(methodology, signal, member) for member in group), key=_says) for group in distinct(family.members)
    ]
    known = [reading for reading in readings if reading.state is not State.UNKNOWN]
    if not known:
        return UNKNOWN
    value = sum(reading.value or 0.0 for reading in known) / len(known)
    said = Counter(reading.note or "left empty" for reading in known)
    most = ", ".join(f"{words} ({count})" for words, count in said.most_common(ANSWERS_SHOWN))
    note = f"{len(known)} of {_of(family, readings)} answer: {most}{' and others' if len(said) > ANSWERS_SHOWN else ''}"
    source = next((reading.source_id for reading in known if reading.state is State.OBSERVED), known[0].source_id)
    share = len(known) / len(readings)
    return Reading(State.OBSERVED, None, "", source, note, value=value, share=share)


def _says(reading: Reading) -> tuple[int, float]:
    order = {State.UNKNOWN: 0, State.ABSENT: 1}
    return order.get(reading.state, 2), reading.value or 0.0


def _union_derived(methodology: Methodology, signal: Signal, family: Family, as_of: date) -> Reading:
    return _union(methodology, signal, family, as_of, counted=family.derived, of="made from it or a member")


def _union_providers(methodology: Methodology, signal: Signal, family: Family, as_of: date) -> Reading:
    return _union(methodology, signal, family, as_of, counted=family.providers, of="over its members")


def _union_sources(methodology: Methodology, signal: Signal, family: Family, as_of: date) -> Reading:
    keys = {key for subject in [family.subject, *family.members] for key in subject.source_keys} - OWN_SOURCES
    return _union(methodology, signal, family, as_of, counted=len(keys), of="over its members")


def _union(methodology: Methodology, signal: Signal, family: Family, as_of: date, *, counted: int, of: str) -> Reading:
    """Distinct things counted over all members; a larger figure of one member stands: lists are cut and names open."""
    most = _most(methodology, signal, family, as_of)
    if (most.raw or 0.0) > counted:
        return most
    note = f"{counted:,} {_unit(signal, counted)} {of}, each counted once in this catalog"
    return replace(most, state=State.OBSERVED, raw=float(counted), note=note)


def _union_frameworks(_: Methodology, signal: Signal, family: Family, __: date) -> Reading:
    named = {name for subject in [family.subject, *family.members] for name in frameworks_of(subject)}
    if not named:
        return UNKNOWN
    source = next(s.source_id for s in [family.subject, *family.members] if frameworks_of(s))
    note = f"{len(named)} {_unit(signal, len(named))}, named by the family or its members"
    return Reading(State.OBSERVED, float(len(named)), "", source, note)


def _unit(signal: Signal, count: float) -> str:
    return signal.unit.removesuffix("s") if count == 1 else signal.unit


def _of(family: Family, groups: Sequence[object]) -> str:
    """`33 members`, or how many of them are different models where some stand twice."""
    distinctly = "" if len(groups) == len(family.members) else "different "
    return f"{len(groups)} {distinctly}member{'' if len(groups) == 1 else 's'}"


_RULES: dict[str, Callable[[Methodology, Signal, Family, date], Reading]] = {
    "sum": _sum,
    "own_or_most": _own_or_most,
    "most": _most,
    "best_on_board": _best_on_board,
    "best_member": _best_member,
    "own_or_members": _own_or_members,
    "union_derived": _union_derived,
    "union_providers": _union_providers,
    "union_sources": _union_sources,
    "union_frameworks": _union_frameworks,
}
