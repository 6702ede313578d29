"""A list as columns: what filters leave, what each value would leave, and what lifting one would give back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.sheets import Labels, Sheet

ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 3), st.sets(st.sampled_from(["text", "image", "audio"])), st.booleans()
    ),
    max_size=30,
)


def sheet(rows):
    return Sheet(
        ids=np.arange(100, 100 + len(rows)),
        rated=np.array([rated for *_, rated in rows], dtype=np.bool_),
        codes={
            "licence": np.array([row[0] for row in rows], dtype=np.int32),
            "size": np.array([row[1] for row in rows], dtype=np.int32),
        },
        labels={"modality": Labels.of(["\n".join(sorted(row[2])) for row in rows])},
    )


@given(ROWS, st.integers(0, 2), st.integers(0, 3), st.sampled_from(["text", "image", "video"]))
def test_filters_leave_what_has_all_of_them_in_the_order_of_the_list(rows, licence, size, modality):
    left = sheet(rows).narrowed(codes={"licence": [licence], "size": [size]}, labels={"modality": modality})
    wanted = [
        (100 + place, row[3])
        for place, row in enumerate(rows)
        if row[0] == licence and row[1] == size and modality in row[2]
    ]
    assert left.ids.tolist() == [pk for pk, _ in wanted]
    assert left.rated == sum(rated for _, rated in wanted)


@given(ROWS, st.integers(0, 2), st.sampled_from(["text", "image", "video"]))
def test_the_count_of_a_value_is_what_the_list_holds_when_it_is_chosen(rows, licence, modality):
    whole = sheet(rows)
    left = whole.narrowed(codes={"licence": [licence]}, labels={"modality": modality})
    for code in range(3):
        chosen = whole.narrowed(codes={"licence": [code]}, labels={"modality": modality})
        assert left.codes["licence"][code] == len(chosen.ids)
    for code in range(4):
        chosen = whole.narrowed(codes={"licence": [licence], "size": [code]}, labels={"modality": modality})
        assert left.codes["size"][code] == len(chosen.ids)
    for word in ("text", "image", "audio"):
        chosen = whole.narrowed(codes={"licence": [licence]}, labels={"modality": word})
        assert left.labels["modality"][word] == len(chosen.ids)


@given(ROWS, st.integers(0, 2), st.integers(0, 3))
def test_lifting_a_filter_gives_back_what_the_others_leave(rows, licence, size):
    whole = sheet(rows)
    left = whole.narrowed(codes={"licence": [licence], "size": [size]}, labels={})
    assert left.without == {
        "licence": len(whole.narrowed(codes={"size": [size]}, labels={}).ids),
        "size": len(whole.narrowed(codes={"licence": [licence]}, labels={}).ids),
    }


def test_words_that_stand_twice_count_once_and_no_words_are_none():
    labels = Labels.of(["text\ntext", "", None, "text\nimage"])
    assert labels.counts(np.ones(4, dtype=np.bool_)) == {"text": 2, "image": 1}
    assert labels.having("image", 4).tolist() == [False, False, False, True]
    assert not labels.having("video", 4).any()
