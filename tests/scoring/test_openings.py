"""What would change a score: unknown rows carry doubt, known ones have a next mark."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.doubts import numbers_of
from scoring.formula.filling import component_values
from scoring.formula.intervals import evidence_variances
from scoring.formula.openings import openings, steps
from scoring.formula.profile import MICRO

NUMBERS = numbers_of("ur-1.0.0", "model")
SIGNALS = len(NUMBERS.signals)
SCALES = [(signal.half_point, signal.knots) if signal.half_point else None for signal in NUMBERS.signals]

known = st.lists(st.booleans(), min_size=SIGNALS, max_size=SIGNALS).map(
    lambda flags: np.array(
        [MICRO // 2 if flag and s.trust else 0 for flag, s in zip(flags, NUMBERS.signals, strict=True)]
    )
)


def opened(reliabilities, spread=NUMBERS.spread):
    return openings(NUMBERS.profile, NUMBERS.filling, spread, reliabilities)


@given(known)
def test_openings_are_the_unknown_signals_that_somebody_could_know_most_doubt_first(reliabilities):
    found = opened(reliabilities)
    unknown = {i for i, signal in enumerate(NUMBERS.signals) if not reliabilities[i] and signal.trust}
    assert {opening.signal for opening in found} == unknown
    assert [opening.share for opening in found] == sorted((opening.share for opening in found), reverse=True)


@given(known)
def test_an_unknown_signal_when_it_becomes_known_never_adds_doubt(reliabilities):
    quiet = replace(NUMBERS.spread, noises=np.zeros(SIGNALS))
    assert all(-1e-9 <= opening.share <= 1 + 1e-9 for opening in opened(reliabilities, quiet))


def test_the_last_unknown_signal_carries_all_doubt_where_nothing_is_noisy_or_old():
    quiet = replace(NUMBERS.spread, noises=np.zeros(SIGNALS))
    reliabilities = np.array([round(signal.trust * MICRO) for signal in NUMBERS.signals])
    reliabilities[0] = 0
    (opening,) = opened(reliabilities, quiet)
    assert opening.share == pytest.approx(1)


def test_the_points_of_an_opening_are_those_of_the_formula():
    reliabilities = np.array([0, *(round(signal.trust * MICRO) for signal in NUMBERS.signals[1:])])
    values = np.full(SIGNALS, MICRO // 2)
    (opening,) = opened(reliabilities)
    then = reliabilities.copy()
    then[0] = round(NUMBERS.signals[0].trust * MICRO)
    moved = values.copy()
    moved[0] += round(float(NUMBERS.spread.sds[0]) * MICRO)
    weights = NUMBERS.profile.component_weights / MICRO
    scores = [
        100 * float(component_values(NUMBERS.profile, NUMBERS.filling, each[None, :], then[None, :])[0] @ weights)
        for each in (values, moved)
    ]
    assert scores[1] - scores[0] == pytest.approx(opening.points)


def test_a_step_is_the_next_knot_above_and_the_top_of_a_scale_has_none():
    reliabilities = np.full(SIGNALS, MICRO // 2)
    half_point, knots = SCALES[0]
    values = np.zeros(SIGNALS, dtype=np.int64)
    values[0] = round(knots[1][1] * MICRO)
    found = {step.signal: step for step in steps(NUMBERS.profile, NUMBERS.filling, values, reliabilities, SCALES)}
    assert found[0].raw == pytest.approx(half_point * math.expm1(knots[2][0]))
    assert found[0].points > 0
    values[0] = MICRO
    assert 0 not in {s.signal for s in steps(NUMBERS.profile, NUMBERS.filling, values, reliabilities, SCALES)}


def test_unknown_signals_have_no_step():
    nothing = np.zeros(SIGNALS, dtype=np.int64)
    assert steps(NUMBERS.profile, NUMBERS.filling, nothing, nothing, SCALES) == []


def test_evidence_that_nobody_could_have_is_no_doubt():
    everything = np.array([[round(signal.trust * MICRO) for signal in NUMBERS.signals]])
    quiet = replace(NUMBERS.spread, noises=np.zeros(SIGNALS))
    assert evidence_variances(NUMBERS.profile, NUMBERS.filling, quiet, everything).sum() == 0
