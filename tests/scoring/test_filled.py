"""Properties of the formula from ur-1.0.0 on, for every profile, every filling and every state of knowledge."""

from __future__ import annotations

import dataclasses
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.formula import filling as floats
from scoring.formula.filled import LEAST, UNIT, score
from scoring.formula.filling import Filling
from scoring.formula.profile import MICRO
from scoring.formula.scores import SCORE_MAXIMUM
from scoring.methodology import Kind, methodology_get
from tests.scoring.profiles import known, micros
from tests.scoring.test_formula import component_of_rows, same, taken

# In millionths of a point. `known // 1000` loses up to one, which the filling multiplies by spoken / scale: up to 1e5
# where scales and kappas are as small as they may be. That is 1e-5 points a signal; 1e-4 was the most found in a million.
ROUNDING = 1000


@st.composite
def filled(draw, *, least=1):
    """(profile, filling, values, reliabilities), the filling as wide as a methodology may state it."""
    profile, values, reliabilities = draw(known(least=least))

    def sixth(low, high, count):
        numbers = st.integers(round(low * MICRO), round(high * MICRO))
        return np.array(draw(st.lists(numbers, min_size=count, max_size=count))) / MICRO

    signals = len(profile.weights)
    filling = Filling(
        priors=sixth(0.01, 0.99, signals),
        scales=sixth(LEAST, 1, signals),
        kappas=sixth(LEAST, 10, profile.component_count),
    )
    return profile, filling, values, reliabilities


