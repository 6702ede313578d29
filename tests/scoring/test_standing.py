"""The latent standing: of one artifact, from its own results and the document alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.days import number_of
from scoring.figures import Figures
from scoring.formula.equating import thetas
from scoring.methodology import methodology_get
from scoring.standing import link_errors, standings

FAMILIES = methodology_get().task_families
TEXT = next(family for family in FAMILIES if family.key == "text")
TESTS = [test for board in TEXT.boards for test in board.tests]


METRICS = sorted({"hf_likes"}.union(*(family.metrics for family in FAMILIES)))


def figures(*of_each, observed="2025-01"):
    """Results by metric of each artifact, all of one day; None was looked for and not found."""
    made = Figures.none(len(of_each), METRICS)
    for row, results in enumerate(of_each):
        for metric, value in results.items():
            place = row, METRICS.index(metric)
            made.values[place] = np.nan if value is None else value
            made.days[place], made.sources[place] = number_of(observed), 1
    return made


def standing(results):
    return standings(FAMILIES, figures(results))[0]


def results_of(chosen):
    """Results in the range of each test's board, from numbers 0..1; None where it was not run."""
    spans = {"lmarena_text:score": (800.0, 1500.0), "lmarena_vision:score": (800.0, 1400.0)}
    found = {}
    for test, share in zip(TESTS, chosen, strict=True):
        if share is not None:
            low, high = spans.get(test.metric, (0.0, test.maximum))
            found[test.metric] = low + share * (high - low)
    return found


chosen = st.lists(st.none() | st.floats(0, 1), min_size=len(TESTS), max_size=len(TESTS))


@given(chosen, st.integers(0, len(TESTS) - 1), st.floats(0, 1))
def test_a_better_result_never_lowers_a_standing(shares, which, better):
    if shares[which] is None:
        shares[which] = 0.0
    raised = list(shares)
    raised[which] = max(shares[which], better)
    before, after = standing(results_of(shares)), standing(results_of(raised))
    if before is None:
        assert after is None
        return
    assert after.theta >= before.theta
    assert after.value >= before.value


@given(st.lists(chosen, min_size=2, max_size=6), st.integers(0, 5), st.randoms(use_true_random=False))
def test_who_else_is_read_and_in_which_order_is_nothing_to_a_standing(many, one, chance):
    """To the last bit: others may come, go and change."""
    one = one % len(many)
    subjects = [results_of(each) for each in many]
    alone = standing(subjects[one])
    order = list(range(len(many)))
    chance.shuffle(order)
    assert standings(FAMILIES, figures(*(subjects[place] for place in order)))[order.index(one)] == alone


@given(chosen)
def test_a_standing_and_its_noise_stay_in_their_range(shares):
    found = standing(results_of(shares))
    if found is not None:
        assert 0 <= found.value <= 1
        assert 0 <= found.noise <= 0.5
        assert found.sd > 0


def test_theta_of_votes_is_the_line_of_the_document_drawn_to_the_middle_of_its_board():
    board = next(board for board in TEXT.boards if board.key == "lmarena_text")
    said = (1400.0 - board.location) / board.slope
    trust = board.noise**-2 / (board.noise**-2 + board.sd**-2)
    found = standing({"lmarena_text:score": 1400.0})
    assert found.theta == pytest.approx(trust * said + (1 - trust) * board.mean, abs=1e-6)
    places, worths = zip(*TEXT.knots, strict=True)
    assert found.value == pytest.approx(np.interp(found.theta, places, worths))


def test_more_boards_make_a_standing_surer():
    one = standing({"lmarena_text:score": 1300.0})
    two = standing({"lmarena_text:score": 1300.0, "lmarena_vision:score": 1150.0})
    assert two.sd < one.sd


def test_the_middle_of_a_frontier_board_stands_above_the_middle_of_a_board_of_small_merges():
    """What the mean of percentiles takes for the same."""
    boards = {board.key: board for board in TEXT.boards}
    assert boards["lmarena_text"].mean > boards["open_llm_v2"].mean + 1 > boards["open_llm_v1"].mean + 1


def test_the_row_names_the_boards_and_the_newest_day_counts():
    known = figures({"lmarena_text:score": 1300.0, "aider_edit:pass_rate": 40.0})
    known.days[0, METRICS.index("lmarena_text:score")] = number_of("2025-07")
    found = standings(FAMILIES, known)[0]
    assert found.observed == "2025-07"
    assert found.note.endswith("by LMArena text, aider code editing")
    assert "% of the 8,370 language models on one scale, theta " in found.note


def test_who_stands_in_two_families_has_the_mean_of_both():
    text, vision = {"lmarena_text:score": 1300.0}, {"timm:imagenet:top1": 80.0}
    both = standing(text | vision)
    assert both.value == pytest.approx((standing(text).value + standing(vision).value) / 2)
    assert both.note == f"{standing(text).note}; {standing(vision).note}"


def test_nobody_stands_where_no_board_lists_it():
    assert standing({"hf_likes": 3.0}) is None
    assert standings(FAMILIES, figures()) == []


def test_figures_that_somebody_looked_for_and_did_not_find_say_nothing():
    assert standing({"lmarena_text:score": None}) is None


def errors(results):
    return link_errors(FAMILIES, results)


@given(chosen)
def test_the_error_of_links_is_part_of_the_noise_of_a_standing(shares):
    results = results_of(shares)
    found = standing(results)
    own = float((errors(results) ** 2).sum())
    if found is None:
        assert own == 0
    else:
        assert own <= found.noise**2 + 1e-12


def test_two_on_one_board_share_its_link_and_their_difference_is_that_of_the_thetas():
    one, other = {"lmarena_text:score": 1300.0}, {"lmarena_text:score": 1350.0}
    board = TEXT.boards[[board.key for board in TEXT.boards].index("lmarena_text")]
    figures_of = np.full((2, len(TEXT.boards)), np.nan)
    column = TEXT.boards.index(board)
    for row, results in enumerate((one, other)):
        figures_of[row, column] = board.board.figures(np.array([[results["lmarena_text:score"]]]))[0][0]
    placed = thetas(TEXT.family, figures_of, np.where(np.isnan(figures_of), np.nan, 0.0))
    # Both stand on the upper half of the scale, which is linear: one step of theta is one step of the value.
    (_, _), (middle, half), (high, whole) = TEXT.knots
    slope = (whole - half) / (high - middle)
    covariance = float(errors(one) @ errors(other))
    noises = [standing(results).noise for results in (one, other)]
    expected = slope * placed.difference_sd(TEXT.family, 0, 1)
    assert covariance > 0
    assert np.sqrt(noises[0] ** 2 + noises[1] ** 2 - 2 * covariance) == pytest.approx(expected, rel=1e-6)


def test_who_stands_in_different_families_shares_no_link():
    assert float(errors({"lmarena_text:score": 1300.0}) @ errors({"timm:imagenet:top1": 80.0})) == 0


def test_a_standing_keeps_the_raw_results_that_it_was_made_of():
    results = {"lmarena_text:score": 1300.0, "timm:imagenet:top1": 80.0}
    assert standing(results).results == results
    assert standing(results | {"hf_likes": 3.0}).results == results
