"""Real names, typos, odd input and filters on the whole catalog."""

from __future__ import annotations

import pytest

from catalog.models import Artifact
from matchgraph.retrieval import DEPTH, Filters, Question, SearchTooSlowError, candidates_find
from matchgraph.selectors import name_suggestions, search_candidates
from matchgraph.services import index_refresh
from tests.matchgraph.slowness import search_held_up


def slugs(text, *, first=5, **filters):
    found = search_candidates(text, filters=Filters(**filters))[:first]
    artifacts = Artifact.objects.in_bulk([one.artifact_id for one in found])
    return [artifacts[one.artifact_id].slug for one in found]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("internlm2.5-7b", "internlm--internlm2-5-7b"),
        ("InternLM 2.5 7B", "internlm--internlm2-5-7b"),
        ("gpt 4o", "gpt-4o"),
        ("gpt4o", "gpt-4o"),
        ("GPT-4o", "gpt-4o"),
        ("stable diffusion xl", "stable-diffusion-xl"),
        ("the pile", "the-pile"),
        ("The Pile", "the-pile"),
        ("deep seek r1", "deepseek-ai--deepseek-r1"),
        ("DeepSeek-R1", "deepseek-ai--deepseek-r1"),
        ("qwen/qwen2.5-7b-instruct", "qwen--qwen2-5-7b-instruct"),
        ("whisper large v3", "openai--whisper-large-v3"),
        ("BLIP2", "blip-2"),
    ],
)
def test_a_name_in_a_usual_spelling_when_asked_then_it_stands_first(whole_catalog, text, slug):
    assert slugs(text)[0] == slug


@pytest.mark.parametrize("text", ["llama-3 8b instruct", "llama3 8b instruct", "Llama 3 8B Instruct"])
def test_a_generation_when_asked_in_any_spelling_then_its_members_are_found(whole_catalog, text):
    assert slugs(text)[0] == "llama-3-8b-instruct"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("internln", "internlm"),
        ("deepsek r1", "deepseek-ai--deepseek-r1"),
        ("stable difusion xl", "stable-diffusion-xl"),
    ],
)
def test_a_name_with_a_wrong_letter_when_asked_then_it_is_found(whole_catalog, typed, slug):
    assert slug in slugs(typed, first=3)


def test_an_alias_when_asked_then_its_artifact_is_found(whole_catalog):
    alias = Artifact.objects.get(slug="the-pile").aliases.exclude(name__iexact="the pile").first()
    assert "the-pile" in slugs(alias.name, first=3)


def test_the_last_word_may_go_on(whole_catalog):
    assert any(slug.startswith("qwen") for slug in slugs("qwen2.5 7b instr"))


def test_words_in_their_order_come_before_the_same_words_otherwise(whole_catalog):
    def tasks(text):
        first = search_candidates(text, filters=Filters(kind="model"))[:5]
        return {task for one in first for task in one.tasks}

    assert "text-to-speech" in tasks("text to speech")
    assert {"automatic-speech-recognition", "speech-to-text", "speech-recognition-asr"} & tasks("speech to text")


@pytest.mark.parametrize(
    "text",
    [
        "😀😀",
        "'; drop table catalog_artifact; --",
        "a" * 10_000,
        "model " * 2_000,
        "the of and",
        "\x00",
        "\x00nul\x00",
        "%_\\%",
        "a:* & !b | (c <-> d)",
        "日本語のモデル",
        "модель для перевода",
        "نموذج",
        "1e10 0x1f 1.2.3.4 -5",
        "<script>alert(1)</script>",
        "\N{LATIN SMALL LIGATURE FI}ne\N{NON-BREAKING HYPHEN}tuned",
    ],
)
def test_odd_input_when_asked_then_it_is_answered_without_an_error(whole_catalog, text):
    assert len(search_candidates(text)) <= DEPTH
    assert len(name_suggestions(text)) <= 8


def test_a_name_in_another_script_when_asked_then_it_is_found(whole_catalog):
    Artifact.objects.filter(slug="the-pile").update(name="悟道")
    index_refresh()
    assert slugs("悟道")[0] == "the-pile"


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"kind": "dataset"}, lambda one: one.kind == "dataset"),
        ({"licence": "open"}, lambda one: one.licence_class == "open"),
        ({"licence": "none"}, lambda one: one.licence_class == "none"),
        ({"task": "question-answering"}, lambda one: "question-answering" in one.tasks),
        ({"modality": "text"}, lambda one: "text" in one.modalities),
        ({"open_weights": True}, lambda one: one.open_weights),
        ({"kind": "model", "licence": "apache-2.0", "open_weights": True}, lambda one: one.licence_class == "open"),
    ],
)
def test_filters_when_set_then_every_candidate_passes_them(whole_catalog, filters, holds):
    found = search_candidates("question answering", filters=Filters(**filters))
    assert found
    assert all(holds(one) for one in found)


def test_a_source_when_asked_then_its_artifacts_alone_are_found(whole_catalog):
    found = search_candidates("sentiment", filters=Filters(source="mteb"))
    artifacts = Artifact.objects.select_related("source").in_bulk([one.artifact_id for one in found])
    assert found
    assert all("mteb" in (one.source.key, *one.also_in) for one in artifacts.values())


def test_a_question_when_asked_again_then_the_answer_is_the_same(whole_catalog):
    assert search_candidates("image classification") == search_candidates("image classification")


def test_lists_when_left_out_then_they_find_nothing(whole_catalog):
    assert {place for one in candidates_find(Question("gpt 4o", lists=("named",))) for place in one.places} == {"named"}
    assert candidates_find(Question("internln", lists=("strict", "loose"))) == ()


def test_a_question_that_takes_too_long_is_given_up(whole_catalog):
    with search_held_up(), pytest.raises(SearchTooSlowError):
        search_candidates("text generation model")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("intern", "internlm"), ("the p", "the-pile"), ("gpt-4", "gpt-4"), ("deepseek r", "deepseek-ai--deepseek-r1")],
)
def test_a_name_while_typed_is_suggested(whole_catalog, typed, slug):
    assert slug in [one.slug for one in name_suggestions(typed)]


def test_a_name_when_typed_in_full_then_it_is_suggested_first(whole_catalog):
    assert name_suggestions("internlm")[0].slug == "internlm"
    assert name_suggestions("gpt 4o")[0].slug == "gpt-4o"


def test_a_word_inside_names_when_typed_then_they_are_suggested(whole_catalog):
    assert any("nemotron" in one.slug for one in name_suggestions("nemotron"))


@pytest.mark.parametrize("typed", ["", "a", "?", "\x00", "zzzzzzqqqq"])
def test_too_little_or_nothing_like_it_when_typed_then_nothing_is_suggested(whole_catalog, typed):
    assert name_suggestions(typed) == ()