def by_hand(profile, filling, values, reliabilities):
    """One artifact's total in millionths and its rows, by the docstring, in whole numbers of any size."""
    mus, sigmas, kappas = (
        [round(x * MICRO) for x in each] for each in (filling.priors, filling.scales, filling.kappas)
    )
    rows, bases = {}, []
    for component, weight in enumerate(profile.component_weights.tolist()):
        own = profile.columns(component).tolist()
        w, rho, u = ([int(each[s]) for s in own] for each in (profile.weights, reliabilities, values))
        mu, sigma = [mus[s] for s in own], [sigmas[s] for s in own]
        k = [a * b for a, b in zip(w, rho, strict=True)]
        z = sum(k[i] * (u[i] - mu[i]) // sigma[i] for i in range(len(own)))
        heads = [((MICRO - mu[i] if z > 0 else mu[i]) * MICRO) // sigma[i] for i in range(len(own))]
        d = max((sum(k) + kappas[component] * MICRO) // 1000, abs(z) // 1000 * MICRO // min(heads))
        spoken = sum((w[i] * MICRO - k[i]) * sigma[i] for i in range(len(own))) // d
        for i, signal in enumerate(own):
            e = (k[i] + k[i] // 1000 * spoken // sigma[i]) // 1000
            rows[signal] = weight * (e * (u[i] - mu[i]) // 1000)
        bases.append(weight * sum(a * b for a, b in zip(w, mu, strict=True)))
    parts = [rows[signal] for signal in range(len(values))] + bases
    return min(max((sum(parts) + UNIT // 2) // UNIT, 0), SCORE_MAXIMUM), parts


@given(filled())
def test_sixty_four_bits_hold_every_step(inputs):
    profile, filling, values, reliabilities = inputs
    scores = score(*inputs)
    for row in range(len(values)):
        total, parts = by_hand(profile, filling, values[row], reliabilities[row])
        assert scores.total[row] == total
        if 0 < total < SCORE_MAXIMUM:
            assert all(
                abs(int(points) * UNIT - part) <= UNIT
                for points, part in zip(scores.row_points[row], parts, strict=True)
            )


@given(filled())
def test_it_is_the_filling_of_the_fit_to_a_thousandth_of_a_point(inputs):
    profile, *_ = inputs
    expected = 100 * floats.component_values(*inputs) @ (profile.component_weights / MICRO)
    assert score(*inputs).total / MICRO == pytest.approx(expected, abs=ROUNDING / MICRO)


@pytest.mark.parametrize("kind", get_args(Kind))
@given(data=st.data())
def test_under_the_methodology_in_force_it_is_so_to_a_hundred_thousandth_of_a_point(kind, data):
    methodology = methodology_get()
    profile, filling = methodology.profile(kind), methodology.filling(kind)
    shape = (8, len(profile.weights))
    values = data.draw(arrays.arrays(np.int64, shape, elements=micros))
    reliabilities = data.draw(arrays.arrays(np.int64, shape, elements=st.one_of(st.just(0), micros)))
    expected = 100 * floats.component_values(profile, filling, values, reliabilities)
    expected = expected @ (profile.component_weights / MICRO)
    assert score(profile, filling, values, reliabilities).total / MICRO == pytest.approx(expected, abs=1e-5)


@given(filled())
def test_scores_components_and_coverage_stay_in_their_range(inputs):
    scores = score(*inputs)
    assert ((scores.total >= 0) & (scores.total <= SCORE_MAXIMUM)).all()
    values = floats.component_values(*inputs)
    assert ((values > -1e-9) & (values < 1 + 1e-9)).all()
    for share in (scores.component_values, scores.coverage, scores.own_coverage):
        assert ((share >= 0) & (share <= MICRO)).all()


@given(filled())
def test_rows_sum_to_the_score_to_the_last_digit(inputs):
    profile, *_ = inputs
    scores = score(*inputs)
    assert (scores.row_points.sum(axis=1) == scores.total).all()
    assert (scores.row_tenths.sum(axis=1) == scores.total_tenths).all()
    assert (scores.component_tenths.sum(axis=1) == scores.total_tenths).all()
    for component in range(profile.component_count):
        rows = component_of_rows(profile) == component
        assert (scores.row_tenths[:, rows].sum(axis=1) == scores.component_tenths[:, component]).all()


@given(filled(), st.data())
def test_a_higher_value_never_lowers_the_score(inputs, data):
    """But for what rounding leaves, where the bound holds."""
    profile, filling, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    higher = values.copy()
    higher[:, column] = np.maximum(values[:, column], data.draw(micros))
    before, after = score(profile, filling, values, reliabilities), score(profile, filling, higher, reliabilities)
    assert (after.total >= before.total - ROUNDING).all()


@given(filled(), st.data())
def test_an_unknown_signal_never_scores_below_one_that_was_looked_for_and_is_not_there(inputs, data):
    profile, filling, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    unknown, absent, nothing = reliabilities.copy(), reliabilities.copy(), values.copy()
    unknown[:, column], absent[:, column], nothing[:, column] = 0, MICRO, 0
    not_known, not_there = score(profile, filling, values, unknown), score(profile, filling, nothing, absent)
    assert (not_known.total >= not_there.total - ROUNDING).all()


@given(filled(), st.data())
def test_an_unknown_that_becomes_known_at_the_value_that_stood_in_for_it_changes_nothing(inputs, data):
    profile, filling, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    own = profile.columns(profile.component_of[column])
    reliabilities[:, column] = 0
    shares = profile.weights[own] * reliabilities[:, own] / MICRO**2
    moved = (shares * (values[:, own] / MICRO - filling.priors[own]) / filling.scales[own]).sum(axis=1)
    steps = moved / (shares.sum(axis=1) + filling.kappas[profile.component_of[column]])
    upper, lower = filling.bounds(own)
    stood_in = filling.priors[column] + filling.scales[column] * steps
    known_now, sure = values.copy(), reliabilities.copy()
    known_now[:, column] = np.clip(np.rint(stood_in * MICRO), 0, MICRO)
    sure[:, column] = MICRO
    before, after = score(profile, filling, values, reliabilities), score(profile, filling, known_now, sure)
    at_bound = (steps >= upper) | (steps <= -lower)
    # What stood in is rounded to a millionth of a scale of at least a tenth: some thousandths of a thousandth.
    assert ((np.abs(after.total - before.total) <= 1000) | at_bound).all()


@given(filled(), st.data())
def test_a_reliability_of_nearly_nothing_is_nearly_unknown(inputs, data):
    profile, filling, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    nearly, unknown = reliabilities.copy(), reliabilities.copy()
    nearly[:, column], unknown[:, column] = 1, 0
    gap = score(profile, filling, values, nearly).total - score(profile, filling, values, unknown).total
    assert (np.abs(gap) <= 100_000).all()


@given(filled(), st.data())
def test_the_value_of_an_unknown_signal_is_nothing_to_the_score(inputs, data):
    profile, filling, values, reliabilities = inputs
    other = np.where(reliabilities == 0, data.draw(micros), values)
    assert same(score(profile, filling, values, reliabilities), score(profile, filling, other, reliabilities))


@given(filled(least=2), st.randoms(use_true_random=False))
def test_the_order_of_artifacts_is_nothing_to_their_scores(inputs, chance):
    profile, filling, values, reliabilities = inputs
    order = list(range(len(values)))
    chance.shuffle(order)
    shuffled = score(profile, filling, values[order], reliabilities[order])
    assert same(shuffled, taken(score(*inputs), order))


@given(filled(), st.randoms(use_true_random=False))
def test_the_order_of_signals_is_nothing_to_the_score(inputs, chance):
    profile, filling, values, reliabilities = inputs
    order = list(range(len(profile.weights)))
    chance.shuffle(order)
    other = dataclasses.replace(
        profile,
        weights=profile.weights[order],
        component_of=profile.component_of[order],
        own_evidence=profile.own_evidence[order],
    )
    moved = dataclasses.replace(filling, priors=filling.priors[order], scales=filling.scales[order])
    before, after = score(*inputs), score(other, moved, values[:, order], reliabilities[:, order])
    assert (before.total == after.total).all()
    assert (before.component_tenths == after.component_tenths).all()


@given(filled(least=2), st.data())
def test_the_score_of_an_artifact_does_not_depend_on_who_shares_its_batch(inputs, data):
    profile, filling, values, reliabilities = inputs
    one = data.draw(st.integers(0, len(values) - 1))
    alone = score(profile, filling, values[one : one + 1], reliabilities[one : one + 1])
    assert same(alone, taken(score(*inputs), [one]))


@given(filled())
def test_an_artifact_of_which_nothing_is_known_gets_the_priors(inputs):
    profile, filling, values, reliabilities = inputs
    scores = score(profile, filling, values, np.zeros_like(reliabilities))
    parts = profile.component_weights[profile.component_of] * profile.weights / MICRO**2 * filling.priors
    assert scores.total / MICRO == pytest.approx(np.full(len(values), 100 * parts.sum()), abs=1e-6)
    assert not scores.coverage.any()


def test_no_artifact_at_all_is_no_error():
    from tests.scoring.test_filling import FILLING, PROFILE

    none = np.zeros((0, 5), dtype=np.int64)
    assert score(PROFILE, FILLING, none, none).total.shape == (0,)
