"""Properties of the formula up to ur-0.2.0, for every profile and every state of knowledge."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula.composite import score
from scoring.formula.profile import MICRO
from scoring.formula.rounding import apportion, tenths
from scoring.formula.scores import SCORE_MAXIMUM
from scoring.methodology import methodology_get
from tests.scoring.profiles import known, micros

KINDS = ("model", "dataset")


def same(one, other):
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one)
    )


def taken(scores, rows):
    """The scores of some of the artifacts, in that order."""
    return type(scores)(**{field.name: getattr(scores, field.name)[rows] for field in dataclasses.fields(scores)})


def component_of_rows(profile):
    """Which component each row belongs to, baseline rows last."""
    return np.concatenate([profile.component_of, np.arange(profile.component_count)])


@given(known())
def test_scores_components_and_coverage_stay_in_their_range(inputs):
    scores = score(*inputs)
    assert ((scores.total >= 0) & (scores.total <= SCORE_MAXIMUM)).all()
    assert ((scores.total_tenths >= 0) & (scores.total_tenths <= 1000)).all()
    for share in (scores.component_values, scores.coverage, scores.own_coverage):
        assert ((share >= 0) & (share <= MICRO)).all()


@given(known())
def test_rows_sum_to_the_score_to_the_last_digit(inputs):
    profile, *_ = inputs
    scores = score(*inputs)
    assert (scores.row_points.sum(axis=1) == scores.total).all()
    assert (scores.row_tenths.sum(axis=1) == scores.total_tenths).all()
    assert (scores.component_tenths.sum(axis=1) == scores.total_tenths).all()
    for component in range(profile.component_count):
        rows = component_of_rows(profile) == component
        assert (scores.row_tenths[:, rows].sum(axis=1) == scores.component_tenths[:, component]).all()


@given(known())
def test_shown_tenths_stand_for_the_points_behind_them(inputs):
    scores = score(*inputs)
    assert (scores.total_tenths == tenths(scores.total)).all()
    assert (np.abs(scores.row_tenths - scores.row_points / 100_000) < 2).all()


@given(known(), st.data())
def test_a_higher_value_never_lowers_the_score(inputs, data):
    profile, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    higher = values.copy()
    higher[:, column] = np.maximum(values[:, column], data.draw(micros))
    before, after = score(profile, values, reliabilities), score(profile, higher, reliabilities)
    assert (after.total >= before.total).all()
    assert (after.total_tenths >= before.total_tenths).all()


@given(known())
def test_an_artifact_of_which_nothing_is_known_gets_the_priors(inputs):
    profile, values, reliabilities = inputs
    scores = score(profile, values, np.zeros_like(reliabilities))
    expected = 100 * (profile.component_weights / MICRO * (profile.priors / MICRO)).sum()
    assert scores.total / MICRO == pytest.approx(np.full(len(values), expected), abs=1e-6)
    assert not scores.coverage.any()
    assert not scores.own_coverage.any()


@given(known(), st.data())
def test_the_value_of_an_unknown_signal_is_nothing_to_the_score(inputs, data):
    profile, values, reliabilities = inputs
    other = np.where(reliabilities == 0, data.draw(micros), values)
    assert same(score(profile, values, reliabilities), score(profile, other, reliabilities))


@given(known(), st.data())
def test_an_unknown_signal_never_scores_below_one_that_was_looked_for_and_is_not_there(inputs, data):
    profile, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    unknown, absent, nothing = reliabilities.copy(), reliabilities.copy(), values.copy()
    unknown[:, column], absent[:, column], nothing[:, column] = 0, MICRO, 0
    assert (score(profile, values, unknown).total >= score(profile, nothing, absent).total - 1).all()


@given(known(), st.data())
def test_an_unknown_that_becomes_known_at_the_value_that_stood_in_for_it_changes_nothing(inputs, data):
    profile, values, reliabilities = inputs
    column = data.draw(st.integers(0, len(profile.weights) - 1))
    component = profile.component_of[column]
    reliabilities[:, column] = 0
    columns = profile.columns(component)
    shares = profile.weights[columns] * reliabilities[:, columns] / MICRO**2
    prior, kappa = profile.priors[component] / MICRO, profile.kappas[component] / MICRO
    stood_in = prior + (shares * (values[:, columns] / MICRO - prior)).sum(axis=1) / (shares.sum(axis=1) + kappa)
    known_now, sure = values.copy(), reliabilities.copy()
    known_now[:, column] = np.clip(np.rint(stood_in * MICRO), 0, MICRO)
    sure[:, column] = MICRO
    before, after = score(profile, values, reliabilities), score(profile, known_now, sure)
    # The value that stood in is rounded to a millionth: at most a hundred millionths of a point.
    outside = (stood_in < 0) | (stood_in > 1)
    assert ((np.abs(after.total - before.total) <= 200) | outside).all()


@given(known(least=2), st.randoms(use_true_random=False))
def test_the_order_of_artifacts_is_nothing_to_their_scores(inputs, chance):
    profile, values, reliabilities = inputs
    order = list(range(len(values)))
    chance.shuffle(order)
    shuffled = score(profile, values[order], reliabilities[order])
    assert same(shuffled, taken(score(profile, values, reliabilities), order))


@given(known(least=2), st.data())
def test_the_score_of_an_artifact_does_not_depend_on_who_shares_its_batch(inputs, data):
    profile, values, reliabilities = inputs
    one = data.draw(st.integers(0, len(values) - 1))
    alone = score(profile, values[one : one + 1], reliabilities[one : one + 1])
    assert same(alone, taken(score(profile, values, reliabilities), [one]))


@given(known())
def test_with_a_vanishing_kappa_what_is_known_speaks_for_its_component(inputs):
    profile, values, reliabilities = inputs
    eager = dataclasses.replace(profile, kappas=np.ones_like(profile.kappas))
    scores = score(eager, values, reliabilities)
    for component in range(profile.component_count):
        columns = profile.columns(component)
        shares = profile.weights[columns] * reliabilities[:, columns] / MICRO**2
        well_known = shares.sum(axis=1) > 0.1
        mean = (shares * values[:, columns]).sum(axis=1)[well_known] / shares.sum(axis=1)[well_known]
        weight = 100 * profile.component_weights[component] / MICRO
        rounding = MICRO * 12 / (weight * MICRO)
        assert scores.component_values[well_known, component] == pytest.approx(mean, abs=20 + rounding * MICRO)


@given(known())
def test_with_an_endless_kappa_the_prior_stands_in_for_all_that_is_unknown(inputs):
    profile, values, reliabilities = inputs
    shy = dataclasses.replace(profile, kappas=np.full_like(profile.kappas, MICRO * 1_000_000_000))
    scores = score(shy, values, reliabilities)
    priors = profile.priors[profile.component_of]
    parts = profile.weights * reliabilities / MICRO**2 * (values - priors) / MICRO
    expected = 100 * (profile.component_weights[profile.component_of] / MICRO * parts).sum(axis=1)
    expected += 100 * (profile.component_weights * profile.priors).sum() / MICRO**2
    assert scores.total / MICRO == pytest.approx(expected, abs=1e-4)


@given(known())
def test_coverage_is_the_known_share_of_the_weights(inputs):
    profile, values, reliabilities = inputs
    scores = score(profile, values, reliabilities)
    for component in range(profile.component_count):
        columns = profile.columns(component)
        expected = (profile.weights[columns] * reliabilities[:, columns]).sum(axis=1) / MICRO
        assert np.abs(scores.coverage[:, component] - expected).max() <= 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_counted_here_and_the_match_graph_do_not_make_an_artifact_rated(kind):
    profile = methodology_get().profile(kind)
    here = np.where(profile.own_evidence, 0, MICRO)[None, :]
    assert score(profile, np.full_like(here, MICRO), here).own_coverage[0] == 0
    everything = np.full_like(here, MICRO)
    assert score(profile, everything, everything).own_coverage[0] <= MICRO


@pytest.mark.parametrize("kind", KINDS)
def test_the_best_of_everything_is_a_hundred_and_the_worst_is_nothing(kind):
    profile = methodology_get().profile(kind)
    everything = np.full((1, len(profile.weights)), MICRO)
    assert score(profile, everything, everything).total_tenths[0] == 1000
    assert score(profile, np.zeros_like(everything), everything).total_tenths[0] == 0


def test_no_artifact_at_all_is_no_error():
    profile = methodology_get().profile("model")
    none = np.zeros((0, len(profile.weights)), dtype=np.int64)
    assert score(profile, none, none).total.shape == (0,)


@given(
    st.integers(1, 8).flatmap(
        lambda k: st.lists(st.lists(st.floats(-1e6, 1e6), min_size=k, max_size=k), min_size=1, max_size=6)
    )
)
def test_parts_rounded_by_largest_remainder_sum_to_their_total_and_stay_within_one_unit(parts):
    parts = np.array(parts)
    totals = np.rint(parts.sum(axis=1)).astype(np.int64)
    rounded = apportion(parts, totals)
    assert (rounded.sum(axis=1) == totals).all()
    assert (np.abs(rounded - parts) <= 1 + 1e-6).all()


@pytest.mark.parametrize(
    ("parts", "total", "rounded"),
    [
        ([1.0, 2.0, 3.0], 6, [1, 2, 3]),
        ([1.4, 2.4, 3.2], 7, [2, 2, 3]),
        ([0.5, 0.5], 1, [1, 0]),
        ([-0.3, 1.3], 1, [0, 1]),
        ([-1.5, 2.5], 1, [-1, 2]),
        ([0.2, 0.2, 0.2], 1, [1, 0, 0]),
    ],
)
def test_the_largest_remainder_gets_the_missing_unit_and_ties_go_to_the_first(parts, total, rounded):
    assert apportion(np.array([parts]), np.array([total]))[0].tolist() == rounded


@pytest.mark.parametrize(("micro", "tenth"), [(0, 0), (49_999, 0), (50_000, 1), (57_350_000, 574), (100_000_000, 1000)])
def test_halves_of_a_tenth_are_rounded_up(micro, tenth):
    assert tenths(np.array([micro]))[0] == tenth
