"""What evidence may move: the lift of an edge above what its words promise, and what follows from it. Pure.

Safety comes from bounds, not from secrets: a lift never exceeds what the number of independent network blocks behind it
allows, and a place in a list is gained slowly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchgraph.learning.clicks import Floats, Integers, bounded

# A block adds half a doubling; beyond 255 blocks more of them add nothing.
PER_DOUBLING = 0.5
HIGHEST = 4.0
# Places that an edge may gain in one day: legitimate readers refute a farm on its way up.
PLACES_A_DAY = 3


@dataclass(frozen=True, slots=True)
class LearnedLift:
    """Logits above what words promise, and on how many of the last thirty days somebody chose the edge."""

    lift: float
    days: int


def logit(chance: Floats) -> Floats:
    return np.log(chance / (1 - chance))


def limit(blocks: Floats) -> Floats:
    """The most that so many independent blocks may move an edge, in logits."""
    return np.minimum(PER_DOUBLING * np.log2(1 + blocks), HIGHEST)


def lifts(gamma: Floats, priors: Floats, *, exposed: Floats, clicked: Floats, strict: bool = False) -> Floats:
    """Logits by which an edge is better than its words promise, (edges,).

    `exposed` and `clicked` are effective blocks that saw and that clicked it. An edge falls by who saw it and rises by
    who clicked it; `strict`, which the evaluation alone asks for, lets it fall by clicks as well.
    """
    moved = logit(np.clip(gamma, 1e-9, 1 - 1e-9)) - logit(bounded(priors))
    return np.clip(moved, -limit(clicked if strict else exposed), limit(clicked))


def utilities(priors: Floats, lift: Floats) -> Floats:
    """What an intent's results are ordered by: what their words promise and what evidence adds."""
    return logit(bounded(priors)) + lift


def promoted(utility: Floats, former: Integers, *, places: Integers | int = PLACES_A_DAY) -> Integers:
    """Edges of one intent, best first, none more than `places` before where it stood.

    `former` holds the place of each edge before, from 0, `places` what all or each may gain. Each place goes to the
    best edge that may stand there.
    """
    order = np.lexsort((former, -utility))
    earliest = np.maximum(former - places, 0)
    chosen: list[int] = []
    waiting = order.tolist()
    for place in range(len(waiting)):
        at = next((at for at, edge in enumerate(waiting) if earliest[edge] <= place), 0)
        chosen.append(waiting.pop(at))
    return np.array(chosen, dtype=np.int64)


def taught(lifts: Sequence[LearnedLift], promises: Floats) -> Integers:
    """The order of results with what people taught, given in the words' order: places of it, from 0.

    What sinks makes room at once; what rises does so from there, by three places at most for each day of being chosen.
    """
    moved = np.array([one.lift for one in lifts])
    sunk = np.argsort(np.argsort(-utilities(promises, np.minimum(moved, 0.0)), kind="stable"), kind="stable")
    reach = PLACES_A_DAY * np.array([one.days for one in lifts], dtype=np.int64)
    return promoted(utilities(promises, moved), sunk, places=reach)
