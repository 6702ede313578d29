"""Whether clicks teach what serves an intent (E7), how far counts may be believed (E9), chances of positions (E10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluation.match_world import (
    ARTIFACTS,
    BLOCKS,
    INTENTS,
    Seen,
    World,
    counts_of,
    ndcg,
    sessions_make,
    world_make,
)
from evaluation.statistics import spearman
from matchgraph.learning.clicks import STRENGTH, THETA, Floats, Integers, bounded, gammas
from matchgraph.learning.guarding import breadth, first_of_each
from matchgraph.learning.lift import lifts, utilities
from matchgraph.learning.propensity import thetas

SEEDS = (1, 2, 3)
FEW, MANY = 200_000, 1_000_000
REFRESHES = 10
# Edges that a split half says something of.
LEAST_EXPOSURES = 20
EDGES = INTENTS * ARTIFACTS


@dataclass(frozen=True)
class Counts:
    """Counts (edges, buckets), and what was learned of positions."""

    exposures: Floats
    clicks: Floats
    theta: Floats = field(default_factory=lambda: THETA)

    @classmethod
    def plain(cls, seen: Seen) -> Counts:
        return cls(*counts_of(seen, np.ones(len(seen.edges)), edges=EDGES))

    @classmethod
    def guarded(cls, seen: Seen) -> Counts:
        """One voice a block and edge, weighed by breadth: as `matchgraph.graph.rolling_up` does it."""
        counts = first_of_each(seen.blocks, seen.edges)
        pairs = np.unique(seen.blocks * INTENTS + seen.edges // ARTIFACTS)
        weights = breadth(np.bincount(pairs // INTENTS, minlength=BLOCKS))[seen.blocks] * counts
        exposures, clicks = counts_of(seen, weights, edges=EDGES)
        return cls(exposures, clicks, thetas(exposures, clicks))


def by_words(counts: Counts, priors: Floats) -> Floats:
    return priors


def by_click_through(counts: Counts, priors: Floats) -> Floats:
    """Clicks for each time that it was shown, wherever; smoothed as strongly as ours."""
    clicks, shown = counts.clicks.sum(axis=1), counts.exposures.sum(axis=1)
    share: Floats = (clicks + STRENGTH * bounded(priors)) / (shown + STRENGTH)
    return share


def by_lift(counts: Counts, priors: Floats, *, strict: bool = False) -> Floats:
    """As the site does it."""
    gamma = gammas(counts.exposures, counts.clicks, priors, theta=counts.theta)
    exposed, clicked = counts.exposures.sum(axis=1), counts.clicks.sum(axis=1)
    return utilities(priors, lifts(gamma, priors, exposed=exposed, clicked=clicked, strict=strict))


Order = Callable[[Counts, Floats], Floats]
WAYS: dict[str, tuple[Callable[[Seen], Counts], Order]] = {
    "words alone": (Counts.plain, by_words),
    "click-through, smoothed": (Counts.plain, by_click_through),
    "position taken out, no guards": (lambda seen: _learned(Counts.plain(seen)), by_lift),
    "as specified": (Counts.guarded, by_lift),
    "falling by clicks too, not in use": (Counts.guarded, lambda counts, priors: by_lift(counts, priors, strict=True)),
}


def _learned(counts: Counts) -> Counts:
    return Counts(counts.exposures, counts.clicks, thetas(counts.exposures, counts.clicks))


def measure() -> dict[str, Any]:
    recovery = []
    for name, (count, order) in WAYS.items():
        few = [_recovery(seed, FEW, count, order) for seed in SEEDS]
        many = _recovery(SEEDS[0], MANY, count, order)
        recovery.append(
            {
                "way": name,
                "few_weighted": _mean([one[0] for one in few]),
                "few_intents": _mean([one[1] for one in few]),
                "many_weighted": round(many[0], 3),
                "many_intents": round(many[1], 3),
            }
        )
    return {
        "recovery": recovery,
        "reliability": _mean([_reliability(seed) for seed in SEEDS]),
        "theta_error": round(max(_theta_error(seed) for seed in SEEDS), 3),
        "seeds": len(SEEDS),
    }


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 3)


def ordered(utility: Floats) -> Integers:
    """The ranking (intents, artifacts), best first."""
    return np.argsort(-utility.reshape(-1, ARTIFACTS), axis=1, kind="stable")


def traffic(world: World, seed: int, sessions: int, count: Callable[[Seen], Counts], order: Order) -> list[Seen]:
    """What was seen in ten refreshes, each ordered by what was learned before it."""
    chance = np.random.default_rng(seed + 100)
    ranking, parts = ordered(world.priors), list[Seen]()
    for _ in range(REFRESHES):
        parts.append(sessions_make(world, ranking, sessions=sessions // REFRESHES, chance=chance))
        if order is not by_words:
            ranking = ordered(order(count(Seen.together(parts)), world.priors.ravel()))
    return parts


def _recovery(seed: int, sessions: int, count: Callable[[Seen], Counts], order: Order) -> tuple[float, float]:
    world = world_make(seed)
    parts = traffic(world, seed, sessions, count, order)
    found = ndcg(world, ordered(order(count(Seen.together(parts)), world.priors.ravel())))
    return float(found @ world.traffic), float(found.mean())


def _reliability(seed: int) -> float:
    """Spearman-Brown of gamma from two halves of the blocks, over edges that both halves saw often."""
    world = world_make(seed)
    seen = Seen.together(traffic(world, seed, FEW, Counts.guarded, by_lift))
    halves = []
    for odd in (0, 1):
        own = seen.blocks % 2 == odd
        half = Seen(seen.edges[own], seen.buckets[own], seen.blocks[own], seen.clicked[own])
        counts = Counts.guarded(half)
        gamma = gammas(counts.exposures, counts.clicks, world.priors.ravel(), theta=counts.theta)
        halves.append((gamma, counts.exposures.sum(axis=1)))
    often = (halves[0][1] >= LEAST_EXPOSURES) & (halves[1][1] >= LEAST_EXPOSURES)
    share = spearman(halves[0][0][often], halves[1][0][often]) or 0.0
    return 2 * share / (1 + share)


def _theta_error(seed: int) -> float:
    world = world_make(seed)
    counts = Counts.guarded(Seen.together(traffic(world, seed, FEW, Counts.guarded, by_lift)))
    return float(np.abs(counts.theta[:10] - THETA[:10]).max())
