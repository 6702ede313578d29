"""One way from text to words for what is searched and what is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from matchgraph.words import cleaned, compact, folded, pieces, searchable, spelled, strict_query


@pytest.mark.parametrize(
    ("text", "one_spelling"),
    [
        ("internlm2.5-7b", "internlm 2 5 7b"),
        ("InternLM2_5-7B", "internlm 2 5 7b"),
        ("GPT-4o", "gpt 4o"),
        ("gpt 4o", "gpt 4o"),
        ("gpt4o", "gpt 4o"),
        ("Llama-3", "llama 3"),
        ("llama3", "llama 3"),
        ("stable-diffusion-xl-base-1.0", "stable diffusion xl base 1 0"),
        ("Qwen1.5 Chat (72B)", "qwen 1 5 chat 72b"),
        ("Mixtral-8x7B", "mixtral 8x 7b"),
        ("Café Crème", "cafe creme"),
        ("悟道 2.0", "悟道 2 0"),
        ("😀 !?", ""),
        ("\N{MATHEMATICAL BOLD CAPITAL A}lpha", "alpha"),
    ],
)
def test_a_name_in_any_spelling_when_spelled_then_it_is_one(text, one_spelling):
    assert spelled(text) == one_spelling


def test_a_run_of_letters_and_digits_when_indexed_then_whole_and_parts_stand_there():
    assert searchable("Llama3.1-8B") == "llama3 llama 3 1 8b"


def test_a_compact_name_has_no_signs():
    assert compact("GPT-4o") == compact("gpt 4o") == compact("Gpt4O") == "gpt4o"


def test_a_text_when_cleaned_then_nothing_invisible_is_left():
    assert cleaned("\x00 a\u200bb \r\n\t c\u202e ") == "a b c"


def test_a_strict_query_takes_either_spelling_and_lets_the_last_word_go_on():
    assert strict_query("llama3 chat", prefix=False) == "('llama3' | ('llama' & '3')) & ('chat')"
    assert strict_query("gpt4", prefix=True) == "('gpt4':* | ('gpt' & '4':*))"
    assert strict_query("'; drop table x --", prefix=False) == "('drop') & ('table') & ('x')"


@given(st.text(max_size=300))
def test_any_text_when_cut_then_words_hold_letters_and_digits_alone(text):
    for piece in pieces(text):
        assert all(sign.isalnum() for word in (piece.whole, *piece.parts) for sign in word)
    assert folded(folded(text)) == folded(text)


@pytest.mark.django_db
@given(st.text(max_size=120))
def test_any_text_when_asked_then_postgresql_takes_the_query(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsquery('english', %s)", [strict_query(cleaned(text), prefix=True)])
