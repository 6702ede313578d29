"""Ways to treat what is missing are compared with one truth, which is no way's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluation import missing
from evaluation.readings import Readings, fit
from scoring.formula.profile import MICRO
from scoring.methodology import methodology_get


@pytest.fixture(scope="module")
def readings():
    """300 models of which everything that can be hidden is known, a third of it hardly trusted."""
    methodology, random = methodology_get(), np.random.default_rng(3)
    signals = methodology.signals_of("model")
    shape = (300, len(signals))
    trusts = np.array([signal.trust for signal in signals])
    reliabilities = np.where(random.random(shape) < 0.3, 200_000, 900_000) * (trusts > 0)
    return Readings(
        kind="model",
        slugs=tuple(f"model-{number}" for number in range(300)),
        signals=tuple(signal.key for signal in signals),
        profile=methodology.profile("model"),
        values=random.integers(0, MICRO, shape),
        reliabilities=reliabilities,
        noises=np.full(shape, np.nan),
        hideable=np.array([not signal.counted_here and signal.trust > 0 for signal in signals]),
        trusts=trusts,
        rated_from=0.15,
        links=np.zeros((300, 0)),
    )


def test_before_anything_is_hidden_all_ways_agree(readings):
    asked = [readings.signals.index(key) for key in ("board_standing", "hf_likes", "licence_clarity")]
    complete, hideable = missing._complete(readings, asked)
    assert sorted(np.flatnonzero(hideable).tolist()) == sorted(asked)
    found = [
        missing.scores(complete, way, complete.reliabilities) for way in missing.ways(complete, fit(complete)).values()
    ]
    for each in found[1:]:
        assert each == pytest.approx(found[0], abs=1e-4)


def test_signals_are_asked_for_one_more_at_a_time_as_long_as_enough_artifacts_have_them_all(readings):
    known = readings.reliabilities.copy()
    known[:150, readings.signals.index("citations")] = 0
    rows = missing.one_truth(replace(readings, reliabilities=known), fit(readings))
    counts = sorted({len(row["signals"]) for row in rows})
    assert counts == list(range(missing.SIGNALS_MINIMUM, int(readings.hideable.sum())))
    assert all("citations" not in row["signals"] for row in rows)
    assert all(row["artifacts"] >= missing.COMPLETE_MINIMUM for row in rows)


def test_to_hide_more_takes_more_of_the_order_away(readings):
    rows = [row for row in missing.own_order(readings, fit(readings)) if "flattering" not in row["deleted"]]
    kept = [row["spearman"]["fitted"][0] for row in rows]
    assert kept == sorted(kept, reverse=True)
    assert 0 < kept[-1] < kept[0] < 1
