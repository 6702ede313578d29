"""What a click farm reaches (E11): ten thousand clicks on one artifact that does not serve, by more and more networks.

Forty intents that many ask for are attacked, one after the other. Then people go on asking: a thousand searches, a
hundred a day, and every night the site learns anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.match_learning import FEW, Counts, Order, by_click_through, by_lift, traffic
from evaluation.match_world import ARTIFACTS, BUCKET_OF, SHOWN, Seen, World, ndcg, world_make
from matchgraph.learning.clicks import BUCKETS, Integers
from matchgraph.learning.guarding import LEAST_BREADTH
from matchgraph.learning.lift import promoted

ATTACKED = 40
CLICKS = 10_000
BLOCKS = (1, 10, 50, 200, 1000)
DAYS, A_DAY = 10, 100
TOP = 3
SEED = 1


@dataclass(frozen=True)
class Defence:
    """`weight` is what one network's click counts; without it every click counts. `slow`: three places a day."""

    name: str
    counts: Counts
    order: Order
    weight: float | None
    slow: bool = False


def measure() -> list[dict[str, Any]]:
    world = world_make(SEED)
    plain = Counts.plain(Seen.together(traffic(world, SEED, FEW, Counts.plain, by_click_through)))
    guarded = Counts.guarded(Seen.together(traffic(world, SEED, FEW, Counts.guarded, by_lift)))
    defences = (
        Defence("no defence", plain, by_click_through, None),
        Defence("one voice a network", guarded, by_click_through, 1.0),
        Defence("and breadth, position and bounded lift, as specified", guarded, by_lift, LEAST_BREADTH),
        Defence("and three places a day", guarded, by_lift, LEAST_BREADTH, slow=True),
    )
    return [
        {"blocks": blocks, "way": defence.name, **_attacks(world, defence, blocks)}
        for blocks in BLOCKS
        for defence in defences
    ]


def _attacks(world: World, defence: Defence, blocks: int) -> dict[str, float]:
    """Means over the attacked intents."""
    done = [Attack(world, defence, intent).made(blocks) for intent in range(ATTACKED)]
    names = ("at_once", "worst_day", "end", "loss")
    return {name: round(float(np.mean(each)), 3) for name, each in zip(names, zip(*done, strict=True), strict=True)}


class Attack:
    """One intent of the world under attack."""

    def __init__(self, world: World, defence: Defence, intent: int) -> None:
        rows = slice(intent * ARTIFACTS, (intent + 1) * ARTIFACTS)
        self.defence = defence
        self.exposures, self.clicks = defence.counts.exposures[rows].copy(), defence.counts.clicks[rows].copy()
        alone = slice(intent, intent + 1)
        self.world = World(world.grades[alone], world.chances[alone], world.priors[alone], np.ones(1), world.theta)
        self.chance = np.random.default_rng(SEED + intent)

    def made(self, blocks: int) -> tuple[bool, bool, bool, float]:
        """Whether the farmed artifact is among the first three at once, at any day's end, at the last; nDCG lost."""
        before = self._ranked(None)
        target = next(edge for edge in before[::-1].tolist() if self.world.grades[0, edge] == 0)
        farmed = CLICKS if self.defence.weight is None else blocks * self.defence.weight
        self.exposures[target, BUCKETS - 1] += farmed
        self.clicks[target, BUCKETS - 1] += farmed
        first = ranking = self._ranked(before)
        inside = [target in first[:TOP]]
        for _ in range(DAYS):
            self._ask(ranking)
            ranking = self._ranked(ranking)
            inside.append(target in ranking[:TOP])
        return inside[0], any(inside), inside[-1], self._quality(before) - self._quality(first)

    def _ranked(self, former: Integers | None) -> Integers:
        utility = self.defence.order(
            Counts(self.exposures, self.clicks, self.defence.counts.theta), self.world.priors[0]
        )
        if former is not None and self.defence.slow:
            return promoted(utility, np.argsort(former))
        return np.argsort(-utility, kind="stable")

    def _ask(self, ranking: Integers) -> None:
        """A day of people from as many networks, each with one voice that weighs whole."""
        shown = ranking[:SHOWN]
        clicked = self.chance.random((A_DAY, SHOWN)) < self.world.theta[BUCKET_OF] * self.world.chances[0, shown]
        np.add.at(self.exposures, (shown, BUCKET_OF), A_DAY)
        np.add.at(self.clicks, (shown, BUCKET_OF), clicked.sum(axis=0))

    def _quality(self, ranking: Integers) -> float:
        return float(ndcg(self.world, ranking[None, :])[0])
