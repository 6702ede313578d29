"""What an entry says of alternatives stands on a pair's page where it speaks of the other side, else on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.answers.pair_text import speaks_of
from tests.compare import factories


@pytest.mark.parametrize(
    ("text", "names", "speaks"),
    [
        ("Llama-3-8B stands at 16.4 on MATH.", ["Llama"], True),
        ("Llama3 stands at 16.4.", ["Llama 3"], True),
        ("GPT-4o-mini is listed at 74.0.", ["GPT-4o"], True),
        ("GPT-4 is listed at 74.0.", ["GPT-4o"], False),
        ("CLIP is listed by the same library.", ["BLIP"], False),
        ("A pile-up of clippings.", ["The Pile", "CLIP"], False),
        ("It beats R1 by far.", ["R1"], False),
        ("", ["Llama"], False),
        ("Nothing here.", [], False),
    ],
)
def test_a_text_speaks_of_what_it_names_as_whole_words(text, names, speaks):
    assert speaks_of(text, names) is speaks


@given(st.text(alphabet="ab1 -.", min_size=4), st.text(), st.text())
def test_a_name_inside_a_text_is_found_wherever_it_stands(name, before, after):
    assert (
        speaks_of(f"{before} {name} {after}", [name]) or len(" ".join(name.split())) < 4 or not speaks_of(name, [name])
    )


@pytest.mark.django_db
def test_text_about_a_third_is_left_to_the_page_of_its_artifact(client):
    alpha, beta = factories.rated("alpha-one"), factories.rated("beta-two")
    told = "Alpha-One answers faster than this."
    third = "Gamma answers faster than this."
    factories.entry(beta, "Chat", kind="text.chat", vs_alternatives=told)
    factories.entry(beta, "Code", kind="text.code", vs_alternatives=third)
    factories.entry(alpha, "Chat", kind="text.chat", vs_alternatives=third)
    factories.published()
    for suffix in ("/", ".md", ".json"):
        pair = client.get(f"/compare/alpha-one-vs-beta-two{suffix}").content.decode()
        assert told in pair
        assert third not in pair
    assert third in client.get("/artifacts/beta-two/").content.decode()
