"""What people searched for and chose, as pages tell it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatchIntent:
    """An intent that an artifact serves: how surely, in percent with the ends of the interval, and on what it rests."""

    words: str
    url: str
    percent: int
    low_percent: int
    high_percent: int
    matched: int
    searches: int


@dataclass(frozen=True, slots=True)
class Matches:
    """`evidence`, `outcome` and `untold` are sentences; the first says so where no person made the traffic."""

    evidence: str
    outcome: str
    intents: tuple[MatchIntent, ...]
    untold: str
