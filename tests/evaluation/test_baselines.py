"""Baselines are made of what is visible, and pairs are of one job."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation import baselines
from evaluation.jobs import same_job_pairs
from scoring.formula.equating import Scale
from scoring.formula.latent import BoardResults


def board(key: str, slugs: str, *columns: list[float]) -> BoardResults:
    scales = tuple(Scale(f"{key}:{number}") for number in range(len(columns)))
    return BoardResults(key, "text", tuple(slugs), scales, np.array(columns).T, "identity", "logit")


SMALL = board("small", "abcd", [0.1, 0.2, 0.3, 0.4])
FRONTIER = board("frontier", "dxyz", [0.1, 0.5, 0.7, 0.9])


def test_mean_of_percentiles_takes_the_middle_of_every_board_for_the_same():
    found = baselines.of_results([SMALL, FRONTIER], ["b", "x", "q"])["mean of percentiles"]
    assert found[0] == pytest.approx(found[1])
    assert np.isnan(found[2])


def test_zero_fill_punishes_who_stands_on_one_board_and_dropping_does_not():
    found = baselines.of_results([SMALL, FRONTIER], ["d", "z"])
    assert found["min-max, zero-fill"][0] == pytest.approx(0.5)
    assert found["min-max, dropped inputs"][1] == pytest.approx(1.0)


def test_best_single_figure_is_chosen_with_hindsight_and_covers_half():
    random = np.random.default_rng(1)
    slugs = [f"s{number}" for number in range(40)]
    target = random.normal(size=40)
    good, bad = target + random.normal(0, 0.1, 40), random.normal(size=40)
    rare = np.where(np.arange(40) < 10, target, np.nan)
    raw = np.stack([bad, good, rare], axis=1)
    visible = BoardResults(
        "b", "text", tuple(slugs), tuple(Scale(f"b:{name}") for name in "xyz"), raw, "identity", "logit"
    )
    name, values, rho = baselines.best_single([visible], slugs, target)
    assert name == "b:y"
    assert rho > 0.9
    assert values.tolist() == good.tolist()


def test_pairs_share_a_task_and_are_of_two():
    jobs = {"a": frozenset({"translation"}), "b": frozenset({"translation", "speech"}), "c": frozenset({"speech"})}
    pairs = same_job_pairs(jobs | {"d": frozenset()}, "abcd", count=30, seed=1)
    assert len(pairs) == 30
    assert all(jobs["abcd"[left]] & jobs["abcd"[right]] and left != right for left, right in pairs)
    assert pairs.tolist() == same_job_pairs(jobs, "abcd", count=30, seed=1).tolist()


def test_no_task_in_common_gives_no_pairs():
    assert same_job_pairs({"a": frozenset({"x"})}, "ab", count=5, seed=1).shape == (0, 2)
