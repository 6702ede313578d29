"""Memberships as rows: made, changed and removed with the facts, and never over what a curator set."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from catalog.deriving_families import families_derive
from catalog.models import Artifact, Derivation, FamilyMembership, Organization
from tests.catalog.lines import table_hashes

pytestmark = pytest.mark.django_db

TABLES = ("catalog_artifact", "catalog_familymembership")


@pytest.fixture
def llama():
    return Artifact.objects.create(slug="llama", name="Llama", kind="model", facts={"artifact_scope": "family"})


@pytest.fixture
def model():
    meta = Organization.objects.create(key="metallama", name="meta-llama")

    def make(hub_id, **fields):
        slug = hub_id.lower().replace("/", "--").replace(".", "-")
        given = {"name": hub_id, "kind": "model", "organization": meta, "hub_id": hub_id}
        return Artifact.objects.create(slug=slug, **{**given, **fields})

    return make


def members(family):
    return list(family.memberships.order_by("position").values_list("member__name", "rule", "version"))


def counts(derived):
    return derived.created, derived.changed, derived.removed


def test_members_stand_newest_first_with_rule_and_version(llama, model):
    model("meta-llama/Llama-2-7b", released="2023-07-18")
    model("meta-llama/Llama-3.1-8B", released="2024-07-23")
    model("meta-llama/Llama-Guard-3-8B")
    model("somebody/Llama-3.1-8B-remix", organization=None)
    model("meta-llama/llama-data", kind="dataset")
    model("meta-llama/Llama-9", status="hidden")
    assert counts(families_derive()) == (3, 0, 0)
    assert members(llama) == [
        ("meta-llama/Llama-3.1-8B", "name", "Llama 3.1"),
        ("meta-llama/Llama-2-7b", "name", "Llama 2"),
        ("meta-llama/Llama-Guard-3-8B", "name", "Llama Guard"),
    ]


def test_the_same_facts_again_change_no_row_and_keep_uids(llama, model):
    model("meta-llama/Llama-2-7b")
    families_derive()
    before = table_hashes(TABLES)
    uids = set(FamilyMembership.objects.values_list("uid", flat=True))
    assert families_derive().rested
    Derivation.objects.all().delete()
    assert counts(families_derive()) == (0, 0, 0)
    assert table_hashes(TABLES) == before
    FamilyMembership.objects.all().delete()
    families_derive()
    assert set(FamilyMembership.objects.values_list("uid", flat=True)) == uids


def test_memberships_follow_the_facts(llama, model):
    first, second = model("meta-llama/Llama-2-7b"), model("meta-llama/Llama-3-8B")
    families_derive()
    Artifact.objects.filter(pk=first.pk).update(organization=None)
    Artifact.objects.filter(pk=second.pk).update(hub_id="meta-llama/Llama-3.1-8B")
    assert counts(families_derive()) == (0, 1, 1)
    assert members(llama) == [("meta-llama/Llama-3-8B", "name", "Llama 3.1")]
    Artifact.objects.filter(pk=llama.pk).update(facts={})
    assert counts(families_derive()) == (0, 0, 1)


@pytest.mark.parametrize("rule", FamilyMembership.BY_HAND)
def test_a_curators_membership_stands_and_none_is_derived_beside_it(llama, model, rule):
    other = Artifact.objects.create(slug="tiny", name="Tiny", kind="model", facts={"artifact_scope": "family"})
    taken, plain = model("meta-llama/Llama-2-7b"), model("meta-llama/Llama-3-8B")
    added = Artifact.objects.create(slug="added", name="Added", kind="model")
    FamilyMembership.objects.create(family=other, member=taken, rule=rule, position=7)
    FamilyMembership.objects.create(family=llama, member=added, rule=rule)
    families_derive()
    assert set(FamilyMembership.objects.values_list("family__slug", "member__slug", "rule")) == {
        ("tiny", taken.slug, rule),
        ("llama", "added", rule),
        ("llama", plain.slug, "name"),
    }
    Artifact.objects.filter(pk=plain.pk).update(organization=None)
    families_derive()
    assert sorted(FamilyMembership.objects.values_list("position", flat=True)) == [0, 7]


def test_a_membership_edits_family_and_member_and_no_bystander(llama, model):
    member = model("meta-llama/Llama-2-7b")
    bystander = Artifact.objects.create(slug="bystander", name="Bystander", kind="model")
    families_derive()
    generations = dict(Artifact.objects.values_list("slug", "generation"))
    assert generations[member.slug] > member.generation
    assert generations["llama"] > llama.generation
    assert generations["bystander"] == bystander.generation


def test_the_report_counts_members_by_rule_and_groups_outside(llama, model, capsys):
    model("meta-llama/Llama-2-7b")
    for number in range(3):
        model(f"somebody/remix-{number}", organization=None)
    call_command("families", "report", "--show", "1")
    told = capsys.readouterr().out
    assert "families: 1, members: 1 of 4 (25.0 %)" in told
    assert "      1  llama: name 1\n" in told
    assert "rules without an artifact: internlm," in told
    assert "      3  /remix\n" in told
    call_command("families", "report", "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["families"][0]["versions"], report["ambiguous"]) == ({"Llama 2": 1}, {})
    assert not FamilyMembership.objects.exists()
