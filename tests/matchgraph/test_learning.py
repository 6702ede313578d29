"""What an edge learns from clicks, and what it never may: laws of the pure part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluation.match_world import ARTIFACTS, counts_of, sessions_make, world_make
from matchgraph.learning.clicks import BUCKETS, LOWEST, THETA, bucket_of, credible, gammas
from matchgraph.learning.guarding import breadth, first_of_each
from matchgraph.learning.lift import HIGHEST, PLACES_A_DAY, lifts, limit, promoted
from matchgraph.learning.propensity import thetas

COUNTS = arrays(np.float64, (4, BUCKETS), elements=st.integers(0, 500).map(float))
SHARES = arrays(np.float64, (4, BUCKETS), elements=st.floats(0, 1))
PRIORS = arrays(np.float64, 4, elements=st.floats(0, 1))


@given(COUNTS, SHARES, PRIORS)
def test_gamma_lies_in_its_interval_between_nothing_and_certainty(exposures, shares, priors):
    gamma = gammas(exposures, exposures * shares, priors)
    between = credible(gamma, exposures)
    assert ((gamma > 0) & (gamma < 1)).all()
    assert ((between.low < gamma) & (gamma < between.high)).all()


@given(PRIORS)
def test_without_evidence_gamma_is_the_bounded_prior_and_nothing_is_lifted(priors):
    nothing = np.zeros((4, BUCKETS))
    gamma = gammas(nothing, nothing, priors)
    assert gamma == pytest.approx(np.clip(priors, LOWEST, 1 - LOWEST), abs=1e-9)
    assert lifts(gamma, priors, exposed=np.zeros(4), clicked=np.zeros(4)) == pytest.approx(0)


@given(COUNTS, SHARES, PRIORS, st.integers(0, BUCKETS - 1))
def test_a_click_more_raises_gamma_and_an_exposure_without_one_lowers_it(exposures, shares, priors, bucket):
    clicks = exposures * shares
    gamma = gammas(exposures, clicks, priors)
    one = np.zeros((4, BUCKETS))
    one[:, bucket] = 1
    assert (gammas(exposures + one, clicks + one, priors) > gamma).all()
    assert (gammas(exposures + one, clicks, priors) <= gamma + 1e-9).all()


@given(COUNTS, SHARES, PRIORS)
def test_a_click_far_down_says_no_more_than_one_at_the_top(exposures, shares, priors):
    """One click counts one success, wherever it happened: a farm gains nothing by clicking where nobody looks."""
    clicks = exposures * shares
    top, down = np.zeros((4, BUCKETS)), np.zeros((4, BUCKETS))
    top[:, 0], down[:, -1] = 1, 1
    at_top = gammas(exposures + top, clicks + top, priors)
    assert at_top == pytest.approx(gammas(exposures + down, clicks + down, priors), abs=1e-9)


@given(
    PRIORS, PRIORS, arrays(np.float64, 4, elements=st.floats(0, 1e5)), arrays(np.float64, 4, elements=st.floats(0, 1e5))
)
def test_a_lift_stays_within_what_its_blocks_allow(gamma, priors, exposed, clicked):
    lift = lifts(gamma, priors, exposed=exposed, clicked=clicked)
    assert (lift <= limit(clicked) + 1e-12).all()
    assert (lift >= -limit(exposed) - 1e-12).all()
    assert (np.abs(lift) <= HIGHEST).all()
    strict = lifts(gamma, priors, exposed=exposed, clicked=clicked, strict=True)
    assert (strict >= -limit(clicked) - 1e-12).all()


def test_one_block_moves_an_edge_by_half_a_logit():
    assert limit(np.array([0.0, 1.0, 255.0, 10_000.0])).tolist() == [0.0, 0.5, 4.0, 4.0]


@given(st.permutations(range(12)), arrays(np.float64, 12, elements=st.floats(-4, 4)))
def test_no_edge_gains_more_places_in_a_day_than_allowed(former, utility):
    former = np.array(former)
    order = promoted(utility, former)
    assert sorted(order.tolist()) == list(range(12))
    gained = former[order] - np.arange(12)
    assert gained.max() <= PLACES_A_DAY


def test_a_block_has_one_voice_about_an_edge():
    counts = first_of_each(np.array([7, 7, 8, 7]), np.array([1, 1, 1, 2]))
    assert counts.tolist() == [True, False, True, True]
    assert breadth(np.array([0, 1, 3, 5, 50])).tolist() == [0.2, 0.2, 0.6, 1.0, 1.0]


def test_positions_behind_ten_share_buckets():
    assert [bucket_of(position) for position in (1, 10, 11, 20, 21, 500)] == [0, 9, 10, 10, 11, 11]


def test_thetas_are_found_from_swaps_where_people_look_less_far_down_than_assumed():
    """The site's own readers, and not the constants of a book: here they look at half of what is assumed."""
    world = world_make(5, intents=40)
    truth = np.concatenate([[1.0], THETA[1:] / 2])
    ranking = np.argsort(-world.priors, axis=1)
    chance = np.random.default_rng(6)
    seen = sessions_make(
        type(world)(world.grades, world.chances, world.priors, world.traffic, truth),
        ranking,
        sessions=200_000,
        chance=chance,
    )
    exposures, clicks = counts_of(seen, np.ones(len(seen.edges)), edges=40 * ARTIFACTS)
    assert np.abs(thetas(exposures, clicks)[:10] - truth[:10]).max() <= 0.03


def test_positions_that_nobody_saw_keep_what_is_assumed_of_them():
    nothing = np.zeros((3, BUCKETS))
    assert thetas(nothing, nothing) == pytest.approx(THETA)
