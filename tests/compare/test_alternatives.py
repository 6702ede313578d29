"""Who can stand in for whom, and why: rules on plain values."""

from __future__ import annotations

import random

import pytest

from compare.answers.alternatives import (
    GROUP_SIZE,
    LEAST,
    Candidate,
    Kind,
    Price,
    alternatives,
    first_of,
    group_of,
    nearness,
    rarity,
    reasons,
)

KINDS = {1: Kind("Conversation", 4.0, True), 2: Kind("Tool calling", 3.0, True), 3: Kind("Open weights", 1.0, False)}
CHAT = frozenset({"text generation"})


def candidate(slug="other", **fields):
    given = {
        "name": slug.title(),
        "score_tenths": 600,
        "kinds": frozenset(KINDS),
        "tasks": CHAT,
        "main_task": "text generation",
        "size": 8e9,
        "size_unit": "parameters",
        "size_text": "8B",
    }
    return Candidate(slug=slug, **{**given, **fields})


def price(amount, **fields):
    return Price(amount, **{"currency": "USD", "unit": "million tokens", "observed": "2026-09-16", **fields})


TARGET = candidate("target", open_weights=True)
HOSTED = candidate("target", open_weights=False, hosted=True, size=None, price=price(5.0))


@pytest.mark.parametrize(
    ("target", "other", "group"),
    [
        (TARGET, candidate(), "rivals"),
        (TARGET, candidate(size=70e9), "rivals"),
        (TARGET, candidate(size=4e9), "smaller"),
        (TARGET, candidate(size=4.1e9), "rivals"),
        (TARGET, candidate(hosted=True, open_weights=None), "hosted"),
        (TARGET, candidate(hosted=True, open_weights=True), "rivals"),
        (TARGET, candidate(kin="Derived from Target"), "family"),
        (TARGET, candidate(kin="Derived from Target", kinds=frozenset(), tasks=frozenset()), "family"),
        (TARGET, candidate(kinds=frozenset({3}), tasks=frozenset({"image generation"})), None),
        (TARGET, candidate(tasks=frozenset({"embedding"})), None),
        (TARGET, candidate(tasks=frozenset({"embedding", "text generation"}), main_task="embedding"), "rivals"),
        (TARGET, candidate(kinds=frozenset({2}), tasks=frozenset()), "rivals"),
        (candidate("target", tasks=frozenset(), main_task=""), candidate(kinds=frozenset({2})), "rivals"),
        (candidate("target", tasks=frozenset(), main_task=""), candidate(kinds=frozenset({3})), None),
        (TARGET, candidate(kinds=frozenset({3}), tasks=frozenset(), size=None), None),
        (HOSTED, candidate(open_weights=True), "open"),
        (HOSTED, candidate(hosted=True, size=None, price=price(2.5)), "smaller"),
        (HOSTED, candidate(hosted=True, size=None, price=price(2.6)), "rivals"),
        (HOSTED, candidate(hosted=True, size=None, price=price(1.0, currency="EUR")), "rivals"),
        (HOSTED, candidate(hosted=True, size=None), "rivals"),
    ],
)
def test_a_candidate_stands_in_the_group_that_its_facts_give(target, other, group):
    assert group_of(target, other, KINDS) == group


def test_a_candidate_with_unknown_facts_is_neither_smaller_nor_open():
    unknown = candidate(size=None, open_weights=None, hosted=False)
    assert group_of(TARGET, unknown, KINDS) == "rivals"
    assert not any("against" in reason for reason in reasons("rivals", TARGET, unknown, KINDS))


def test_sizes_in_different_units_are_not_compared():
    assert group_of(TARGET, candidate(size=10, size_unit="examples"), KINDS) == "rivals"


def test_a_job_counts_three_times_a_property_and_everything_shared_gives_the_whole():
    whole = candidate(size=None, tasks=frozenset())
    assert nearness(TARGET, whole, KINDS) == pytest.approx(50)
    of_22 = {1: 12, 2: 9, 3: 1}
    for kind, weight in of_22.items():
        assert nearness(TARGET, candidate(kinds=frozenset({kind}), size=None, tasks=frozenset()), KINDS) == (
            pytest.approx(50 * weight / 22)
        )


