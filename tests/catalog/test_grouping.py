"""Which family an artifact belongs to: by listed rules, by the first that knows, and never by chance."""

from __future__ import annotations

import re

import orjson
import pytest

from catalog.deriving_families import families_derive
from catalog.family_rules import family_rulebook, family_rulebook_parse
from catalog.grouping import Candidate, group, plain_name, version_of
from catalog.models import FamilyMembership
from catalog.rulebook import BadRulesError
from tests.catalog.test_fixtures import FIXTURES

RULES = family_rulebook().family
BY_SLUG = {rules.slug: rules for rules in RULES}
NUMBERS = iter(range(1, 10_000))


def candidate(name, publisher="", **given):
    hub_id = name if "/" in name else ""
    return Candidate(next(NUMBERS), given.pop("hub_id", hub_id), name, publisher, **given)


def found(*candidates, named=None):
    """(family, rule, version) of each candidate, None where it has none."""
    members = group(candidates, RULES, named=named or {}).members
    return [(m.family, m.rule, m.version) if (m := members.get(c.number)) else None for c in candidates]


@pytest.mark.parametrize(
    ("name", "publisher", "family", "version"),
    [
        ("Qwen/Qwen2.5-72B-Instruct", "qwen", "qwen", "Qwen2.5"),
        ("Qwen/Qwen-7B", "qwen", "qwen", "Qwen"),
        ("Qwen/Qwen-1_8B-Chat", "qwen", "qwen", "Qwen"),
        ("Qwen: Qwen3.5 Flash", "alibaba", "qwen", "Qwen3.5"),
        ("meta-llama/Meta-Llama-3.1-8B", "metallama", "llama", "Llama 3.1"),
        ("meta-llama/Llama-2-7b-hf", "metallama", "llama", "Llama 2"),
        ("LLaMA (65B)", "meta", "llama", "LLaMA"),
        ("meta-llama/CodeLlama-7b-hf", "metallama", "llama", "Code Llama"),
        ("GPT-4o mini", "openai", "gpt", "GPT-4o"),
        ("GPT-3.5 Turbo (1106)", "openai", "gpt", "GPT-3.5"),
        ("o3-mini", "openai", "openai-o", "o3"),
        ("Claude 3.5 Sonnet (20241022)", "anthropic", "claude-family", "Claude 3.5"),
        ("Claude Opus 4.5 (latest)", "anthropic", "claude-family", "Claude 4.5"),
        ("google/gemma-2b-it", "google", "gemma", "Gemma"),
        ("google/codegemma-7b", "google", "gemma", "CodeGemma"),
        ("mistralai/Mixtral-8x22B-v0.1", "mistralai", "mixtral", "Mixtral 8x22B"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "deepseekai", "deepseek", "DeepSeek-R1"),
        ("internlm/internlm2_5-7b-chat-1m", "internlm", "internlm", "InternLM2.5"),
        ("internlm/internlm2-chat-1_8b-sft", "internlm", "internlm", "InternLM2"),
        ("Salesforce/blip2-opt-2.7b", "salesforce", "blip-2", "with OPT"),
        ("01-ai/Yi-1.5-34B", "01ai", "yi", "Yi-1.5"),
    ],
)
def test_a_publishers_own_model_is_a_member_by_its_name(name, publisher, family, version):
    assert found(candidate(name, publisher)) == [(family, "name", version)]


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        ("somebody/Llama-3-8B-remix", "somebody"),
        ("Llama-3.3-70B-Instruct", ""),
        ("Yiyan", "01ai"),
        ("google/t5x-pile", "google"),
        ("openai/gptzero", "openai"),
        ("allenai/olmOCR-7B-0225-preview", "allenai"),
        ("internlm/internlm-xcomposer2-7b", "internlm"),
        ("internlm/internlm2-math-7b", "internlm"),
        ("gpt-image-1", "openai"),
        ("Salesforce/instructblip-vicuna-7b", "salesforce"),
    ],
)
def test_a_strangers_model_and_a_longer_word_are_no_member(name, publisher):
    assert found(candidate(name, publisher)) == [None]


