"""Alignment: each entry once, the same whatever side comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.answers.alignment import Entry, align, name_normalized

names = st.sampled_from(["Chat", "chat!", "Long context", "long-context", "Code", "", "?!"])
kinds = st.sampled_from([None, "text.chat", "text.code", "vision"])


@st.composite
def sides(draw, maximum=4):
    """Two to four lists of entries, with few kinds and names so that they meet."""
    count = draw(st.integers(2, maximum))
    return [
        [
            Entry(f"{side}-{place}", draw(kinds), draw(names), place)
            for place in range(draw(st.integers(min_value=0, max_value=5)))
        ]
        for side in range(count)
    ]


def members(alignment):
    return [{member for member in group.members if member} for group in alignment.shared]


@given(sides())
def test_every_entry_when_aligned_stands_in_exactly_one_place(given_sides):
    alignment = align(given_sides)
    placed = [member for group in members(alignment) for member in group]
    placed += [entry for side in alignment.only for entry in side]
    assert sorted(placed) == sorted(entry.id for side in given_sides for entry in side)
    assert all(len(group) >= 2 for group in members(alignment))
    for group in alignment.shared:
        assert all(member is None or member.startswith(f"{side}-") for side, member in enumerate(group.members))


@given(sides(), st.randoms(use_true_random=False))
def test_sides_when_permuted_give_the_same_groups_in_the_same_order(given_sides, random):
    order = list(range(len(given_sides)))
    random.shuffle(order)
    straight = align(given_sides)
    permuted = align([given_sides[side] for side in order])
    assert [(group.method, tuple(group.members[side] for side in order)) for group in straight.shared] == [
        (group.method, group.members) for group in permuted.shared
    ]
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
