"""Verdicts are graded by what they say, those who are level count half, and strata stand by the less known side."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.grading import STRATUM_MINIMUM, Said, grade
from scoring.formula.paired import Outcome, PairedDifference


def said(probability: float, truth: float, *, coverage: float = 0.5) -> Said:
    difference = 5.0 if probability > 0.5 else -5.0
    found = PairedDifference(np.ones(4) / 4, difference, 1.0, 0.0, probability, Outcome.CLEAR)
    return Said(found, truth, coverage)


def test_a_verdict_is_right_where_the_one_it_puts_ahead_is_ahead():
    found = grade([said(0.97, 1.0), said(0.03, -1.0), said(0.97, -1.0), said(0.85, 1.0)])["right"]
    assert found["clear"] == {"share": 0.6667, "n": 3}
    assert found["leans"] == {"share": 1.0, "n": 1}


def test_who_is_level_with_the_other_is_half_right_and_an_even_chance_is_told_well():
    found = grade([said(0.5000001, 0.0)] * 10)
    assert found["right"]["too close"]["share"] == 0.5
    assert found["calibration_error"] == pytest.approx(0, abs=1e-4)


def test_calibration_is_the_distance_of_what_was_said_from_what_came_true():
    found = grade([said(0.95, 1.0)] * 9 + [said(0.95, -1.0)])
    assert found["calibration_error"] == pytest.approx(0.05)


def test_strata_of_few_pairs_are_left_out():
    many, few = [said(0.9, 1.0, coverage=0.3)] * STRATUM_MINIMUM, [said(0.9, 1.0, coverage=0.2)]
    found = grade(many + few)["strata"]
    assert [(row["coverage"], row["pairs"]) for row in found] == [([0.25, 0.4], STRATUM_MINIMUM)]
