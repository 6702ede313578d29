"""The three-way comparison of an entry's rows, over every combination of what was, is and is wanted."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entry_plan import entry_plan

VERSIONS = st.sampled_from(["one", "two", "three"])
ROWS = st.dictionaries(st.sampled_from("abcdef"), VERSIONS)


def outcome(before, now, said):
    def row(digest):
        return {"row": digest} if digest else {}

    plan = entry_plan(recorded=row(before), current=row(now), wanted=row(said))
    for name in ("create", "update", "delete"):
        if getattr(plan, name):
            return name
    return "conflict" if plan.conflicts else "nothing"


@pytest.mark.parametrize(
    ("before", "now", "said", "becomes"),
    [
        (None, None, "one", "create"),
        (None, "one", "one", "nothing"),
        (None, "two", "one", "conflict"),
        ("one", "one", "one", "nothing"),
        ("one", "one", "two", "update"),
        ("one", "two", "two", "nothing"),
        ("one", "two", "one", "nothing"),
        ("one", "two", "three", "conflict"),
        ("one", None, "one", "nothing"),
        ("one", None, "two", "conflict"),
        ("one", "one", None, "delete"),
        ("one", "two", None, "conflict"),
        ("one", None, None, "nothing"),
    ],
)
def test_a_row_when_compared_becomes(before, now, said, becomes):
    assert outcome(before, now, said) == becomes


def test_a_row_that_stands_here_as_edited_is_never_written():
    for before, now, said in itertools.product([None, "one"], ["two"], [None, "one", "three"]):
        assert outcome(before, now, said) in ("nothing", "conflict")


@given(recorded=ROWS, current=ROWS, wanted=ROWS)
def test_a_plan_when_carried_out_and_made_again_has_nothing_left_to_write(recorded, current, wanted):
    plan = entry_plan(recorded=recorded, current=current, wanted=wanted)
    after = {key: digest for key, digest in current.items() if key not in plan.delete}
    after |= {key: wanted[key] for key in (*plan.create, *plan.update)}
    again = entry_plan(recorded=wanted, current=after, wanted=wanted)
    assert (again.create, again.update, again.delete, again.conflicts) == ([], [], [], {})


@given(recorded=ROWS, current=ROWS, wanted=ROWS)
def test_a_plan_touches_each_row_once(recorded, current, wanted):
    plan = entry_plan(recorded=recorded, current=current, wanted=wanted)
    touched = [*plan.create, *plan.update, *plan.delete, *plan.conflicts]
    assert len(touched) == len(set(touched))
