"""From facts to entries: always the same ones, each with its fact, one a kind."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.inferring import Kind, Sheet, Stated, entries_infer, holds
from catalog.rulebook import Rule, rulebook, rulebook_parse

RULES = rulebook()
KINDS = {path: Kind(place, path) for path, place in RULES.place_of_kind.items()}
UID = uuid.UUID(int=7)

words = st.sampled_from(
    [*list(RULES.kind_of_label)[:40], "transformers", "unheard-of", "en", "zh", "fr", "image", "pdf", "text", "chat",
     "mit", "cc-by-nc-sa-4.0", "found", "dense", "Zero-shot", ""]
)  # fmt: skip
values = st.one_of(
    st.booleans(), st.integers(0, 10**12), st.floats(0, 1e15), words, st.lists(words, max_size=5), st.text(max_size=400)
)
paths = st.sampled_from(sorted({path for rule in RULES.rule for path in rule.fact}))
sheets = st.builds(
    lambda kind, stated, tasks: Sheet(UID, kind, {**stated, "tasks": Stated(tasks, 1)}),
    st.sampled_from(["model", "dataset"]),
    st.dictionaries(paths, st.builds(Stated, values, st.sampled_from([1, 2, None])), max_size=12),
    st.lists(words, max_size=6),
)


def sheet(kind="model", **stated):
    return Sheet(UID, kind, {path.replace("__", "."): Stated(value, 1) for path, value in stated.items()})


def kinds_of(entries):
    names = {kind.number: path for path, kind in KINDS.items()}
    return [names[entry.kind] for entry in entries]


def rule(**conditions):
    return Rule.model_validate({"id": "r", "kind": "text", "fact": "facts.parameters", "says": "x", **conditions})


@given(sheets)
def test_entries_are_the_same_whatever_the_order_of_facts_and_labels(given_sheet):
    tasks = given_sheet.stated["tasks"]
    stated = dict(reversed(given_sheet.stated.items())) | {"tasks": Stated(list(reversed(tasks.value)), tasks.source)}
    turned = Sheet(UID, given_sheet.kind, stated)
    assert entries_infer(given_sheet, RULES, kinds=KINDS) == entries_infer(turned, RULES, kinds=KINDS)


@given(sheets)
def test_every_entry_has_a_fact_that_is_stated_with_its_source_and_stands_alone_in_its_kind(given_sheet):
    entries = entries_infer(given_sheet, RULES, kinds=KINDS)
    assert len({entry.kind for entry in entries}) == len({entry.uid for entry in entries}) == len(entries)
    assert [entry.position for entry in entries] == sorted(entry.position for entry in entries)
    for entry in entries:
        path = entry.fact.partition(" = ")[0]
        assert given_sheet.stated[path].source == entry.source
        assert (len(entry.fact) <= 300, len(entry.name) <= 160, len(entry.rule) <= 64) == (True, True, True)
        assert entry.description


@given(sheets)
def test_no_entry_is_left_when_its_fact_is_taken_away(given_sheet):
    for entry in entries_infer(given_sheet, RULES, kinds=KINDS):
        path = entry.fact.partition(" = ")[0]
        without = Sheet(UID, given_sheet.kind, {key: value for key, value in given_sheet.stated.items() if key != path})
        assert entry.uid not in {
            left.uid for left in entries_infer(without, RULES, kinds=KINDS) if left.fact == entry.fact
        }


def test_nothing_follows_from_nothing():
    assert entries_infer(sheet(), RULES, kinds=KINDS) == []


def test_spellings_of_one_task_make_one_entry_that_names_them_all():
    (entry,) = entries_infer(sheet(tasks=["text-to-speech-tts", "text-to-speech", "transformers"]), RULES, kinds=KINDS)
    assert entry.description == 'Listed under the task labels "text-to-speech" and "text-to-speech-tts".'
    assert (entry.rule, entry.fact) == ("task.audio.speech-synthesis", "tasks = text-to-speech, text-to-speech-tts")


@pytest.mark.parametrize(
    ("tokens", "kind"),
    [(4096, "4k"), (4097, "8k"), (32_768, "32k"), (131_072, "128k"), (131_073, "256k"), (10_000_000, "1m")],
)
def test_a_context_falls_into_exactly_one_band(tokens, kind):
    entries = entries_infer(sheet(facts__context_length=tokens), RULES, kinds=KINDS)
    bands = [entry for entry, path in zip(entries, kinds_of(entries), strict=True) if path.startswith("context.")]
    assert [(entry.name, path) for entry, path in zip(bands, [f"context.{kind}"], strict=True)] == [
        (f"Context of {tokens:,} tokens", f"context.{kind}")
    ]


@pytest.mark.parametrize("parameters", [1, 10**8, 10**8 + 1, 4 * 10**9, 4 * 10**9 + 1, 9 * 10**9 + 1, 10**12])
def test_a_size_falls_into_exactly_one_class(parameters):
    assert len(entries_infer(sheet(facts__parameters=parameters), RULES, kinds=KINDS)) == 1


@pytest.mark.parametrize(
    ("languages", "kinds"),
    [
        (["en"], ["language.english"]),
        (["cmn"], ["language.chinese"]),
        (["fr"], ["language.single"]),
        (["en", "fr"], ["language.two"]),
        (["en", "fr", "de"], ["language.several"]),
        ([f"l{number}" for number in range(21)], ["language.many"]),
        (["multilingual"], []),
        (["code"], []),
    ],
)
def test_languages_say_one_thing(languages, kinds):
    assert kinds_of(entries_infer(sheet(languages=languages), RULES, kinds=KINDS)) == kinds


@pytest.mark.parametrize(
    ("licence", "kinds"),
    [
        ("apache-2.0", {"terms.commercial"}),
        ("cc-by-nc-sa-4.0", {"terms.non-commercial", "terms.share-alike", "terms.attribution"}),
        ("llama3", {"terms.commercial-with-conditions"}),
        ("cc0-1.0", {"terms.commercial", "terms.public-domain"}),
        ("other", set()),
    ],
)
def test_a_licence_says_what_it_permits(licence, kinds):
    assert set(kinds_of(entries_infer(sheet(licence=licence), RULES, kinds=KINDS))) == kinds


def test_no_licence_is_both_commercial_and_not():
    by_kind = {each.kind: set(each.any) for each in RULES.rule if each.kind.startswith("terms.")}
    free, limited = by_kind["terms.commercial"], by_kind["terms.commercial-with-conditions"]
    non_commercial = by_kind["terms.non-commercial"]
    assert [free & limited, free & non_commercial, limited & non_commercial] == [set(), set(), set()]


def test_a_false_fact_is_no_capability():
    assert entries_infer(sheet(facts__tool_call=False, facts__reasoning=False), RULES, kinds=KINDS) == []


def test_paths_that_lead_to_one_kind_make_one_entry():
    merged = {**KINDS, "agent.tool-calling": KINDS["code.generation"]}
    entries = entries_infer(sheet(tasks=["code-generation", "function-calling"]), RULES, kinds=merged)
    assert len(entries) == 1


def test_a_path_without_a_kind_makes_no_entry():
    assert entries_infer(sheet(tasks=["code-generation"], facts__tool_call=True), RULES, kinds={}) == []


def test_a_rule_of_models_says_nothing_of_datasets():
    assert entries_infer(sheet("dataset", facts__tool_call=True), RULES, kinds=KINDS) == []


@pytest.mark.parametrize(
    ("conditions", "value", "expected"),
    [
        ({"is": True}, True, True),
        ({"is": True}, 1, False),
        ({"is": False}, False, True),
        ({"from": 2, "to": 4}, 4, True),
        ({"from": 2, "to": 4}, 4.5, False),
        ({"from": 1}, True, False),
        ({"from": 1}, "7", False),
        ({"any": ["a", "b"]}, ["c", "b"], True),
        ({"any": ["a"]}, "a", True),
        ({"any": ["a"]}, "ab", False),
        ({"only": ["a"]}, ["a", "a"], True),
        ({"only": ["a"]}, ["a", "b"], False),
        ({"only": ["a"]}, [], False),
        ({"none": ["a"]}, ["b"], True),
        ({"none": ["a"]}, ["b", "a"], False),
        ({"count_from": 2, "count_to": 2}, ["a", "b", "a"], True),
        ({"count_from": 2}, 3, True),
        ({"stated": True}, "", False),
        ({"stated": True}, "x", True),
    ],
)
def test_a_condition_holds_or_not(conditions, value, expected):
    assert holds(rule(**conditions), value) is expected


def test_the_first_rule_of_a_kind_that_holds_counts():
    text = "".join(
        f'[[rule]]\nid = "{name}"\nkind = "text"\nfact = "facts.{fact}"\nis = true\nsays = "{name}."\n'
        for name, fact in (("first", "tool_call"), ("second", "reasoning"))
    )
    rules, kinds = rulebook_parse(text), {"text": Kind(1, "Text")}
    both = entries_infer(sheet(facts__reasoning=True, facts__tool_call=True), rules, kinds=kinds)
    assert [entry.rule for entry in both] == ["first"]
    assert [entry.rule for entry in entries_infer(sheet(facts__reasoning=True), rules, kinds=kinds)] == ["second"]
