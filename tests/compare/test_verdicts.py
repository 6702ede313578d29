"""Verdicts: honest, the same whatever side comes first, and summing to the difference."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compare.answers.purposes import task_families
from compare.answers.verdicts import judge
from compare.parts.points import MINUS, Points
from tests.compare.contestants import KEYS, contestant, contestants, lettered, rated_models

DECIDED = ("clear", "leans", "too_close")


def by_letter(verdict):
    """Everything that may not depend on the order of sides."""
    return {
        "outcome": verdict.outcome,
        "headline": verdict.headline,
        "winner": verdict.winner,
        "margin": verdict.margin,
        "standings": verdict.standings,
        "duels": verdict.duels,
        "profiles": verdict.profiles,
        "stability": verdict.stability,
        "turn": (verdict.turn, verdict.turn_text),
    }


@given(st.lists(contestants, min_size=2, max_size=4))
def test_sides_when_permuted_get_the_same_verdict(sides):
    sides = lettered(sides)
    straight = judge(sides)
    for order in permutations(sides):
        other = judge(order)
        if straight.outcome in DECIDED:
            assert by_letter(other) == by_letter(straight)
        assert (other.outcome, other.winner) == (straight.outcome, straight.winner)
        assert set(other.reasons) == set(straight.reasons)


@given(rated_models, rated_models)
def test_letters_when_exchanged_mirror_the_verdict_to_the_last_bit(a, b):
    mirror = {"A": "B", "B": "A", None: None}
    straight = judge([replace(a, letter="A", name="One"), replace(b, letter="B", name="Two")])
    turned = judge([replace(b, letter="A", name="Two"), replace(a, letter="B", name="One")])
    assert turned.outcome == straight.outcome
    assert turned.winner == mirror[straight.winner]
    assert turned.margin == straight.margin
    (there,), (back,) = straight.duels, turned.duels
    assert (back.ahead, back.behind) == (mirror[there.ahead], mirror[there.behind])
    assert (back.probability, back.low, back.high) == (there.probability, there.low, there.high)
    for row, other in zip(straight.profiles, turned.profiles, strict=True):
        assert (other.leader, other.outcome, other.probability) == (mirror[row.leader], row.outcome, row.probability)


@given(rated_models)
def test_a_side_against_itself_is_too_close_to_call(a):
    verdict = judge([replace(a, letter="A", name="One"), replace(a, letter="B", name="Two")])
    assert (verdict.outcome, verdict.winner, verdict.margin) == ("too_close", None, Points(0))
    assert verdict.headline == "Too close to call: One and Two have the same score."
    assert verdict.turn is None
    assert verdict.stability.percent == 50
    assert {row.outcome for row in verdict.profiles} <= {"too_close"}


@given(contestants, contestants)
def test_a_winner_when_named_has_the_higher_score_and_is_likely_ahead(a, b):
    verdict = judge(lettered([a, b]))
    if verdict.winner:
        scores = {"A": a.score, "B": b.score}
        loser = {"A": "B", "B": "A"}[verdict.winner]
        (duel,) = verdict.duels
        assert verdict.outcome in ("clear", "leans")
        assert scores[verdict.winner].tenths - scores[loser].tenths == verdict.margin.tenths > 0
        assert duel.probability >= (0.95 if verdict.outcome == "clear" else 0.8)
        assert duel.low.tenths <= duel.margin.tenths <= duel.high.tenths
    else:
        assert verdict.outcome not in ("clear", "leans")


@given(
    base=rated_models,
    component=st.integers(0, 2),
    steps=st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True),
)
def test_a_gap_when_it_grows_in_a_component_that_leads_already_never_makes_the_outcome_weaker(base, component, steps):
    assume(min(base.evidence.known[:3]) >= 0.1)
    less, more = sorted(steps)
    values = list(base.evidence.values)

    def verdict(step):
        moved = list(values)
        moved[component] = step / 100
        level = [min(value, own) for value, own in zip(values, moved, strict=True)]
        level[component] = 0.0
        other = {"sd": 2.0, "known": tuple(base.evidence.known), "coverage": base.evidence.coverage}
        sides = [contestant("A", values=tuple(moved), **other), contestant("B", values=tuple(level), **other)]
        return judge(sides)

    small, large = verdict(less), verdict(more)
    strength = {"too_close": 0, "leans": 1, "clear": 2}
    assert strength[large.outcome] >= strength[small.outcome]
    assert large.margin >= small.margin


@given(contestants, contestants)
def test_reasons_when_scores_compare_sum_to_the_margin(a, b):
    verdict = judge(lettered([a, b]))
    if verdict.margin is not None:
        signed = [re.search(rf" ([+{MINUS}])([\d.]+):", reason.text).groups() for reason in verdict.reasons]
        total = sum(round(float(number) * 10) * (1 if sign == "+" else -1) for sign, number in signed)
        assert total == verdict.margin.tenths


def test_a_clear_lead_says_points_interval_and_probability():
    verdict = judge([contestant("A", values=(0.8, 0.7, 0.6, 0.4)), contestant("B")])
    assert verdict.outcome == "clear"
    assert re.fullmatch(r"Model A is ahead by 17\.5 points \(90 %: [\d.]+ to [\d.]+, P > \.99\)\.", verdict.headline)
    assert verdict.winner == "A"
    assert any(caveat.text.startswith("In nine of ten cases Model A is between +") for caveat in verdict.caveats)


def test_a_lean_says_points_probability_and_whom():
    verdict = judge([contestant("A", values=(0.6, 0.55, 0.5, 0.4), sd=2.0), contestant("B", sd=2.0)])
    assert verdict.outcome == "leans"
    assert re.fullmatch(r"Ahead by 4\.8 points \(P = \.8\d\): leans Model A\.", verdict.headline)


def test_a_side_when_little_of_it_is_known_makes_a_clear_lead_a_lean_and_says_so():
    wide = (0.8, 0.7, 0.6, 0.4)
    verdict = judge([contestant("A", values=wide), contestant("B", coverage=0.22)])
    assert verdict.outcome == "leans"
    assert verdict.duels[0].held_back == "B"
    assert verdict.headline == "Ahead by 17.5 points (P > .99 on what little is known): leans Model A."
    assert any("less than 25 % of what is asked of Model B is known (22 %)" in each.text for each in verdict.caveats)


def test_a_component_when_hardly_known_on_either_side_is_left_out_and_said_so():
    verdict = judge([contestant("A", values=(0.8, 0.5, 0.5, 0.4), known=(0.05, 0.6, 0.6, 0.0)),
                     contestant("B", known=(0.09, 0.6, 0.6, 0.0))])  # fmt: skip
    (duel,) = verdict.duels
    assert duel.left_out == ("adoption", "match_graph")
    assert duel.left_out_points == Points(90)
    assert verdict.outcome == "too_close"
    text = " ".join(caveat.text for caveat in verdict.caveats)
    assert "On known evidence: Adoption and Match graph are left out, less than 10 % known on either side" in text
    assert "9.0 points of the difference come from there and do not count" in text


def test_scores_when_they_point_against_what_is_known_are_too_close_to_call():
    a = contestant("A", values=(0.8, 0.45, 0.5, 0.4), known=(0.0, 0.6, 0.6, 0.0), sd=0.1)
    verdict = judge([a, contestant("B", known=(0.0, 0.6, 0.6, 0.0), sd=0.1)])
    assert a.score > contestant("B").score
    assert (verdict.outcome, verdict.winner) == ("too_close", None)
    assert verdict.turn is None


def test_uses_with_other_weights_may_have_another_answer():
    a = contestant("A", values=(0.8, 0.45, 0.5, 0.4), sd=0.6)
    b = contestant("B", values=(0.5, 0.65, 0.5, 0.4), sd=0.6)
    said = {row.key: (row.outcome, row.leader) for row in judge([a, b]).profiles}
    assert said["production"] == ("clear", "A")
    assert said["research"] == ("clear", "B")
    assert [sum(row.weights) for row in judge([a, b]).profiles] == [100] * 4


def test_a_use_that_weighs_a_component_more_is_less_sure_by_what_is_not_known_of_it():
    exact, vague = (np.array([4.0, quality, 1.0, 0.0]) for quality in (0.1, 25.0))
    found = []
    for variances in (exact, vague):
        sides = [contestant("A", values=(0.5, 0.7, 0.5, 0.4)), contestant("B")]
        sides = [replace(side, evidence=replace(side.evidence, variances=variances)) for side in sides]
        found.append({row.key: row.probability for row in judge(sides).profiles})
    assert found[0]["research"] > 0.99
    # 0.2 * 55 points, with a deviation of 5 points a side that grows by 55 / 35.
    assert found[1]["research"] == pytest.approx(0.83, abs=0.03)
    assert found[1]["production"] > found[1]["research"] - 0.05


def test_a_turn_is_where_the_two_are_level_and_the_other_leads_beyond_it():
    a = contestant("A", values=(0.7, 0.45, 0.5, 0.4))
    verdict = judge([a, contestant("B", values=(0.5, 0.6, 0.5, 0.4))])
    assert (verdict.turn.key, verdict.turn.letter, verdict.turn.weight_percent) == ("adoption", "B", 30.0)
    level = verdict.turn.level_percent / 100
    weights = np.array([level, *np.array([0.35, 0.15, 0.2]) / 0.7 * (1 - level)])
    assert 100 * weights @ np.array([0.2, -0.15, 0.0, 0.0]) == pytest.approx(0, abs=0.05)
    assert verdict.turn_text == (
        "It turns round where Adoption weighs less than 27.3 % instead of 30 %, the others keeping their proportions:"
        " then Model B is ahead of Model A."
    )


def test_a_side_ahead_in_every_component_is_never_turned_round():
    verdict = judge([contestant("A", values=(0.7, 0.6, 0.6, 0.4)), contestant("B")])
    assert verdict.turn is None
    assert verdict.turn_text == "No single weight puts another side ahead of Model A."
    assert verdict.stability.percent == 100
    assert (
        verdict.stability.text == "Model A is ahead of Model B in 100 % of 1,000 weightings around the published one."
    )


def test_different_kinds_when_judged_have_no_winner_and_say_what_each_is_for():
    verdict = judge([contestant("A"), contestant("B", values=(0, 0, 0, 0), kind="dataset")])
    assert (verdict.outcome, verdict.winner, verdict.margin) == ("not_comparable", None, None)
    assert verdict.headline == "Different kinds: no winner."
    assert "something you run" in verdict.reasons[0].text
    assert "something you train or test on" in verdict.reasons[1].text
    assert (verdict.duels, verdict.profiles, verdict.stability) == ((), (), None)


def test_an_unrated_side_when_judged_leaves_it_open_and_names_what_is_missing():
    verdict = judge([contestant("A"), contestant("B", score=None, unrated="nothing yet on Quality")])
    assert verdict.outcome == "unrated"
    assert "Model B is Unrated" in verdict.headline
    assert any("nothing yet on Quality" in reason.text for reason in verdict.reasons)


def test_different_tasks_when_judged_are_different_jobs():
    verdict = judge([contestant("A"), contestant("B", families=frozenset({"embedding"}))])
    assert verdict.outcome == "different_jobs"
    assert verdict.standings == ()


def test_different_tasks_when_a_capability_kind_is_shared_compare():
    shared = frozenset({"text.search"})
    a = contestant("A", capability_kinds=shared)
    b = contestant("B", families=frozenset({"embedding"}), capability_kinds=shared)
    assert judge([a, b]).outcome == "too_close"


def test_tasks_when_not_stated_do_not_make_different_jobs_but_a_caveat():
    verdict = judge([contestant("A"), contestant("B", families=frozenset())])
    assert verdict.outcome == "too_close"
    assert any("is not stated" in caveat.text for caveat in verdict.caveats)


def test_three_sides_when_one_is_unrated_rank_the_other_two():
    sides = [
        contestant("A"),
        contestant("B", values=(0.8, 0.7, 0.6, 0.4)),
        contestant("C", score=None, unrated="x"),
    ]
    verdict = judge(sides)
    assert [(s.place, s.letter) for s in verdict.standings] == [(1, "B"), (2, "A")]
    assert verdict.winner == "B"
    assert any("Model C is Unrated" in caveat.text for caveat in verdict.caveats)


def test_three_sides_when_two_are_level_have_no_winner_and_share_a_band():
    sides = [
        contestant("A", values=(0.71, 0.6, 0.6, 0.4)),
        contestant("B", values=(0.7, 0.6, 0.6, 0.4)),
        contestant("C", values=(0.2, 0.2, 0.2, 0.4)),
    ]
    verdict = judge(sides)
    assert (verdict.outcome, verdict.winner) == ("too_close", None)
    assert verdict.headline == "Too close to call: between Model A and Model B."
    assert [(s.letter, s.band) for s in verdict.standings] == [("A", "1-2"), ("B", "1-2"), ("C", "3")]


def test_three_sides_when_one_is_ahead_of_all_say_by_how_much_at_least():
    sides = [contestant("A", values=(0.8, 0.7, 0.6, 0.4)), contestant("B"), contestant("C")]
    verdict = judge(sides)
    assert verdict.headline == "Model A is ahead of all others, of the nearest by 17.5 points (P > .99)."
    assert len(verdict.duels) == 3


@given(st.lists(rated_models, min_size=2, max_size=6))
def test_bands_hold_the_place_by_score_and_nobody_ahead_surely_of_all_is_below_the_top(sides):
    verdict = judge(lettered(sides))
    for standing in verdict.standings:
        assert 1 <= standing.best <= standing.place <= standing.worst <= len(sides)


def test_equal_scores_when_ranked_share_a_place():
    verdict = judge([contestant("A"), contestant("B"), contestant("C", values=(0, 0, 0, 0))])
    assert [standing.place for standing in verdict.standings] == [1, 1, 3]


def test_components_that_uses_do_not_weigh_have_no_profiles():
    sides = [contestant("A"), contestant("B")]
    renamed = [
        replace(side, parts=tuple(replace(part, key=f"new-{part.key}") for part in side.parts)) for side in sides
    ]
    assert [part.key for part in sides[0].parts] == list(KEYS)
    assert judge(renamed).profiles == ()


@pytest.mark.parametrize(
    ("tasks", "modalities", "families"),
    [
        (["language-modeling-generation"], ["text"], {"text generation"}),
        (["natural-language-processing-sentence-similarity"], ["text"], {"embedding"}),
        (["feature-extraction"], ["image"], {"image embedding"}),
        (["image-classification"], ["image"], {"image classification"}),
        (["masked-language-modeling"], [], {"text classification"}),
        (["transformers"], [], set()),
        (["protein-folding-prediction"], [], {"protein folding prediction"}),
    ],
)
def test_task_labels_when_spelled_differently_fall_into_one_family(tasks, modalities, families):
    assert task_families(tasks, modalities) == families
