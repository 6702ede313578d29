"""What an artifact is compared with, in groups: rivals, generations, sizes, open against hosted. Pure: no Django.

Generations and sizes come from the artifact's own family: what differs in size is another size, what came at another
time another generation. What is both is a generation, since nobody chooses between a small old one and a large new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

GroupKey = Literal["rivals", "before", "after", "sizes", "open", "hosted", "smaller"]

MOST = 6
# Members of one release come out within a few months; sizes nearer than that are one size with other weights.
SAME_RELEASE_MONTHS = 3
SAME_SIZE = 1.25
TITLES: dict[GroupKey, str] = {
    "rivals": "Rivals",
    "before": "Generations before",
    "after": "Generations after",
    "sizes": "Other sizes",
    "open": "Open weights instead of a service",
    "hosted": "A service instead of open weights",
    "smaller": "Smaller or cheaper",
}


@dataclass(frozen=True, slots=True)
class Relative:
    """A member of the artifact's family, or the artifact itself. `released` is as precise as its source, or empty.

    `size` counts what its kind is measured by, None where it is not stated.
    """

    slug: str
    name: str
    released: str
    size: float | None


@dataclass(frozen=True, slots=True)
class WithGroup:
    key: GroupKey
    title: str
    slugs: tuple[str, ...]


def generations_and_sizes(own: Relative, others: Iterable[Relative]) -> tuple[WithGroup, ...]:
    """Relatives by what sets them apart, the nearest first; those of which neither is known are in no group."""
    found: dict[GroupKey, list[tuple[float, str]]] = {"before": [], "after": [], "sizes": []}
    for other in others:
        months = _months_between(own.released, other.released)
        if months is not None and abs(months) > SAME_RELEASE_MONTHS:
            found["after" if months > 0 else "before"].append((abs(months), other.slug))
        elif (ratio := _ratio(own.size, other.size)) is not None and ratio > SAME_SIZE:
            found["sizes"].append((ratio, other.slug))
    return tuple(
        WithGroup(key, TITLES[key], tuple(slug for _, slug in sorted(relatives)[:MOST]))
        for key, relatives in found.items()
        if relatives
    )


def picked(key: GroupKey, slugs: Iterable[str]) -> WithGroup:
    return WithGroup(key, TITLES[key], tuple(slugs)[:MOST])


def _months_between(one: str, other: str) -> float | None:
    """From the first to the second; None where a date says less than a month."""
    if len(one) < len("2026-01") or len(other) < len("2026-01"):
        return None
    return 12 * (int(other[:4]) - int(one[:4])) + int(other[5:7]) - int(one[5:7])


def _ratio(one: float | None, other: float | None) -> float | None:
    """How many times the larger is the smaller."""
    return max(one, other) / min(one, other) if one and other else None
