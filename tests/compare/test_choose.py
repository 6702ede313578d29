"""What to choose either side for: stated facts alone, and the same two answers whichever side comes first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.answers.alternatives import Candidate, Price
from compare.answers.choose import Traits, choose
from tests.compare import factories


def traits(letter="A", *, commercial="", released="", only=(), says_what_for=True, **known):
    known = {"size_unit": "parameters", **known}
    candidate = Candidate(
        slug=letter.lower(), name=f"Model {letter}", score_tenths=None, kinds=frozenset(), tasks=frozenset(), **known
    )
    return Traits(letter, candidate, commercial, released, tuple(only), says_what_for)


def texts(found):
    return [line.text for line in found.lines]


def test_nothing_stated_speaks_for_nobody():
    assert [texts(side) for side in choose(traits("A"), traits("B"))] == [[], []]


@pytest.mark.parametrize(
    ("one", "other", "said", "anchor"),
    [
        (
            {"commercial": "permitted", "licence": "Apache-2.0"},
            {"commercial": "forbidden", "licence": "CC-BY-NC-4.0"},
            "Commercial use: Apache-2.0 permits it, CC-BY-NC-4.0 of Model B does not",
            "fact-licence",
        ),
        (
            {"commercial": "conditions", "licence": "Llama3"},
            {"commercial": "forbidden"},
            "Commercial use: Llama3 permits it under conditions, the licence of Model B does not",
            "fact-licence",
        ),
        (
            {"open_weights": True, "hosted": True, "licence": "MIT"},
            {"open_weights": False, "hosted": True},
            "Its weights are open under MIT; Model B is known as a service only",
            "fact-pricing",
        ),
        (
            {"price": Price(0.5, "USD", "M tokens", "2026-11-01")},
            {"price": Price(1.0, "USD", "M tokens", "2026-11-01")},
            "Cheaper: input from $0.50 against $1.00 per M tokens (seen 2026-11-01)",
            "fact-pricing",
        ),
        (
            {"size": 7e9, "size_text": "7B"},
            {"size": 70e9, "size_text": "70B"},
            "Smaller: 7B parameters against 70B",
            "fact-size",
        ),
        ({"context": 131_072}, {"context": 8192}, "Longer context: 131,072 tokens against 8,192", "fact-context"),
        (
            {"only": ("Captions", "Detection", "Tracking")},
            {},
            "“Captions”, “Detection” and 1 more: no entry says that Model B does these",
            "capabilities",
        ),
        ({"released": "2025-03"}, {"released": "2023"}, "Newer: released 2025-03 against 2023", "fact-released"),
    ],
)
def test_a_fact_that_differs_by_enough_speaks_for_one_side_and_leads_to_its_row(one, other, said, anchor):
    ours, theirs = choose(traits("A", **one), traits("B", **other))
    assert [(line.text, line.anchor) for line in ours.lines] == [(said, anchor)]
    assert texts(theirs) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"commercial": "permitted"}, {"commercial": ""}),
        ({"size": 7e9, "size_text": "7B"}, {"size": 13e9, "size_text": "13B"}),
        ({"size": 7e9, "size_text": "7B"}, {}),
        ({"context": 8192}, {"context": 4097}),
        ({"only": ("Captions",)}, {"says_what_for": False}),
        ({"released": "2025-03"}, {"released": "2024-04"}),
        ({"released": "2025"}, {}),
    ],
)
def test_what_is_open_or_nearly_the_same_decides_nothing(one, other):
    assert [texts(side) for side in choose(traits("A", **one), traits("B", **other))] == [[], []]


def test_of_datasets_the_larger_one_is_named_and_of_models_the_smaller():
    sizes = {"size_unit": "examples"}
    large, small = traits("A", size=1e6, size_text="1M", **sizes), traits("B", size=1e5, size_text="100K", **sizes)
    assert [texts(side) for side in choose(large, small)] == [["Larger: 1M examples against 100K"], []]


known = st.fixed_dictionaries(
    {},
    optional={
        "commercial": st.sampled_from(["", "permitted", "conditions", "forbidden"]),
        "released": st.sampled_from(["", "2023", "2024-05", "2026-01-02"]),
        "only": st.lists(st.sampled_from(["Captions", "Detection"]), unique=True),
        "says_what_for": st.booleans(),
        "size": st.sampled_from([None, 1e9, 7e9, 70e9]),
        "context": st.sampled_from([None, 2048, 8192, 1_000_000]),
        "open_weights": st.sampled_from([None, True, False]),
        "hosted": st.booleans(),
    },
)


@given(known, known)
def test_sides_exchanged_get_the_same_answers_exchanged(one, other):
    a, b = traits("A", **one), traits("B", **other)
    assert choose(b, a) == tuple(reversed(choose(a, b)))


@given(known)
def test_a_side_against_its_own_like_has_nothing_to_be_chosen_for_but_its_capabilities(one):
    for side in choose(traits("A", **one), traits("B", **one)):
        assert all(line.anchor == "capabilities" for line in side.lines)


def test_every_line_of_a_page_leads_to_a_row_that_is_there(client, whole_catalog):
    for address in (
        "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b/",
        "/compare/deepseek-ai--deepseek-r1-vs-gpt-4o-2024-05-13/",
        "/compare/meta-llama--meta-llama-3-8b-instruct-vs-qwen--qwen2-5-7b-instruct/",
    ):
        html = client.get(address).content.decode()
        block = html[html.index('class="choose"') :].split("</div>\n</div>")[0]
        anchors = re.findall(r'href="#([^"]+)"', block)
        assert anchors
        assert all(f'id="{anchor}"' in html for anchor in anchors)


@pytest.mark.django_db
def test_across_kinds_and_among_three_nothing_is_chosen(client):
    for slug, kind in (("alpha", "model"), ("beta", "dataset"), ("gamma", "model")):
        factories.artifact(slug, kind=kind)
    assert client.get("/api/v1/comparisons/alpha-vs-beta").json()["choose"] == []
    assert client.get("/api/v1/comparisons/alpha-vs-beta-vs-gamma").json()["choose"] == []
    assert len(client.get("/api/v1/comparisons/alpha-vs-gamma").json()["choose"]) == 2