@pytest.mark.parametrize(("size", "points"), [(8e9, 15), (16e9, 15), (17e9, 7.5), (32e9, 7.5), (33e9, 0), (2e9, 7.5)])
def test_a_similar_size_counts_in_two_steps(size, points):
    assert nearness(TARGET, candidate(kinds=frozenset(), tasks=frozenset(), size=size), KINDS) == points


def test_half_of_the_tasks_give_half_of_their_points():
    two = candidate("target", tasks=CHAT | {"embedding"}, size=None)
    assert nearness(two, candidate(kinds=frozenset(), size=None), KINDS) == 10


def test_a_capability_that_everybody_has_counts_little_and_a_rare_one_much():
    assert 0 < rarity(26_000, 26_000) < rarity(13_000, 26_000) < rarity(10, 26_000)
    assert rarity(0, 0) > 0


def test_the_higher_score_comes_first_and_unrated_ones_last():
    others = [candidate("a", score_tenths=None), candidate("b", score_tenths=500), candidate("c", score_tenths=700)]
    (group,) = alternatives(TARGET, others, KINDS)
    assert [pick.slug for pick in group.picks] == ["c", "b", "a"]


def test_the_order_of_candidates_changes_nothing_and_a_group_is_bounded():
    others = [
        candidate(f"c{number:02}", score_tenths=500 + number % 3, size=(1 + number) * 1e9) for number in range(30)
    ]
    first = alternatives(TARGET, others, KINDS)
    random.Random(7).shuffle(others)
    assert alternatives(TARGET, others, KINDS) == first
    assert max(len(group.picks) for group in first) == GROUP_SIZE
    slugs = [pick.slug for group in first for pick in group.picks]
    assert len(slugs) == len(set(slugs))


def test_an_artifact_is_no_alternative_to_itself():
    assert alternatives(TARGET, [TARGET], KINDS) == ()


def test_the_few_to_name_hold_the_family_last():
    groups = alternatives(
        TARGET, [candidate("kin", kin="Of the same family: X"), candidate("rival", score_tenths=1)], KINDS
    )
    assert [pick.slug for pick in first_of(groups, count=5)] == ["rival", "kin"]
    assert [pick.slug for pick in first_of(groups, count=1)] == ["rival"]


def test_reasons_say_figures_of_both_sides_and_no_more_than_three():
    other = candidate(
        open_weights=True, licence="MIT", size=None, price=price(0.05, observed="2026-07-02"), context=200_000
    )
    target = candidate("target", open_weights=False, hosted=True, size=None, price=price(5.0), context=100_000)
    assert reasons("open", target, other, KINDS) == (
        "Its weights are open under MIT; Target is known as a service only",
        "Cheaper: input from $0.05 against $5.00 per million tokens (seen 2026-07-02 and 2026-09-16)",
        "Shares 3 of 3 capability kinds, among them “Conversation” and “Tool calling”",
    )
    assert "Longer context: 200,000 tokens against 100,000" in reasons(
        "rivals", target, candidate(context=200_000), KINDS
    )


def test_kinds_that_are_jobs_are_named_first_and_a_few_are_named_all():
    shares = reasons("rivals", TARGET, candidate(kinds=frozenset({2, 3}), size=None, tasks=frozenset()), KINDS)
    assert shares == ("Shares 2 of 3 capability kinds: “Tool calling” and “Open weights”",)


def test_a_context_below_twice_as_long_is_no_reason():
    target = candidate("target", context=100_000)
    assert not any("context" in reason for reason in reasons("rivals", target, candidate(context=199_999), KINDS))


def test_the_least_that_two_must_share_is_what_the_rules_say():
    near = candidate(kinds=frozenset({2}), tasks=frozenset(), size=None)
    assert nearness(TARGET, near, {2: KINDS[2], 1: Kind("x", 10.0, True)}) < LEAST
