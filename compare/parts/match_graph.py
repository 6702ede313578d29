"""Shapes of the page about the match graph. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.basics import Empty, Meta


@dataclass(frozen=True, slots=True)
class LearnedRun:
    """One learning run: its day, its edges, and nDCG@10 on judged questions by words alone and with what it learned."""

    number: int
    as_of: str
    edges: int
    quarantined: int
    label: str
    in_force: bool
    touched: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Attack:
    """One line of the table of simulated farms; shares of attacks in percent."""

    networks: int
    defence: str
    at_once: int
    worst_day: int
    end: int
    loss: str


@dataclass(frozen=True, slots=True)
class MatchGraphPage:
    """`/match-graph/`: what was learned, how well, and what farms reach in a simulated world."""

    meta: Meta
    heading: str
    intro: str
    recording: str
    counts: str
    runs: tuple[LearnedRun, ...]
    empty: Empty | None
    attacks: tuple[Attack, ...]
