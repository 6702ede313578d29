"""The order of results and what stands under what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.answers.ranking import Group, Ranked, grouped, learned, ordered
from matchgraph.learning.lift import LearnedLift


def ranked(number, relevance=1.0, *, exact=False, score=None, prominence=0):
    return Ranked(number, relevance, exact, prominence, score)


def order(*rows):
    return [row.artifact_id for row in ordered(rows)]


def test_an_exact_name_stands_first_whatever_else_is_more_relevant():
    assert order(ranked(1, 1.0, score=99), ranked(2, 0.1, exact=True)) == [2, 1]


def test_a_score_decides_between_equals_and_never_against_a_clear_relevance():
    assert order(ranked(1, 1.0, score=10), ranked(2, 1.0, score=90)) == [2, 1]
    assert order(ranked(1, 1.0, score=0), ranked(2, 0.97, score=100)) == [1, 2]


def test_an_unrated_artifact_stands_as_if_it_had_the_mean_score_of_those_found():
    assert order(ranked(1, score=80), ranked(2), ranked(3, score=20)) == [1, 2, 3]


def test_nothing_found_is_no_order():
    assert ordered([]) == ()


def test_members_of_a_family_stand_under_it_where_the_best_stood():
    rows = (ranked(1), ranked(2), ranked(3), ranked(4))
    assert grouped(rows, {2: 9, 4: 9}) == (Group(None, (1,)), Group(9, (2, 4)), Group(None, (3,)))


def test_a_member_that_is_the_only_one_found_stands_by_itself():
    assert grouped((ranked(1), ranked(2)), {2: 9}) == (Group(None, (1,)), Group(None, (2,)))


def test_a_family_that_was_found_takes_its_members_in_and_is_no_member_of_itself():
    assert grouped((ranked(2), ranked(9), ranked(3)), {2: 9, 3: 9}) == (Group(9, (2, 3)),)
    assert grouped((ranked(9), ranked(2)), {2: 9}) == (Group(9, (2,)),)


def test_an_exact_name_stands_by_itself_beside_its_family():
    rows = (ranked(2, exact=True), ranked(3), ranked(4))
    assert grouped(rows, {2: 9, 3: 9, 4: 9}) == (Group(None, (2,)), Group(9, (3, 4)))


def test_an_exact_family_stands_once_with_its_members_under_it():
    rows = (ranked(9, exact=True), ranked(2), ranked(3))
    assert grouped(rows, {2: 9, 3: 9}) == (Group(9, (2, 3)),)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.booleans()), unique_by=lambda row: row[0], max_size=30),
    st.dictionaries(st.integers(1, 30), st.integers(25, 35), max_size=30),
)
def test_whatever_was_found_stands_exactly_once(found, families):
    families = {member: family for member, family in families.items() if member != family and family not in families}
    rows = tuple(ranked(number, exact=exact) for number, exact in found)
    groups = grouped(rows, families)
    shown = [number for group in groups for number in group.artifact_ids]
    heads = [group.family_id for group in groups if group.family_id]
    assert len(shown) == len(set(shown))
    assert len(heads) == len(set(heads))
    assert not set(heads) & set(shown)
    assert {number for number, _ in found} <= {*shown, *heads}


def taught(count, **lifts):
    rows = [Ranked(number, 1.0 - number / 100, exact=False, prominence=0, score=None) for number in range(count)]
    found = {int(name[1:]): LearnedLift(*given) for name, given in lifts.items()}
    return [row.artifact_id for row in learned(rows, found)]


def test_what_people_chose_gains_at_most_three_places_a_day_of_it():
    assert taught(12) == list(range(12))
    assert taught(12, e9=(4.0, 1)).index(9) == 6
    assert taught(12, e9=(4.0, 2)).index(9) == 3
    assert taught(12, e9=(4.0, 9)).index(9) == 0


def test_what_people_pass_over_sinks_and_an_exact_name_stays():
    assert taught(4, e0=(-2.0, 0)) == [1, 2, 3, 0]
    rows = [Ranked(0, 1.0, exact=True, prominence=0, score=None), Ranked(1, 0.9, exact=False, prominence=0, score=None)]
    assert [row.artifact_id for row in learned(rows, {1: LearnedLift(4.0, 30)})] == [0, 1]
