"""Reads of the catalog: what a name leads to, and in how many queries."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from catalog import selectors, selectors_kinds
from catalog.models import (
    Alias,
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    FamilyMembership,
    Price,
    Relation,
    Release,
)
from catalog.records import slug_of_name, slug_without_vs
from catalog.selectors_facets import ListKin, list_kin

pytestmark = pytest.mark.django_db


def make(slug, **fields):
    aliases = fields.pop("aliases", [])
    artifact = Artifact.objects.create(**{"slug": slug, "name": slug.title(), "kind": "model", **fields})
    for name in aliases:
        Alias.objects.create(artifact=artifact, name=name, slug=slug_of_name(name))
    return artifact


def test_a_slug_finds_its_artifact_in_one_query(django_assert_num_queries):
    artifact = make("alpha")
    with django_assert_num_queries(1):
        found = selectors.artifact_find("alpha")
        assert str(found.artifact.organization) == "None"
    assert (found.artifact, found.redirect_to, found.near) == (artifact, None, [])


def test_an_alias_of_one_artifact_leads_to_it():
    make("alpha", aliases=["First One"])
    found = selectors.artifact_find("first-one")
    assert (found.artifact, found.redirect_to) == (None, "alpha")


def test_an_alias_that_two_artifacts_share_leads_nowhere_but_shows_both():
    make("alpha", aliases=["the one"])
    make("beta", aliases=["the one"])
    found = selectors.artifact_find("the-one")
    assert (found.artifact, found.redirect_to) == (None, None)
    assert {near.slug for near in selectors.artifact_named("the one").near} == {"alpha", "beta"}


def test_a_slug_once_in_use_leads_on_though_a_source_gives_the_same_name_to_another():
    beta = make("beta")
    make("alpha", aliases=["former"])
    Alias.objects.create(artifact=beta, name="former", slug="former", origin=Alias.Origin.FORMER_SLUG)
    assert selectors.artifact_find("former").redirect_to == "beta"


def test_a_slug_leads_before_an_alias_of_another():
    make("alpha", aliases=["beta"])
    make("beta")
    assert selectors.artifact_find("beta").artifact.slug == "beta"


@pytest.mark.parametrize("status", [Artifact.Status.HIDDEN, Artifact.Status.RETIRED])
def test_an_artifact_that_is_not_listed_is_not_found_by_slug_alias_or_likeness(status):
    make("alpha", aliases=["first"], status=status)
    for asked in ("alpha", "first", "alpah"):
        assert selectors.artifact_find(asked) == selectors.Found(None, None, [])
        assert selectors.artifact_named(asked) == selectors.Found(None, None, [])
    assert selectors.artifacts_by_slug(["alpha"]) == {}


@pytest.mark.parametrize("typed", ["alpha-7b", "Alpha 7B", " ALPHA-7b ", "alpha.7b", "Alpha\x007b"])
def test_what_a_person_types_finds_the_artifact_whatever_case_spaces_and_signs(typed):
    make("alpha-7b", name="Alpha 7B")
    make("alpha7b", name="Another")
    found = selectors.artifact_named(typed)
    assert found.artifact is not None


def test_an_exact_name_finds_its_artifact_though_its_slug_differs():
    make("owner--alpha", name="Alpha Chat")
    assert selectors.artifact_named("alpha chat").artifact.slug == "owner--alpha"


def test_an_exact_name_of_two_artifacts_finds_neither_but_shows_both():
    make("a--alpha", name="Alpha Chat")
    make("b--alpha", name="Alpha Chat")
    found = selectors.artifact_named("Alpha Chat")
    assert found.artifact is None
    assert [near.slug for near in found.near] == ["a--alpha", "b--alpha"]


def test_a_typed_vs_finds_the_slug_that_was_rewritten():
    make("cats-versus-dogs")
    assert selectors.artifact_named("Cats vs Dogs").artifact.slug == "cats-versus-dogs"


def test_a_name_without_latin_letters_leads_to_no_stranger():
    """Its slug is empty, as is that of every such alias."""
    make("alpha", aliases=["文心"])
    assert selectors.artifact_named("通义").redirect_to is None
    assert selectors.artifact_find("").redirect_to is None


@pytest.mark.parametrize("asked", ["", "\x00", "%", "'; DROP TABLE catalog_artifact; --", "x" * 100_000, "\U0001f600"])
def test_whatever_is_asked_for_ends_in_an_answer(asked):
    make("alpha")
    assert selectors.artifact_find(asked).artifact is None
    assert selectors.artifact_named(asked).artifact is None


def test_near_matches_are_the_most_alike_first_and_six_at_most_in_one_query(django_assert_num_queries):
    for number in range(9):
        make(f"internlm-{number}", name=f"InternLM {number}")
    make("internlm", name="InternLM")
    make("the-pile", name="The Pile")
    with django_assert_num_queries(1):
        near = selectors.near_matches("internlm")
    assert next(match.slug for match in near) == "internlm"
    assert len(near) == 6
    assert selectors.near_matches("the-pil")[0] == selectors.NearMatch("the-pile", "The Pile", "model")
    assert selectors.near_matches("zzzzqqq") == []


def test_likeness_of_an_alias_counts_too():
    make("alpha", aliases=["Wundersame Maschine"])
    assert [near.slug for near in selectors.near_matches("wundersame maschin")] == ["alpha"]


def with_everything(slug):
    artifact = make(slug, aliases=[f"{slug} one", f"{slug} two"])
    kind, _ = CapabilityKind.objects.get_or_create(path="text.generation", name="Text generation")
    benchmark, _ = Benchmark.objects.get_or_create(key="mmlu", name="MMLU")
    citation = Citation.objects.create(artifact=artifact, number=1, url="https://a/", title="A", cited_by="B")
    entry = CapabilityEntry.objects.create(artifact=artifact, kind=kind, name="Writes", status="published", position=2)
    CapabilityEntry.objects.create(artifact=artifact, kind=kind, name="Reads", status="published", position=1)
    CapabilityEntry.objects.create(artifact=artifact, kind=kind, name="A draft")
    result = BenchmarkResult.objects.create(artifact=artifact, benchmark=benchmark, value=1.0, reported_by="self")
    release = Release.objects.create(artifact=artifact, version="1")
    Relation.objects.create(subject=artifact, type="trained_on", object=make(f"{slug}-data"), object_name="data")
    for cited in (entry, result, release):
        cited.citations.add(citation)
    Price.objects.create(artifact=artifact, provider="b", unit="m", input_amount=2)
    Price.objects.create(artifact=artifact, provider="c", unit="m")
    Price.objects.create(artifact=artifact, provider="a", unit="m", input_amount=1)
    return artifact


def read_all(ids):
    for entry in [entry for entries in selectors.artifact_capabilities(ids).values() for entry in entries]:
        assert entry.kind.name
    for relation in selectors.artifact_relations(ids):
        assert relation.subject.name
        assert relation.object.name
    for result in selectors.artifact_benchmarks(ids):
        assert result.benchmark.name
        assert result.artifact.slug
    for (citation,) in selectors.artifact_citations(ids).values():
        assert len(selectors.citing_rows(citation, "capabilities")) == 1
        assert len(selectors.citing_rows(citation, "releases")) == 1
        assert selectors.citing_rows(citation, "claims") == []
    for (release,) in selectors.artifact_releases(ids).values():
        assert release.version == "1"


def test_what_hangs_on_artifacts_is_read_in_as_many_queries_for_five_as_for_one(django_assert_num_queries):
    artifacts = [with_everything(f"a{number}") for number in range(5)]
    for asked in (artifacts[:1], artifacts):
        with django_assert_num_queries(5):
            read_all([artifact.pk for artifact in asked])


def test_capabilities_are_the_published_ones_in_their_order():
    artifact = with_everything("alpha")
    entries = selectors.artifact_capabilities([artifact.pk, 0])
    assert [entry.name for entry in entries[artifact.pk]] == ["Reads", "Writes"]
    assert entries[0] == []


def test_prices_are_cheapest_first_and_unpriced_last():
    artifact = with_everything("alpha")
    assert [price.provider for price in selectors.artifact_prices([artifact.pk])[artifact.pk]] == ["a", "b", "c"]
    assert selectors.artifact_aliases(artifact.pk) == ["alpha one", "alpha two"]


def test_counts_are_of_listed_artifacts_by_kind():
    make("a")
    make("b", kind="dataset")
    make("c", kind="dataset", status=Artifact.Status.HIDDEN)
    assert selectors.catalog_counts() == selectors.CatalogCounts(models=1, datasets=1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("chess-vs-go", "chess-versus-go"),
        ("a-vs-vs-b", "a-versus-versus-b"),
        ("chess-vs", "chess-versus"),
        ("vs-go", "versus-go"),
        ("owner--vs-x", "owner--versus-x"),
        ("vs", "versus"),
        ("vsx-canvas-xvs", "vsx-canvas-xvs"),
    ],
)
def test_a_slug_when_it_holds_the_word_vs_spells_it_out(given, kept):
    assert slug_without_vs(given) == kept


@pytest.mark.parametrize("slug", ["a-vs-b", "a-vs", "vs-b", "vs"])
def test_a_slug_that_would_split_an_address_is_refused_by_the_database(db, slug):
    with pytest.raises(IntegrityError, match="artifact_slug_without_vs"):
        Artifact.objects.create(slug=slug, kind="model", name="x")


def test_the_family_of_an_artifact_is_a_curators_before_a_rules_and_never_a_hidden_one(django_assert_num_queries):
    by_rule, by_hand, hidden = make("ash"), make("birch"), make("cedar", status="hidden")
    first, second, alone = make("first"), make("second"), make("alone")
    for family, member, rule in [
        (by_rule, first, "hub owner"),
        (by_hand, first, ""),
        (by_rule, second, "hub owner"),
        (hidden, alone, "curated"),
    ]:
        FamilyMembership.objects.create(family=family, member=member, rule=rule)
    with django_assert_num_queries(1):
        families = selectors.families_of([first.pk, second.pk, alone.pk])
        assert {pk: (family.slug, str(family.organization)) for pk, family in families.items()} == {
            first.pk: ("birch", "None"),
            second.pk: ("ash", "None"),
        }


def test_members_come_in_their_order_without_the_hidden_ones(django_assert_num_queries):
    family, early, late, hidden = make("ash"), make("zeta"), make("alpha"), make("beta", status="hidden")
    for position, member in enumerate([early, late, hidden]):
        FamilyMembership.objects.create(family=family, member=member, rule="facts.members", position=position)
    with django_assert_num_queries(1):
        assert [member.slug for member in selectors.members_of(family.pk)] == ["zeta", "alpha"]
    with django_assert_num_queries(1):
        kin = list_kin([family.pk, early.pk, late.pk])
    under = ListKin(0, "Ash", "ash")
    assert kin == {family.pk: ListKin(2, "", ""), early.pk: under, late.pk: under}


def test_a_path_finds_its_capability_kind_in_one_query(django_assert_num_queries):
    text = CapabilityKind.objects.create(path="text", name="Text")
    kind = CapabilityKind.objects.create(path="text.generation", name="Generation", parent=text)
    with django_assert_num_queries(1):
        found, redirect = selectors_kinds.capability_kind_find("text.generation")
        assert str(found.parent) == "text"
    assert (found, redirect) == (kind, None)


def test_the_path_of_a_merged_capability_kind_leads_to_the_last_one_of_the_chain():
    last = CapabilityKind.objects.create(path="text.writing", name="Writing")
    middle = CapabilityKind.objects.create(path="text.authoring", name="Authoring", merged_into=last)
    CapabilityKind.objects.create(path="text.prose", name="Prose", merged_into=middle)
    assert selectors_kinds.capability_kind_find("text.prose") == (None, "text.writing")
    assert selectors_kinds.capability_kind_find("text.authoring") == (None, "text.writing")


@pytest.mark.parametrize("path", ["", "nothing", "text\0", "Text.Generation"])
def test_a_path_of_no_capability_kind_leads_nowhere(path):
    assert selectors_kinds.capability_kind_find(path) == (None, None)
