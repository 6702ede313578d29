"""How alike entries are in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.answers.likeness import COUNTS, Wording, figures, likeness, name_normalized, stems
from evaluation.alignment_gold import words_of_kinds

words = st.lists(st.sampled_from(["chat", "images", "captions", "128,000", "of", "Übersetzung", ""]), max_size=4)
wordings = st.builds(
    lambda own, more, text: Wording((" ".join(own), *more), text * 9), words, words, st.sampled_from(["", "one word "])
)


@given(st.lists(wordings, min_size=1, max_size=4), st.lists(wordings, min_size=1, max_size=4))
def test_likeness_is_a_share_and_the_same_from_both_sides(one, other):
    found = likeness(one, other)
    assert found.shape == (len(one), len(other))
    assert ((found >= 0) & (found <= 1)).all()
    assert (found == likeness(other, one).T).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Captions for images", "image-captioning"),
        ("Language modeling", "language-modelling"),
        ("ÜBERSETZUNG", "übersetzung"),
    ],
)
def test_names_of_the_same_words_are_wholly_alike(one, other):
    assert likeness([Wording((one,))], [Wording((other,))])[0, 0] == 1


def test_a_rare_word_in_common_counts_more_than_a_common_one():
    text, needle = (
        likeness([Wording((a,))], [Wording((b,))])[0, 0]
        for a, b in (("Text zither", "Text oboe"), ("Text zither", "Image zither"))
    )
    assert 0 < text < needle < 1


def test_texts_of_both_count_and_a_text_of_one_does_not():
    names = Wording(("Images beside text",)), Wording(("Questions on pictures",))
    text = "A picture goes through the encoder and questions about it are answered in words"
    told = tuple(Wording(each.names, text) for each in names)
    assert likeness(names[:1], told[1:])[0, 0] == likeness(names[:1], names[1:])[0, 0] == 0
    assert likeness(told[:1], told[1:])[0, 0] > 0.7


def test_different_numbers_in_own_names_are_not_alike():
    assert likeness([Wording(("20 billion parameters",))], [Wording(("80 billion parameters",))])[0, 0] == 0
    assert figures("Context of 128,000 tokens") == figures("128000") == {"128000"}


def test_names_without_words_are_alike_to_nothing():
    assert likeness([Wording(("",))], [Wording(("of the",))])[0, 0] == 0
    assert stems("of the") == frozenset()


def test_names_are_equal_whatever_case_marks_and_spaces_they_have():
    assert name_normalized("Long-context chat") == name_normalized("long_context  CHAT ")


def test_the_counts_of_words_are_those_of_the_kinds():
    assert json.loads(COUNTS.read_text("utf-8")) == words_of_kinds(), "run python -m evaluation.alignment --words"
