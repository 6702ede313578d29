"""What stands in for an unknown signal: the properties that no fit may break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.formula import composite
from scoring.formula.filling import (
    Filling,
    component_values,
    deletions,
    effective_weights,
    kappas_fit,
    priors_fit,
    scales_fit,
)
from scoring.formula.profile import MICRO, Profile

PROFILE = Profile(
    weights=np.array([500_000, 300_000, 200_000, 600_000, 400_000]),
    component_of=np.array([0, 0, 0, 1, 1]),
    component_weights=np.array([600_000, 400_000]),
    priors=np.array([400_000, 450_000]),
    kappas=np.array([125_000, 250_000]),
    own_evidence=np.ones(5, dtype=bool),
)
FILLING = Filling(
    priors=np.array([0.5, 0.4, 0.7, 0.55, 0.65]),
    scales=np.array([0.25, 0.2, 0.45, 0.1, 0.45]),
    kappas=np.array([0.5, 1.0]),
)
micro = st.integers(0, MICRO)
row = st.lists(micro, min_size=5, max_size=5)


def values_of(values: list[int], reliabilities: list[int], filling: Filling = FILLING) -> np.ndarray:
    return component_values(PROFILE, filling, np.array([values]), np.array([reliabilities]))[0]


@given(values=row, reliabilities=row)
def test_with_one_prior_and_equal_scales_it_is_the_composite(values, reliabilities):
    same = Filling((PROFILE.priors / MICRO)[PROFILE.component_of], np.ones(5), PROFILE.kappas / MICRO)
    scores = composite.score(PROFILE, np.array([values]), np.array([reliabilities]))
    total = float(values_of(values, reliabilities, same) @ (PROFILE.component_weights / MICRO))
    assert scores.total[0] / MICRO == pytest.approx(100 * total, abs=1e-5)


@given(values=row, reliabilities=row, signal=st.integers(0, 4), more=micro)
def test_a_higher_value_never_lowers_its_component(values, reliabilities, signal, more):
    better = list(values)
    better[signal] = min(MICRO, better[signal] + more)
    assert (values_of(better, reliabilities) >= values_of(values, reliabilities) - 1e-12).all()


@given(values=row, reliabilities=row, signal=st.integers(0, 4), trust=st.integers(1, MICRO))
def test_an_unknown_that_turns_out_as_what_stood_in_for_it_changes_nothing(values, reliabilities, signal, trust):
    unknown = list(reliabilities)
    unknown[signal] = 0
    component = PROFILE.component_of[signal]
    own = PROFILE.columns(component)
    weights = PROFILE.weights[own] / MICRO * np.array(unknown)[own] / MICRO
    away = (np.array(values)[own] / MICRO - FILLING.priors[own]) / FILLING.scales[own]
    moved = (weights * away).sum() / (weights.sum() + FILLING.kappas[component])
    above, below = FILLING.bounds(own)
    assume(-below <= moved <= above)
    known, filled = list(unknown), np.array(values, dtype=float)
    known[signal] = trust
    filled[signal] = (FILLING.priors[signal] + FILLING.scales[signal] * moved) * MICRO
    before = values_of(values, unknown)
    after = component_values(PROFILE, FILLING, filled[None, :], np.array([known]))[0]
    assert after == pytest.approx(before, abs=1e-9)


@given(values=row, reliabilities=row, signal=st.integers(0, 4))
def test_a_reliability_of_nearly_nothing_is_nearly_unknown(values, reliabilities, signal):
    nearly, unknown = list(reliabilities), list(reliabilities)
    nearly[signal], unknown[signal] = 1, 0
    assert values_of(values, nearly) == pytest.approx(values_of(values, unknown), abs=1e-4)


@given(values=row, reliabilities=row)
def test_an_artifact_is_filled_the_same_alone_and_among_others(values, reliabilities):
    others = np.array([values, [0] * 5, [MICRO] * 5])
    trusts = np.array([reliabilities, [MICRO] * 5, [0] * 5])
    together = component_values(PROFILE, FILLING, others, trusts)[0]
    assert together.tolist() == values_of(values, reliabilities).tolist()


@given(values=row, reliabilities=row)
def test_no_component_leaves_its_range(values, reliabilities):
    found = values_of(values, reliabilities)
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()


def test_nothing_known_is_the_priors_weighed():
    assert values_of([0] * 5, [0] * 5) == pytest.approx([0.5 * 0.5 + 0.3 * 0.4 + 0.2 * 0.7, 0.6 * 0.55 + 0.4 * 0.65])


def test_a_nearly_constant_signal_is_moved_less_than_one_that_varies():
    trusts = np.array([[0, 0, 0, MICRO, 0], [0, 0, 0, 0, MICRO]])
    own, other = effective_weights(PROFILE, FILLING, trusts)[:, 3:]
    assert own[0] / 0.6 > other[1] / 0.4


def population(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Signals of the first component move together, those of the second do not."""
    random = np.random.default_rng(seed)
    common = random.normal(0, 1, (3000, 1))
    moved = np.concatenate([np.repeat(common, 3, axis=1) + random.normal(0, 0.3, (3000, 3))], axis=1)
    apart = random.normal(0, 1, (3000, 2))
    values = 0.5 + 0.15 * np.concatenate([moved, apart], axis=1)
    known = random.random((3000, 5)) < 0.7
    return np.clip(np.rint(values * MICRO), 0, MICRO).astype(np.int64), np.where(known, MICRO, 0)


