"""Names of sources and the artifacts that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.relating import Meant, Named, Names, mentions, names_nothing, spellings

SQUAD = Named(1, "dataset", "squad", "rajpurkar/squad", "SQuAD", ["Stanford QA"], ["SQuADRetrieval"])
PTB = Named(2, "dataset", "ptb", "", "Penn TreeBank", ["PTB"])
LLAMA = Named(3, "model", "meta-llama--llama-2", "meta-llama/Llama-2", "Llama 2")
NAMES = Names([SQUAD, PTB, LLAMA])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("squad", Meant(1, "slug")),
        ("Rajpurkar/SQuAD", Meant(1, "hub id")),
        ("SQuAD", Meant(1, "name")),
        ("s-q_u a.d", Meant(1, "letters of the name")),
        ("Stanford QA", Meant(1, "alias")),
        ("stanfordqa", Meant(1, "letters of an alias")),
        ("SQuADRetrieval", Meant(1, "name in a benchmark")),
        ("extended|squad", Meant(1, "slug")),
        ("the SQuAD benchmark", Meant(1, "name")),
        ("The Pond (SQuAD)", Meant(1, "name")),
        ("SQuAD (Penn TreeBank)", None),
        ("A soup (SQuAD, other things)", None),
        ("https://huggingface.co/datasets/rajpurkar/squad", Meant(1, "hub id")),
        ("Penn TreeBank (PTB)", Meant(2, "name")),
        ("Corpus of Newspapers (PTB)", Meant(2, "letters of the name")),
        ("SQuADs", None),
        ("squad 2", None),
        ("Llama 2", None),
        ("", None),
    ],
)
def test_a_name_is_found_by_listed_rules_alone(name, meant):
    assert NAMES.find(name, kind="dataset") == meant


def test_a_base_model_is_looked_for_among_models():
    assert NAMES.find("meta-llama/Llama-2 (Merge)", kind="model") == Meant(3, "hub id")


def test_a_name_that_two_artifacts_share_stands_for_neither_though_a_later_rule_knew_one():
    names = Names([SQUAD, Named(4, "dataset", "mirror", "", "SQuAD"), Named(5, "dataset", "x", "", "X", ["SQuAD"])])
    assert names.find("SQuAD", kind="dataset") is None
    assert names.find("squad", kind="dataset") == Meant(1, "slug")


@given(st.permutations([SQUAD, PTB, LLAMA, Named(4, "dataset", "mirror", "", "SQuAD")]), st.text(max_size=30))
def test_names_are_found_whatever_the_order_of_artifacts(artifacts, name):
    for asked in (name, "SQuAD", "PTB"):
        assert Names(artifacts).find(asked, kind="dataset") == Names(sorted(artifacts, key=lambda a: a.number)).find(
            asked, kind="dataset"
        )


@given(st.text(max_size=60))
def test_spellings_of_a_name_end_and_come_once_each(name):
    found = list(spellings(name))
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text", ["Unspecified unreleased", "unspecified", "Unknown", "n/a", "a", "--", "", "extended|other", "Not provided"]
)
def test_values_that_name_nothing_are_no_names(text):
    assert names_nothing(text)


def test_facts_name_what_stands_between_commas_outside_parentheses():
    facts = {
        "training_dataset": "Wikipedia,BookCorpus (BooksCorpus, Toronto Book Corpus),C4",
        "training_datasets": ["A, B"],
        "base_model": "x/y",
        "parameters": 7,
    }
    assert [(mention.type, mention.kind, mention.name) for mention in mentions(facts)] == [
        ("trained_on", "dataset", "A, B"),
        ("trained_on", "dataset", "Wikipedia"),
        ("trained_on", "dataset", "BookCorpus (BooksCorpus, Toronto Book Corpus)"),
        ("trained_on", "dataset", "C4"),
        ("derived_from", "model", "x/y"),
    ]
