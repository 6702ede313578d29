"""Who has what, as a table: the capabilities of three sides or more against the sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compare.parts.capabilities import OnlyLane, Presence, PresenceCell, SharedCapability


def presence_rows(
    shared: Sequence[SharedCapability], only: Sequence[OnlyLane], counts: Sequence[int]
) -> tuple[Presence, ...]:
    """A row a capability: what most sides have first, then in the order of the page. `counts` are entries a side.

    A side without any entry is not said to lack a capability: nothing is stated of it.
    """
    rows = [Presence(row.name, row.anchor, row.how, _cells(map(bool, row.items), counts)) for row in shared]
    rows.sort(key=lambda row: -row.sides)
    for lane in only:
        own = _cells((other.letter == lane.letter for other in only), counts)
        rows += [Presence(item.name, item.anchor, "", own) for item in lane.items]
    return tuple(rows)


def _cells(has: Iterable[bool], counts: Sequence[int]) -> tuple[PresenceCell, ...]:
    return tuple("yes" if it else "no" if count else "none stated" for it, count in zip(has, counts, strict=True))
