"""Addresses of comparisons: `a-vs-b-vs-c` to slugs and back. Pure: no Django.

A slug never holds `-vs-`, so an address is read in one way only. Slugs stand in alphabetical order and once each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = "-vs-"
SIDES = range(2, 7)
LETTERS = "ABCDEF"
SLUG = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*")


@dataclass(frozen=True)
class BadPairError(ValueError):
    """The address names no comparison; `too_many` tells the one case in which fewer would do."""

    reason: str
    too_many: bool = False

    def __str__(self) -> str:
        return self.reason


def slugs_parse(text: str) -> tuple[str, ...]:
    """The slugs of an address in the order given, each once. One slug alone may come of `a-vs-a`.

    Raises `BadPairError`.
    """
    parts = text.lower().split(SEPARATOR)
    if len(parts) < SIDES.start:
        raise BadPairError("A comparison names at least two artifacts: /compare/a-vs-b/")
    slugs = tuple(dict.fromkeys(parts))
    if len(slugs) >= SIDES.stop:
        raise BadPairError(f"A comparison has at most {SIDES.stop - 1} sides, {len(slugs)} were asked for", True)
    for slug in slugs:
        if not SLUG.fullmatch(slug):
            raise BadPairError(f"{slug[:80]!r} cannot be the name of an artifact here")
    return slugs


def canonical(slugs: Iterable[str]) -> str:
    """The address of a comparison of these slugs, whatever their order."""
    return SEPARATOR.join(sorted(set(slugs)))