def test_the_first_rule_that_knows_an_artifact_decides():
    listed = candidate("internlm/other", "internlm", family_fact="qwen")
    assert found(listed, named={"internlm": ["InternLM/Other"]}) == [("internlm", "facts.members", "")]
    kept_without_owner = candidate("gpt2", hub_id="gpt2")
    assert found(kept_without_owner) == [("gpt", "listed", "GPT-2")]


def test_a_fact_counts_from_the_publisher_or_where_the_name_agrees_and_nobody_is_named():
    assert found(candidate("Codex mini", "openai", family_fact="gpt-codex-mini")) == [("gpt", "facts.family", "")]
    assert found(candidate("Llama 3.1 8B", family_fact="llama")) == [("llama", "facts.family", "Llama 3.1")]
    assert found(candidate("Hermes 2 Pro Llama 3", family_fact="llama")) == [None]
    assert found(candidate("Llama 3.1 8B", "reseller", family_fact="llama")) == [None]


def test_variants_of_the_same_publisher_follow_their_base_and_derivatives_of_others_do_not():
    base = candidate("microsoft/phi-2", "microsoft")
    variant = candidate("microsoft/rho", "microsoft", bases=[base.number])
    further = candidate("microsoft/rho-two", "microsoft", bases=[variant.number])
    derived = candidate("somebody/dolphin", "somebody", bases=[base.number])
    phi = ("phi", "base_model", "")
    assert found(further, variant, base, derived) == [phi, phi, ("phi", "name", "Phi-2"), None]


def test_an_artifact_that_two_families_claim_by_one_rule_belongs_to_neither():
    twin = candidate("internlm/both", "internlm")
    grouped = group([twin], RULES, named={"internlm": ["internlm/both"], "qwen": ["internlm/both"]})
    assert (grouped.members, grouped.ambiguous) == ({}, {twin.number: ("internlm", "qwen")})


def test_a_version_is_written_as_people_write_it():
    assert version_of(BY_SLUG["claude-family"], plain_name("", "claude-sonnet-4-5-20250929")) == "Claude 4.5"
    assert version_of(BY_SLUG["openai-o"], "o1-mini") == "o1"
    assert version_of(BY_SLUG["deepseek"], "deepseek-vl2-tiny") == "DeepSeek-VL"
    assert version_of(BY_SLUG["pythia"], "pythia-70m") == ""


def test_every_family_of_the_rules_is_an_artifact_of_the_fixtures():
    lines = (FIXTURES / "families.jsonl").read_bytes().splitlines()
    written_by_hand = {"internlm", "blip-2"}
    assert {orjson.loads(line)["slug"] for line in lines} | written_by_hand == BY_SLUG.keys()


FAMILY = '[[family]]\nslug = "a"\npublishers = ["p"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("family = [", "is not TOML"),
        (FAMILY + 'names = ["(ab"]\n', "'(ab' is no regular expression"),
        (FAMILY + FAMILY, "the family 'a' stands twice"),
        (FAMILY.replace('"p"', '"P-1"'), "should match pattern"),
        (FAMILY + 'slag = "b"\n', "Extra inputs are not permitted"),
        (FAMILY + 'versions = [{ pattern = "v1", name = "V{0}" }]\n', "prints a group, but v1 has none"),
        (FAMILY + 'facts = ["x"]\n' + FAMILY.replace('"a"', '"b"') + 'facts = ["x"]\n', "stands for two families"),
        (FAMILY + 'listed = ["x"]\n' + FAMILY.replace('"a"', '"b"') + 'listed = ["x"]\n', "is listed in two families"),
    ],
)
def test_unsound_rules_are_refused_with_the_place(text, told):
    with pytest.raises(BadRulesError, match=re.escape(told)):
        family_rulebook_parse(text)


def test_no_artifact_of_the_whole_catalog_is_in_two_families_and_many_are_in_one(whole_catalog):
    member_ids = list(FamilyMembership.objects.values_list("member_id", flat=True))
    assert len(member_ids) == len(set(member_ids)) > 2000
    assert FamilyMembership.objects.values("family").distinct().count() >= 25
    assert not FamilyMembership.objects.filter(member__facts__artifact_scope="family").exists()
    assert families_derive().rested
