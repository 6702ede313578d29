"""Alignment: each entry once, the same whatever side comes first, and what a curator said holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from compare.answers.alignment import ALIKE_FROM, Entry, Overrides, align
from compare.answers.likeness import name_normalized

names = st.sampled_from(
    [
        "Chat",
        "chat!",
        "Long context",
        "long-context",
        "Reading of long contexts",
        "Code",
        "Writing code",
        "",
        "?!",
        "Size 7",
    ]
)
kinds = st.sampled_from([None, None, "text.chat", "text.code", "vision"])
texts = st.sampled_from(
    ["", "Holds a talk over many turns in two or more languages", "Writes programs in forty languages"]
)


@st.composite
def sides(draw, maximum=4):
    """Two to four lists of entries, with few kinds and names so that they meet."""
    count = draw(st.integers(2, maximum))
    return [
        [
            Entry(f"{side}-{place}", draw(kinds), draw(names), place, text=draw(texts))
            for place in range(draw(st.integers(min_value=0, max_value=5)))
        ]
        for side in range(count)
    ]


@st.composite
def told(draw, maximum=4):
    """Lists of entries, and what a curator said of some pairs of different sides."""
    given_sides = draw(sides(maximum))
    ids = [entry.id for side in given_sides for entry in side]
    pairs = [frozenset(pair) for pair in combinations(ids, 2) if pair[0][0] != pair[1][0]]
    said = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    same = {pair for pair in said if draw(st.booleans())}
    return given_sides, Overrides(frozenset(same), frozenset(said) - same)


def members(alignment):
    return [{member for member in group.members if member} for group in alignment.shared]


@given(told())
def test_every_entry_when_aligned_stands_in_exactly_one_place(case):
    given_sides, overrides = case
    alignment = align(given_sides, overrides)
    placed = [member for group in members(alignment) for member in group]
    placed += [entry for side in alignment.only for entry in side]
    assert sorted(placed) == sorted(entry.id for side in given_sides for entry in side)
    assert all(len(group) >= 2 for group in members(alignment))
    for group in alignment.shared:
        assert all(member is None or member.startswith(f"{side}-") for side, member in enumerate(group.members))


@given(told(), st.randoms(use_true_random=False))
def test_sides_when_permuted_give_the_same_groups_in_the_same_order(case, random):
    given_sides, overrides = case
    order = list(range(len(given_sides)))
    random.shuffle(order)
    straight = align(given_sides, overrides)
    permuted = align([given_sides[side] for side in order], overrides)
    assert [replace(group, members=tuple(group.members[side] for side in order)) for group in straight.shared] == list(
        permuted.shared
    )
    assert tuple(straight.only[side] for side in order) == permuted.only


@given(sides(maximum=2))
def test_a_pair_when_aligned_leaves_no_kind_and_no_name_on_both_sides(given_sides):
    alignment = align(given_sides)
    entries = {entry.id: entry for side in given_sides for entry in side}
    left, right = ([entries[entry] for entry in side] for side in alignment.only)
    assert not {entry.kind for entry in left} & {entry.kind for entry in right} - {None}
    assert not {name_normalized(e.name) for e in left} & {name_normalized(e.name) for e in right} - {""}


def test_a_kind_when_both_have_it_wins_over_a_name():
    a = [Entry("a1", "text.chat", "Talking", 0), Entry("a2", None, "Chat", 1)]
    b = [Entry("b1", None, "Chat", 0), Entry("b2", "text.chat", "Dialogue", 1)]
    alignment = align([a, b])
    assert [(group.method, group.members) for group in alignment.shared] == [
        ("kind", ("a1", "b2")),
        ("name", ("a2", "b1")),
    ]
    assert alignment.only == ((), ())


def test_several_entries_of_one_kind_when_names_agree_pair_by_name():
    a = [Entry("a1", "text.chat", "Short", 0), Entry("a2", "text.chat", "Long", 1)]
    b = [Entry("b1", "text.chat", "Long", 0), Entry("b2", "text.chat", "Brief", 1)]
    assert {group.members for group in align([a, b]).shared} == {("a2", "b1"), ("a1", "b2")}


def test_three_sides_when_two_share_show_the_third_as_missing():
    alignment = align([[Entry("a", "k", "x", 0)], [], [Entry("c", "k", "y", 0)]])
    assert alignment.shared[0].members == ("a", None, "c")


def test_an_entry_without_kind_when_its_name_is_in_a_group_joins_it_by_name():
    alignment = align([[Entry("a", "k", "Chat", 0)], [Entry("b", "k", "Talk", 0)], [Entry("c", None, "chat", 0)]])
    assert [(group.method, group.members) for group in alignment.shared] == [("name", ("a", "b", "c"))]


@given(told())
def test_what_a_curator_set_holds(case):
    given_sides, overrides = case
    groups = members(align(given_sides, overrides))
    assert not any(pair <= group for pair in overrides.different for group in groups)
    told_of = [end for pair in overrides.same for end in pair]
    for pair in overrides.same:
        # Two words that leave one entry two partners may contradict each other; a word alone always holds.
        if all(told_of.count(end) == 1 for end in pair):
            assert any(pair <= group for group in groups)


@given(told())
def test_entries_when_aligned_again_in_the_order_of_the_answer_align_the_same(case):
    given_sides, overrides = case
    once = align(given_sides, overrides)
    assert align([list(reversed(side)) for side in given_sides], overrides) == once
    assert align(given_sides, overrides) == once


@given(told())
def test_an_entry_that_has_nothing_in_common_when_added_changes_nothing_else(case):
    given_sides, overrides = case
    added = [*given_sides[:-1], [*given_sides[-1], Entry("9-9", None, "Zither", 99)]]
    before, after = align(given_sides, overrides), align(added, overrides)
    assert after.shared == before.shared
    assert after.only == (*before.only[:-1], (*before.only[-1], "9-9"))


@given(sides())
def test_entries_of_two_kinds_when_joined_by_text_are_none(given_sides):
    kind = {entry.id: entry.kind for side in given_sides for entry in side}
    for group in align(given_sides).shared:
        assert (group.likeness is None) == (group.method != "text")
        if group.method == "text":
            assert ALIKE_FROM - 0.005 <= group.likeness <= 1
            assert None in {kind[member] for member in group.members if member}


def test_an_entry_without_kind_when_named_like_a_kind_is_aligned_by_text():
    a = [Entry("a", "agent.tool-calling", "Tool calling", 0, ("Tool calling", "function calling", "tool use"))]
    group = align([a, [Entry("b", None, "Calling of functions", 0)]]).shared[0]
    assert (group.method, group.likeness, group.members) == ("text", 1.0, ("a", "b"))


def test_names_with_different_numbers_are_not_aligned_by_text():
    a, b = Entry("a", None, "Context of 128,000 tokens", 0), Entry("b", None, "Context of 32,000 tokens", 0)
    assert align([[a], [b]]).shared == ()
    assert align([[a], [replace(b, name="Tokens in a context: 128,000")]]).shared[0].method == "text"


def test_texts_are_paired_so_that_all_pairs_together_are_best():
    a = [Entry("a1", None, "Answers to questions on images", 0), Entry("a2", None, "Answers to questions", 1)]
    b = [Entry("b1", None, "Answer questions", 0), Entry("b2", None, "Question answers images", 1)]
    assert {group.members for group in align([a, b]).shared} == {("a1", "b2"), ("a2", "b1")}


def test_a_curator_when_setting_two_kinds_the_same_is_named_as_the_method():
    a, b = Entry("a", "text.chat", "Talk", 0), Entry("b", "vision", "Sight", 0)
    pair = frozenset(("a", "b"))
    assert align([[a], [b]]).shared == ()
    assert align([[a], [b]], Overrides(same=frozenset((pair,)))).shared[0].method == "curator"
    same_kind = [[a], [replace(b, kind="text.chat")]]
    assert align(same_kind).shared[0].method == "kind"
    assert align(same_kind, Overrides(different=frozenset((pair,)))).only == (("a",), ("b",))


def test_a_third_side_when_alike_to_one_member_alone_does_not_join_against_the_kind_of_another():
    a, b = Entry("a", None, "Chat", 0), Entry("b", "text.chat", "chat", 0)
    c = Entry("c", "vision", "Sight", 0, ("Chats",))
    assert [group.members for group in align([[a], [b], [c]]).shared] == [("a", "b", None)]
