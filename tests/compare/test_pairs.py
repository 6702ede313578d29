"""Addresses of comparisons."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.pairs import SLUG, BadPairError, canonical, slugs_parse

slugs = st.from_regex(r"[a-z0-9]{1,6}(-{1,2}[a-z0-9]{1,6}){0,2}", fullmatch=True).filter(
    lambda slug: "-vs-" not in slug and not slug.endswith("-vs") and not slug.startswith("vs-")
)


@given(st.lists(slugs, min_size=2, max_size=6, unique=True))
def test_an_address_when_parsed_gives_the_slugs_it_was_made_of(names):
    assert slugs_parse(canonical(names)) == tuple(sorted(names))


@given(st.text(max_size=80))
def test_any_text_when_parsed_gives_sound_slugs_or_is_refused(text):
    with suppress(BadPairError):
        assert all(SLUG.fullmatch(slug) for slug in slugs_parse(text))


def test_a_slug_named_twice_when_parsed_counts_once():
    assert slugs_parse("b-vs-a-vs-b") == ("b", "a")
    assert slugs_parse("a-vs-a") == ("a",)


def test_letters_in_upper_case_when_parsed_become_lower_case():
    assert slugs_parse("InternLM-vs-The-Pile") == ("internlm", "the-pile")


@pytest.mark.parametrize("text", ["", "a", "a-vs-", "-vs-b", "a-vs-b/c", "a-vs-b c"])
def test_an_address_of_less_than_two_when_parsed_is_refused(text):
    with pytest.raises(BadPairError) as refusal:
        slugs_parse(text)
    assert not refusal.value.too_many


def test_seven_sides_when_parsed_are_too_many():
    with pytest.raises(BadPairError, match="at most 6") as refusal:
        slugs_parse("-vs-".join("abcdefg"))
    assert refusal.value.too_many
