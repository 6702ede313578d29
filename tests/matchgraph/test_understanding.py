"""What is read out of a question: facets, what it leans to, and nothing that breaks on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchgraph.understanding import understood

PIECES = st.sampled_from(
    [
        "dataset for",
        "under",
        "10B",
        "open source",
        "in French",
        "model that",
        '"',
        "{",
        "}",
        "[",
        "input:",
        "#",
        "$",
        "128k",
    ]
)
TEXTS = st.one_of(st.text(max_size=500), st.lists(st.one_of(PIECES, st.text(max_size=9)), max_size=60).map(" ".join))


@pytest.mark.parametrize(
    ("text", "left", "filters"),
    [
        ("dataset for question answering in French", "question answering", {"kind": "dataset", "language": "fr"}),
        ("open source models under 10B", "", {"kind": "model", "licence": "open", "size_max": 10.0}),
        ("model that transcribes speech", "transcribes speech", {"kind": "model"}),
        ("language model", "language model", {"kind": "model"}),
        ("chat at least 70 billion parameters", "chat", {"size_min": 70.0}),
        ("open weights code with 128k context", "code", {"open_weights": True, "context_min": 128.0}),
        ("chat below 500M", "chat", {"size_max": 0.5}),
        ("summaries under $2", "summaries", {"price_max": 2.0}),
        ("German news corpus", "news", {"kind": "dataset", "language": "de"}),
        ("GPT-4o", "GPT-4o", {}),
        ("translate from French to English", "translate from French to English", {}),
        ("llama 2 7b", "llama 2 7b", {}),
    ],
)
def test_words_that_name_a_facet_become_filters_and_the_rest_is_searched(text, left, filters):
    read = understood(text)
    assert (read.text, read.filters.named()) == (left, filters)
    assert all(facet.words.lower() in text.lower() for facet in read.facets)


def test_a_facet_when_dropped_by_the_reader_then_its_words_are_words_again():
    read = understood("dataset for sentiment in French", as_words=frozenset({"language"}))
    assert read.filters.named() == {"kind": "dataset"}
    assert read.text == "sentiment in French"


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("I want to train a supervised parser for news", "dataset"),
        ("a novel architecture for tracking", "dataset"),
        ("suggest an API that counts cars", "model"),
        ("I have photos of my dogs and want to know their breed", "model"),
        ("object detection", ""),
        ("street images", "dataset"),
        ("tell cats from dogs in pictures", ""),
        ("I want to train a supervised parser", "dataset"),
    ],
)
def test_a_question_leans_to_data_when_something_is_made_and_to_models_when_a_job_is_told(text, leans):
    assert understood(text).leans == leans
    assert understood(text, as_words=frozenset({"leans"})).leans == ""


def test_examples_in_quotes_and_braces_are_not_what_is_wanted():
    read = understood('Translate the sentence "Good morning, dear neighbours" politely please')
    assert "neighbours" not in read.need
    assert "neighbours" in read.text


def test_a_turn_of_media_is_kept_in_its_order():
    assert understood("speech to text").turned == ("speech", "text")
    assert understood("text-to-speech in German").turned == ("text", "speech")
    assert understood("text and speech").turned is None


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_quickly_and_without_an_error(text):
    begun = time.perf_counter()
    read = understood(text)
    assert time.perf_counter() - begun < 0.2
    assert set(read.filters.named()) == {facet.name for facet in read.facets}
    assert len(read.text) <= len(read.asked)