def test_priors_are_means_of_what_is_known_and_scales_its_spread():
    values, known = population()
    priors = priors_fit(PROFILE, values, known)
    assert priors == pytest.approx(np.full(5, 0.5), abs=0.02)
    assert scales_fit(priors, values, known) == pytest.approx(np.array([0.156] * 3 + [0.15] * 2), abs=0.01)


def test_a_signal_that_hardly_anybody_has_keeps_the_prior_of_its_component():
    values, known = population()
    known[5:, 4] = 0
    assert priors_fit(PROFILE, values, known)[4] == pytest.approx(0.45)


def test_signals_that_move_together_shrink_less_than_those_that_do_not():
    values, known = population()
    priors = priors_fit(PROFILE, values, known)
    scales = scales_fit(priors, values, known)
    kappas = kappas_fit(PROFILE, priors, scales, values, known, hideable=np.ones(5, dtype=bool), seed=1)
    assert kappas[0] < kappas[1]


def test_a_component_of_which_nothing_can_be_hidden_keeps_its_kappa():
    values, known = population()
    priors = priors_fit(PROFILE, values, known)
    hideable = np.array([True, True, True, False, False])
    kappas = kappas_fit(PROFILE, priors, np.ones(5), values, known, hideable=hideable, seed=1)
    assert kappas[1] == pytest.approx(0.25)


def test_deletions_hide_known_cells_of_hideable_signals_only():
    _, known = population()
    hideable = np.array([True, False, True, True, True])
    for mask in deletions(known, hideable, seed=2):
        assert not mask[:, 1].any()
        assert not mask[known == 0].any()
        assert mask.any()


def test_fit_is_the_same_from_the_same_seed():
    values, known = population()
    priors = priors_fit(PROFILE, values, known)
    arguments = {"hideable": np.ones(5, dtype=bool), "seed": 1}
    first, again = (kappas_fit(PROFILE, priors, np.ones(5), values, known, **arguments) for _ in range(2))
    assert first.tolist() == again.tolist()


def test_scales_do_not_matter_where_they_are_all_alike():
    twice = replace(FILLING, scales=np.full(5, 0.4))
    once = replace(FILLING, scales=np.full(5, 0.2))
    assert values_of([MICRO] * 5, [MICRO, 0, 0, 0, MICRO], twice) == pytest.approx(
        values_of([MICRO] * 5, [MICRO, 0, 0, 0, MICRO], once)
    )
