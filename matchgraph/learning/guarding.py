"""How much the actions of a network block may count, and when an edge rests on too few of them. Pure."""

from __future__ import annotations

import numpy as np

from matchgraph.learning.clicks import Floats, Integers

# A block that asks for this many different things in 90 days is a place where people search.
BREADTH_INTENTS = 5
LEAST_BREADTH = 0.2
# An edge rests on few when its five busiest blocks hold more than this share of at least so many clicks.
FEW_BLOCKS = 5
FEW_SHARE = 0.40
ALARM_CLICKS = 10.0


def breadth(intents: Integers) -> Floats:
    """Weight of each block by the different intents that it touched, .2 to 1."""
    return np.clip(intents / BREADTH_INTENTS, LEAST_BREADTH, 1.0)


def first_of_each(blocks: Integers, edges: Integers) -> np.ndarray:
    """Which observations count: the first of each block and edge, in the order given. A boolean array.

    One block has one voice about an edge in 30 days, clicked or not: the hundredth page that it loads neither praises
    nor condemns.
    """
    _, first = np.unique(blocks * (int(edges.max(initial=0)) + 1) + edges, return_index=True)
    counts = np.zeros(len(blocks), dtype=bool)
    counts[first] = True
    return counts
