"""Intervals: what they are made of, what narrows them, and what cancels between two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula.calibration import Cases, widths_fit
from scoring.formula.filling import Filling, component_values
from scoring.formula.intervals import (
    ALPHA,
    NORMAL_90,
    Spread,
    bounds,
    evidence_sds,
    full_reliabilities,
    method_variance,
    missing_variances,
    noise_variances,
    spread_fit,
)
from scoring.formula.profile import MICRO
from tests.scoring.test_filling import FILLING, PROFILE, population

SPREAD = Spread(
    sds=np.array([0.25, 0.2, 0.45, 0.1, 0.45]),
    shared=np.array([0.4, 0.3]),
    trusts=np.array([0.8, 0.7, 0.8, 0.9, 0.8]),
    noises=np.array([0.04, 0.04, 0.04, 0.04, 0.04]),
)
flags = st.lists(st.booleans(), min_size=5, max_size=5)


def trusted(known: list[bool]) -> np.ndarray:
    return np.where(known, np.rint(SPREAD.trusts * MICRO), 0).astype(np.int64)[None, :]


@given(known=flags, signal=st.integers(0, 4))
def test_sd_never_grows_when_an_unknown_becomes_known(known, signal):
    before, after = list(known), list(known)
    before[signal], after[signal] = False, True
    sds = [float(evidence_sds(PROFILE, FILLING, SPREAD, trusted(each))[0]) for each in (before, after)]
    assert sds[1] <= sds[0] + 1e-9


@given(known=flags)
def test_everything_known_leaves_noise_alone(known):
    everything = trusted([True] * 5)
    assert missing_variances(PROFILE, FILLING, SPREAD, everything, everything).tolist() == [[0.0, 0.0]]
    assert missing_variances(PROFILE, FILLING, SPREAD, trusted(known), trusted(known)).tolist() == [[0.0, 0.0]]
    assert (noise_variances(PROFILE, FILLING, SPREAD, everything) > 0).all()


def test_what_would_be_revealed_varies_as_much_as_the_closed_form_says():
    """Draw the model itself: unknown signals given known ones, and look at the scores."""
    random = np.random.default_rng(3)
    now, full = trusted([True, False, False, False, True]), trusted([True] * 5)
    shared = SPREAD.shared[0]
    factor = random.normal(0, 1, 200_000)
    known = np.sqrt(shared) * factor + np.sqrt(1 - shared) * random.normal(0, 1, 200_000)
    near = np.abs(known - 0.5) < 0.05
    hidden = [np.sqrt(shared) * factor[near] + np.sqrt(1 - shared) * random.normal(0, 1, near.sum()) for _ in range(2)]
    values = np.zeros((near.sum(), 5))
    values[:, 0] = FILLING.priors[0] + 0.5 * SPREAD.sds[0]
    for signal, standard in zip((1, 2), hidden, strict=True):
        values[:, signal] = FILLING.priors[signal] + SPREAD.sds[signal] * standard
    found = component_values(PROFILE, FILLING, values * MICRO, np.repeat(full, near.sum(), axis=0))[:, 0]
    expected = missing_variances(PROFILE, FILLING, SPREAD, now, full)[0, 0]
    assert (60 * found).var() == pytest.approx(expected, rel=0.03)


def test_an_old_figure_is_noisier_than_a_fresh_one_and_one_with_its_own_noise_says_so():
    fresh = trusted([True] * 5)
    old = (fresh * 0.3).astype(np.int64)
    variance = [noise_variances(PROFILE, FILLING, SPREAD, each).sum() for each in (fresh, old)]
    assert variance[1] > 0.3 * variance[0]
    noises = np.full((1, 5), np.nan)
    noises[0, 0] = 0.2
    assert noise_variances(PROFILE, FILLING, SPREAD, fresh, noises)[0, 0] > variance[0]
    assert noise_variances(PROFILE, FILLING, SPREAD, fresh, noises)[0, 1] == pytest.approx(
        noise_variances(PROFILE, FILLING, SPREAD, fresh)[0, 1]
    )


def test_what_nobody_could_fetch_is_not_in_the_interval():
    nobody = replace(SPREAD, trusts=np.array([0.8, 0.7, 0.8, 0.0, 0.0]))
    full = full_reliabilities(nobody, np.zeros((1, 5), dtype=np.int64))
    assert full[0, 3:].tolist() == [0, 0]
    assert missing_variances(PROFILE, FILLING, nobody, np.zeros((1, 5), dtype=np.int64), full)[0, 1] == 0


weighting = np.array([0.3, 0.35, 0.15, 0.2])
component = st.floats(0, 1)
components = st.lists(component, min_size=4, max_size=4).map(np.array)


@given(values=components)
def test_method_part_is_that_of_dirichlet_weights(values):
    draws = np.random.default_rng(1).dirichlet(ALPHA * weighting, size=20_000)
    drawn = (100 * draws @ values).var()
    assert float(method_variance(weighting, values[None, :])[0]) == pytest.approx(drawn, rel=0.06, abs=1e-6)


@given(values=components, more=st.floats(-0.5, 0.5))
def test_weights_that_favour_both_alike_cancel(values, more):
    assert float(method_variance(weighting, (values - values + more)[None, :])[0]) == pytest.approx(0, abs=1e-9)


@given(total=st.integers(0, 100 * MICRO), sd=st.floats(0, 60), coverage=st.integers(0, MICRO))
def test_bounds_hold_the_score_and_stay_on_the_scale(total, sd, coverage):
    low, high = bounds(SPREAD, np.array([total]), np.array([sd]), np.array([coverage]))
    assert 0 <= low[0] <= total <= high[0] <= 100 * MICRO
    assert low.dtype == high.dtype == np.int64


def test_width_is_read_from_its_knots():
    spread = replace(SPREAD, widths=((0.0, 1.0), (0.2, 1.0), (0.2001, 2.0), (1.0, 2.0)))
    assert spread.width(np.array([0.1, 0.3])) == pytest.approx([1.0, 2.0])
    assert SPREAD.width(np.array([0.5])) == pytest.approx([NORMAL_90])


def test_correlation_inside_a_component_is_found_and_none_where_there_is_none():
    values, known = population()
    spread = spread_fit(PROFILE, np.full(5, 0.5), values, known, trusts=SPREAD.trusts, noises=SPREAD.noises)
    assert spread.shared[0] == pytest.approx(1 / 1.09, abs=0.03)
    assert spread.shared[1] == pytest.approx(0.01, abs=0.05)
    assert spread.sds == pytest.approx(np.array([0.156] * 3 + [0.15] * 2), abs=0.01)


def test_nine_of_ten_hidden_scores_lie_inside_where_the_model_holds():
    random = np.random.default_rng(5)
    values, known = population()
    priors = np.full(5, 0.5)
    spread = spread_fit(PROFILE, priors, values, known, trusts=np.ones(5), noises=np.zeros(5))
    filling = Filling(priors, spread.sds, np.array([0.125, 4.0]))
    left = np.where(random.random(known.shape) < 0.5, 0, known)
    weights = PROFILE.component_weights / MICRO
    gap = 100 * (component_values(PROFILE, filling, values, known) - component_values(PROFILE, filling, values, left))
    sd = np.sqrt(missing_variances(PROFILE, filling, spread, left, known).sum(axis=1))
    hit = sd > 0
    assert 0.87 < (np.abs(gap @ weights)[hit] <= NORMAL_90 * sd[hit]).mean() < 0.94


def cases(errors, coverage=0.3):
    """Deletions that moved the score by so many standard deviations."""
    moved = np.array(errors, dtype=float)
    alike = np.ones_like(moved)
    return Cases(alike.astype(int), alike, moved, 0 * alike, alike, alike, coverage * alike)


def test_width_of_errors_in_lumps_is_the_one_whose_share_is_nearest_to_nine_tenths():
    """Of 1,000 cases 880 lie inside 1, and 80 more at exactly 2: .88 is nearer to .90 than .96."""
    widths = dict(widths_fit(cases([1.0] * 880 + [2.0] * 80 + [3.0] * 40)))
    assert widths[0.25] == 1.0
    assert dict(widths_fit(cases([1.0] * 850 + [2.0] * 80 + [3.0] * 70)))[0.25] == 2.0


def test_width_of_a_stratum_of_few_cases_is_that_of_a_normal_distribution():
    assert dict(widths_fit(cases([1.0] * 50)))[0.25] == NORMAL_90
