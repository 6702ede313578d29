"""Verdicts: honest, the same whatever side comes first, and summing to the difference."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.points import MINUS, Points
from compare.purposes import task_families
from compare.verdicts import CLEAR, Contestant, Part, judge

KEYS = ("adoption", "quality", "ecosystem", "match_graph")


def contestant(name="A", *, points=(200, 200, 100, 80), **changes):
    """A rated model for text generation; `points` are its components' tenths."""
    base = Contestant(
        letter=name,
        name=f"Model {name}",
        kind="model",
        score=Points(sum(points)),
        unrated="",
        position=1,
        population=10,
        coverage_percent=40,
        parts=tuple(Part(key, key.capitalize(), Points(p), f"fact-{key}") for key, p in zip(KEYS, points, strict=True)),
        families=frozenset({"text generation"}),
        capability_kinds=frozenset(),
    )
    return replace(base, **changes)


tenths = st.integers(0, 250)
contestants = st.builds(
    lambda points, kind, rated, families: contestant(
        points=points,
        kind=kind,
        families=frozenset(families),
        **({} if rated else {"score": None, "unrated": "too little"}),
    ),
    st.tuples(tenths, tenths, tenths, tenths),
    st.sampled_from(["model", "model", "model", "dataset"]),
    st.sampled_from([True, True, True, False]),
    st.sets(st.sampled_from(["text generation", "embedding"])),
)


def lettered(sides):
    return [replace(side, letter=letter, name=f"Side {letter}") for letter, side in zip("ABCDEF", sides, strict=False)]


@given(st.lists(contestants, min_size=2, max_size=4))
def test_sides_when_permuted_get_the_same_verdict(sides):
    sides = lettered(sides)
    straight = judge(sides)
    for order in permutations(sides):
        other = judge(order)
        assert (other.outcome, other.winner, other.margin, other.standings) == (
            straight.outcome,
            straight.winner,
            straight.margin,
            straight.standings,
        )
        assert set(other.reasons) == set(straight.reasons)


@given(contestants, contestants)
def test_a_winner_when_named_has_the_higher_score_by_a_clear_margin(a, b):
    verdict = judge(lettered([a, b]))
    if verdict.winner:
        scores = {"A": a.score, "B": b.score}
        loser = {"A": "B", "B": "A"}[verdict.winner]
        assert verdict.outcome == "ahead"
        assert scores[verdict.winner].tenths - scores[loser].tenths == verdict.margin.tenths >= CLEAR.tenths
    else:
        assert verdict.outcome != "ahead"


@given(contestants, contestants)
def test_reasons_when_scores_compare_sum_to_the_margin(a, b):
    verdict = judge(lettered([a, b]))
    if verdict.margin is not None:
        signed = [re.search(rf" ([+{MINUS}])([\d.]+):", reason.text).groups() for reason in verdict.reasons]
        total = sum(round(float(number) * 10) * (1 if sign == "+" else -1) for sign, number in signed)
        assert total == verdict.margin.tenths


def test_different_kinds_when_judged_have_no_winner_and_say_what_each_is_for():
    verdict = judge([contestant("A"), contestant("B", points=(0, 0, 0, 0), kind="dataset")])
    assert (verdict.outcome, verdict.winner, verdict.margin) == ("different_kinds", None, None)
    assert verdict.headline == "Different kinds: no winner."
    assert "something you run" in verdict.reasons[0].text
    assert "something you train or test on" in verdict.reasons[1].text


def test_an_unrated_side_when_judged_leaves_it_open_and_names_what_is_missing():
    verdict = judge([contestant("A"), contestant("B", score=None, unrated="nothing yet on Quality")])
    assert verdict.outcome == "not_enough"
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


@pytest.mark.parametrize(("gap", "outcome"), [(0, "too_close"), (49, "too_close"), (50, "ahead")])
def test_a_gap_when_below_five_points_is_too_close_to_call(gap, outcome):
    verdict = judge([contestant("A", points=(200 + gap, 200, 100, 80)), contestant("B")])
    assert verdict.outcome == outcome
    assert any("No interval is known yet" in caveat.text for caveat in verdict.caveats)


def test_three_sides_when_one_is_unrated_rank_the_other_two():
    sides = [contestant("A"), contestant("B", points=(250, 250, 100, 80)), contestant("C", score=None, unrated="x")]
    verdict = judge(sides)
    assert [(s.place, s.letter) for s in verdict.standings] == [(1, "B"), (2, "A")]
    assert verdict.winner == "B"
    assert any("Model C is Unrated" in caveat.text for caveat in verdict.caveats)


def test_equal_scores_when_ranked_share_a_place():
    verdict = judge([contestant("A"), contestant("B"), contestant("C", points=(0, 0, 0, 0))])
    assert [standing.place for standing in verdict.standings] == [1, 1, 3]


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
