"""The simulated world behind the figures of the match graph: what it must show whatever its seed."""

from __future__ import annotations

import numpy as np

from evaluation import match_farms, match_learning
from evaluation.match_learning import Counts, by_lift, by_words, ordered, traffic
from evaluation.match_world import Seen, ndcg, world_make

SEARCHES = 20_000


def test_clicks_teach_what_words_do_not_say():
    world = world_make(11)
    seen = Seen.together(traffic(world, 11, SEARCHES, Counts.guarded, by_lift))
    taught = ndcg(world, ordered(by_lift(Counts.guarded(seen), world.priors.ravel())))
    by_words_alone = ndcg(world, ordered(by_words(Counts.plain(seen), world.priors.ravel())))
    assert taught @ world.traffic > by_words_alone @ world.traffic + 0.1


def test_a_network_with_ten_thousand_clicks_reaches_the_top_without_a_defence_and_nothing_with_ours(monkeypatch):
    monkeypatch.setattr(match_farms, "ATTACKED", 5)
    monkeypatch.setattr(match_farms, "BLOCKS", (1,))
    monkeypatch.setattr(match_farms, "FEW", SEARCHES)
    rows = match_farms.measure()
    assert rows[0]["at_once"] == 1.0
    assert [row["at_once"] for row in rows[1:]] == [0.0, 0.0, 0.0]


def test_worlds_are_the_same_for_the_same_seed():
    one, other = world_make(3), world_make(3)
    assert np.array_equal(one.grades, other.grades)
    assert np.array_equal(one.priors, other.priors)
    assert match_learning.SEEDS == (1, 2, 3)
