"""One latent scale for several boards: what must hold of every fit, and of one artifact alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formula.board_weights import consensus_weights, penalized_weights
from scoring.formula.equating import Board, Family, Scale, on_scale, thetas, transformed
from scoring.formula.linking import board_fit, family_fit, linked_boards, precision_weights, shared_counts


def family(boards: int = 3) -> Family:
    return Family(
        keys=tuple("abc"[:boards]),
        locations=np.array([0.0, 1000.0, -2.0])[:boards],
        slopes=np.array([1.0, 90.0, 0.7])[:boards],
        noises=np.array([0.3, 0.3, 0.5])[:boards],
        covariance=np.diag([0.0, 40.0, 0.01, 0.0, 60.0, 0.004][: 2 * boards]),
        means=np.array([0.0, 1.5, 2.0])[:boards],
        sds=np.array([1.0, 1.2, 0.9])[:boards],
    )


def populations(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """True theta and figures of three boards: small merges, a mixed board, a frontier board; few shared artifacts."""
    random = np.random.default_rng(seed)
    theta = np.concatenate([random.normal(-1, 0.7, 600), random.normal(0, 0.7, 400), random.normal(2, 0.7, 150)])
    said = theta[:, None] + random.normal(0, [0.3, 0.3, 0.25], (len(theta), 3))
    figures = said * [1.0, 0.8, 90.0] + [0.0, -1.5, 1100.0]
    listed = np.zeros((len(theta), 3), dtype=bool)
    listed[:600, 0] = listed[600:1000, 1] = listed[1000:, 2] = True
    listed[600:700, 0] = listed[960:985, 2] = listed[1000:1030, 1] = True
    return theta, np.where(listed, figures, np.nan)


@pytest.fixture(scope="module")
def fitted() -> tuple[np.ndarray, np.ndarray, Family]:
    theta, figures = populations()
    return theta, figures, family_fit("abc", figures, reference=1, draws=40, seed=3)


def test_links_are_found_though_every_board_has_a_population_of_its_own(fitted):
    _, _, fit = fitted
    unit = fit.slopes[1] / 0.8
    assert fit.slopes[0] / unit == pytest.approx(1.0, rel=0.1)
    assert fit.slopes[2] / unit == pytest.approx(90.0, rel=0.15)
    assert (fit.means[2] - fit.means[0]) * unit == pytest.approx(2.85, rel=0.1)


def test_latent_scale_orders_across_boards_where_percentiles_do_not(fitted):
    theta, figures, fit = fitted
    said = thetas(fit, figures, np.zeros_like(figures)).values
    places = np.nanmean(np.argsort(np.argsort(figures, axis=0), axis=0) / (~np.isnan(figures)).sum(axis=0), axis=1)
    assert np.corrcoef(said, theta)[0, 1] > 0.95
    assert np.corrcoef(said, theta)[0, 1] > np.corrcoef(places, theta)[0, 1] + 0.1


def test_link_error_is_none_on_the_reference_board_and_cancels_between_two_of_one_board(fitted):
    _, figures, fit = fitted
    said = thetas(fit, figures, np.zeros_like(figures))
    error = said.link_sd(fit)
    on = [np.isnan(figures) == np.array(gaps) for gaps in ([1, 0, 1], [1, 1, 0])]
    reference, frontier = (np.flatnonzero(rows.all(axis=1)) for rows in on)
    assert error[reference].max() == pytest.approx(0, abs=1e-9)
    best = frontier[np.argsort(said.values[frontier])[-2:]]
    assert error[best].min() > 0.01
    quadrature = np.sqrt((said.noise_sd[best] ** 2).sum() + (error[best] ** 2).sum())
    assert said.difference_sd(fit, *best) < quadrature


def test_order_of_artifacts_does_not_move_the_fit(fitted):
    _, figures, fit = fitted
    turned = figures[np.random.default_rng(0).permutation(len(figures))]
    again = family_fit("abc", turned, reference=1, draws=0, seed=3)
    assert again.slopes == pytest.approx(fit.slopes, rel=1e-3)
    assert again.locations == pytest.approx(fit.locations, rel=1e-3, abs=1e-3)


def test_order_of_boards_does_not_move_the_fit(fitted):
    _, figures, fit = fitted
    again = family_fit("cab", figures[:, [2, 0, 1]], reference=2, draws=0, seed=3)
    assert again.slopes[[1, 2, 0]] == pytest.approx(fit.slopes, rel=1e-3)


def test_rescaling_a_board_moves_no_theta(fitted):
    _, figures, fit = fitted
    rescaled = figures * [1.0, 1.0, 7.0] + [0.0, 0.0, -300.0]
    again = family_fit("abc", rescaled, reference=1, draws=0, seed=3)
    nothing = np.zeros_like(figures)
    assert thetas(again, rescaled, nothing).values == pytest.approx(thetas(fit, figures, nothing).values, abs=1e-6)


figure = st.floats(-3, 3)


@given(rows=st.lists(st.tuples(figure, figure, figure), min_size=2, max_size=8), gaps=st.integers(0, 2))
def test_theta_of_one_artifact_is_the_same_alone_and_among_others(rows, gaps):
    fam = family()
    figures = np.array(rows) * fam.slopes + fam.locations
    figures[0, gaps] = np.nan
    together = thetas(fam, figures, np.zeros_like(figures))
    alone = thetas(fam, figures[:1], np.zeros((1, 3)))
    assert together.values[0] == pytest.approx(alone.values[0], abs=1e-12)
    assert together.noise_sd[0] == pytest.approx(alone.noise_sd[0], abs=1e-12)


@given(row=st.tuples(figure, figure, figure), board=st.integers(0, 2), more=st.floats(0, 2))
def test_a_better_result_never_lowers_theta(row, board, more):
    fam = family()
    before = np.array([row]) * fam.slopes + fam.locations
    after = before.copy()
    after[0, board] += more * fam.slopes[board]
    nothing = np.zeros((1, 3))
    assert thetas(fam, after, nothing).values[0] >= thetas(fam, before, nothing).values[0] - 1e-12


@given(row=st.tuples(figure, figure, figure))
def test_another_board_never_makes_theta_noisier_than_its_own_population(row):
    fam = replace(family(), sds=np.ones(3))
    figures = np.array([row]) * fam.slopes + fam.locations
    fewer = figures.copy()
    fewer[0, 2] = np.nan
    nothing = np.zeros((1, 3))
    assert thetas(fam, figures, nothing).noise_sd[0] < thetas(fam, fewer, nothing).noise_sd[0]


def test_an_artifact_on_no_board_has_no_theta():
    said = thetas(family(), np.full((1, 3), np.nan), np.full((1, 3), np.nan))
    assert np.isnan(said.values[0])
    assert np.isnan(said.noise_sd[0])


def test_gradients_are_those_of_theta():
    fam = family()
    figures = np.array([[0.4, 1200.0, np.nan], [np.nan, 1100.0, -1.0]])
    nothing = np.zeros_like(figures)
    spread, middle = fam.sds, fam.means * fam.slopes + fam.locations

    def value(locations: np.ndarray, slopes: np.ndarray) -> np.ndarray:
        moved = replace(
            fam,
            locations=locations,
            slopes=slopes,
            means=(middle - locations) / slopes,
            noises=fam.noises,
            sds=spread,
        )
        return thetas(moved, figures, nothing).values

    for number in range(3):
        step = np.eye(3)[number] * 1e-5 * fam.slopes[number]
        size = step[number]
        by_location = (value(fam.locations + step, fam.slopes) - value(fam.locations - step, fam.slopes)) / (2 * size)
        by_slope = (value(fam.locations, fam.slopes + step) - value(fam.locations, fam.slopes - step)) / (2 * size)
        gradients = thetas(fam, figures, nothing).gradients
        assert gradients[:, number] == pytest.approx(by_location, rel=1e-4, abs=1e-9)
        assert gradients[:, 3 + number] == pytest.approx(by_slope, rel=1e-4, abs=1e-9)


def test_a_theta_on_its_scale_brings_the_noise_that_it_has_there():
    fam = family()
    figures = np.array([[0.0, np.nan, np.nan], [np.nan, 1180.0, np.nan], [9.0, np.nan, np.nan], [np.nan] * 3])
    found = thetas(fam, figures, np.zeros_like(figures))
    values, noises = on_scale(found, fam, [(-2.0, 0.0), (4.0, 1.0)])
    assert values[0] == pytest.approx(2 / 6)
    sds = np.sqrt(found.noise_sd**2 + found.link_sd(fam) ** 2)
    assert noises[:2] == pytest.approx(sds[:2] / 6)
    assert noises[1] > noises[0]
    assert (values[2], noises[2]) == (1.0, 0.0)
    assert np.isnan(values[3])
    assert np.isnan(noises[3])


def board_results(seed: int = 4) -> np.ndarray:
    random = np.random.default_rng(seed)
    ability = random.normal(0, 1, 400)
    return np.clip(
        np.stack([0.5 + 0.12 * load * ability + random.normal(0, 0.04, 400) for load in (1, 0.8, 1.2)], axis=1), 0, 1
    )


SCALES = (Scale("one"), Scale("two"), Scale("three"))


def test_figure_of_a_whole_row_is_the_mean_of_its_tests():
    raw = board_results()
    board = board_fit("b", SCALES, raw)
    figures, missing = board.figures(raw)
    assert figures == pytest.approx(transformed("logit", raw.mean(axis=1)), abs=1e-9)
    assert missing == pytest.approx(np.zeros(len(raw)), abs=1e-12)


def test_figure_with_unrun_tests_is_close_to_the_whole_one_and_says_how_uncertain_it_is():
    raw = board_results()
    board = board_fit("b", SCALES, raw)
    gaps = raw.copy()
    gaps[:, 0] = np.nan
    whole, _ = board.figures(raw)
    figures, missing = board.figures(gaps)
    sds = np.abs(figures - whole) / np.sqrt(missing)
    assert 0.85 < (sds < 1.645).mean() < 0.95


def test_a_hard_test_that_few_ran_does_not_look_easy():
    raw = board_results()
    weak = raw.mean(axis=1) < np.median(raw.mean(axis=1))
    gaps = raw.copy()
    gaps[weak, 2] = np.nan
    assert board_fit("b", SCALES, gaps).centers[2] == pytest.approx(raw[:, 2].mean(), abs=0.02)
    assert np.nanmean(gaps[:, 2]) > raw[:, 2].mean() + 0.05


@settings(max_examples=30)
@given(row=st.tuples(*[st.floats(0, 1)] * 3), test=st.integers(0, 2), more=st.floats(0, 1), gap=st.integers(0, 3))
def test_a_better_result_never_lowers_a_figure(row, test, more, gap):
    board = BOARD
    before = np.array([row])
    after = before.copy()
    after[0, test] = min(1.0, after[0, test] + more)
    for raw in (before, after):
        if gap < 3:
            raw[0, gap] = np.nan
    worse, better = board.figures(before)[0][0], board.figures(after)[0][0]
    assert better >= worse - 1e-12


def test_an_artifact_without_a_test_of_weight_has_no_figure():
    board = replace(board_fit("b", SCALES, board_results()), weights=np.array([0.5, 0.5, 0.0]))
    figures, missing = board.figures(np.array([[np.nan, np.nan, 0.7]]))
    assert np.isnan(figures[0])
    assert np.isnan(missing[0])


def test_precise_tests_weigh_more():
    random = np.random.default_rng(2)
    ability = random.normal(0, 1, 500)
    raw = np.stack([0.5 + 0.1 * ability + random.normal(0, noise, 500) for noise in (0.02, 0.05, 0.2)], axis=1)
    weights = precision_weights(board_fit("b", SCALES, raw))
    assert weights.sum() == pytest.approx(1)
    assert weights[0] > weights[1] > weights[2]


def test_a_chance_level_is_where_a_share_is_zero():
    scale = Scale("four options", chance=25.0, maximum=100.0)
    assert scale.share(np.array([25.0, 100.0])) == pytest.approx([0.0, 1.0])


def test_boards_without_enough_shared_artifacts_stay_apart():
    figures = np.full((60, 4), np.nan)
    figures[:40, 0] = figures[20:55, 1] = 1.0
    figures[:14, 2] = 1.0
    figures[55:, 3] = 1.0
    assert linked_boards(figures) == [0, 1]
    assert linked_boards(figures[:, [0, 3]]) == []
    assert shared_counts(figures)[0].tolist() == [40, 20, 14, 0]


def test_tests_that_other_boards_confirm_weigh_more_and_no_weight_is_negative():
    random = np.random.default_rng(5)
    ability, own = random.normal(0, 1, 300), random.normal(0, 1, 300)
    shares = np.stack([ability + random.normal(0, 0.3, 300), own, own + random.normal(0, 0.3, 300)], axis=1)
    weights = consensus_weights(shares, ability + random.normal(0, 0.3, 300), seed=1)
    assert weights.sum() == pytest.approx(1)
    assert weights.min() >= 0
    assert weights[0] > 0.8


def test_weights_stay_equal_where_cross_validation_gains_nothing():
    random = np.random.default_rng(6)
    ability = random.normal(0, 1, 300)
    shares = ability[:, None] + random.normal(0, 0.3, (300, 3))
    assert consensus_weights(shares, ability + random.normal(0, 0.3, 300), seed=1).tolist() == [1 / 3] * 3


def test_an_endless_penalty_leaves_weights_equal():
    random = np.random.default_rng(7)
    shares = random.normal(0, 1, (50, 4))
    assert penalized_weights(shares, shares[:, 0], 1e9) == pytest.approx([0.25] * 4, abs=1e-6)


BOARD: Board = board_fit("b", SCALES, board_results())
