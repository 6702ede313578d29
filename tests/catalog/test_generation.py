"""Every edit of an artifact, of what hangs on it and of what it shares with others raises its generation."""

from __future__ import annotations

import pytest
from django.db import connection

from catalog.models import (
    Alias,
    Artifact,
    Benchmark,
    BenchmarkResult,
    CapabilityEntry,
    CapabilityKind,
    Citation,
    Claim,
    FamilyMembership,
    Organization,
    Price,
    Relation,
    Release,
    Signal,
    Source,
)

pytestmark = pytest.mark.django_db

SLUGS = ("first", "second", "bystander")


@pytest.fixture
def artifacts():
    organization = Organization.objects.create(key="org", name="Org")
    source = Source.objects.create(key="board", name="Board")
    first, second = (
        Artifact.objects.create(slug=slug, name=slug, kind="model", organization=organization, source=source)
        for slug in SLUGS[:2]
    )
    Artifact.objects.create(slug=SLUGS[2], name=SLUGS[2], kind="model")
    return first, second


def generations():
    return dict(Artifact.objects.values_list("slug", "generation"))


def raised(edit):
    """Slugs of the artifacts whose generation the edit raised."""
    before = generations()
    edit()
    after = generations()
    assert all(after[slug] >= before[slug] for slug in SLUGS)
    return {slug for slug in SLUGS if after[slug] > before[slug]}


def hanging(first):
    citation = Citation.objects.create(artifact=first, number=1, url="https://a/", title="A", cited_by="B")
    benchmark = Benchmark.objects.create(key="mmlu", name="MMLU")
    kind = CapabilityKind.objects.create(path="text", name="Text")
    return {
        "alias": Alias.objects.create(artifact=first, name="A", slug="a"),
        "benchmark result": BenchmarkResult.objects.create(
            artifact=first, benchmark=benchmark, value=1, reported_by="self"
        ),
        "capability": CapabilityEntry.objects.create(artifact=first, kind=kind, name="Writes"),
        "citation": citation,
        "claim": Claim.objects.create(artifact=first, subject="licence", statement="MIT"),
        "price": Price.objects.create(artifact=first, provider="p", unit="m"),
        "release": Release.objects.create(artifact=first, version="1"),
    }


def test_an_edit_of_an_artifact_raises_its_own_generation_alone(artifacts):
    assert raised(lambda: Artifact.objects.filter(slug="first").update(name="Changed")) == {"first"}


def test_a_write_that_changes_nothing_raises_no_generation(artifacts):
    assert raised(lambda: Artifact.objects.filter(slug="first").update(name="first")) == set()


@pytest.mark.parametrize("name", ["alias", "benchmark result", "capability", "citation", "claim", "price", "release"])
def test_what_hangs_on_an_artifact_raises_its_generation_when_added_edited_moved_and_deleted(artifacts, name):
    first, second = artifacts
    made = {}
    assert raised(lambda: made.update(hanging(first))) == {"first"}
    row = made[name]
    table = type(row).objects.filter(pk=row.pk)
    assert raised(lambda: table.update(artifact=first)) == {"first"}
    assert raised(lambda: table.update(artifact=second)) == {"first", "second"}
    assert raised(table.delete) == {"second"}


@pytest.mark.parametrize("name", ["benchmark result", "capability", "claim", "release"])
def test_a_source_cited_or_no_longer_cited_raises_the_generation(artifacts, name):
    made = hanging(artifacts[0])
    assert raised(lambda: made[name].citations.add(made["citation"])) == {"first"}
    assert raised(made[name].citations.clear) == {"first"}


def test_a_relation_raises_the_generation_of_both_ends(artifacts):
    first, second = artifacts
    made = []
    create = lambda: made.append(  # noqa: E731
        Relation.objects.create(subject=first, type="trained_on", object=second, object_name="second")
    )
    assert raised(create) == {"first", "second"}
    citation = Citation.objects.create(artifact=first, number=1, url="https://a/", title="A", cited_by="B")
    assert raised(lambda: made[0].citations.add(citation)) == {"first"}
    assert raised(lambda: Relation.objects.update(object=None)) == {"first", "second"}
    assert raised(lambda: Relation.objects.all().delete()) == {"first"}


def test_a_family_membership_raises_the_generation_of_both_ends(artifacts):
    first, second = artifacts
    assert raised(lambda: FamilyMembership.objects.create(family=first, member=second, rule="r")) == {"first", "second"}
    assert raised(lambda: FamilyMembership.objects.all().delete()) == {"first", "second"}


@pytest.mark.parametrize(
    ("edit", "names"),
    [
        (lambda: Organization.objects.update(name="New"), {"first", "second"}),
        (lambda: Source.objects.update(licence="MIT"), {"first", "second"}),
        (lambda: Benchmark.objects.update(name="New"), {"first"}),
        (lambda: CapabilityKind.objects.update(name="New"), {"first"}),
        (lambda: Organization.objects.update(spellings=["New"]), set()),
        (lambda: Organization.objects.update(name="Org"), set()),
    ],
)
def test_words_that_artifacts_share_raise_the_generation_of_all_of_them(artifacts, edit, names):
    hanging(artifacts[0])
    assert raised(edit) == names


def test_a_figure_raises_no_generation(artifacts):
    """Pages show figures through the published run, which is part of every cache key."""
    source = Source.objects.get()
    figure = {"component": "adoption", "metric": "likes", "value": 1, "observed": "2026", "source": source}
    assert raised(lambda: Signal.objects.create(artifact=artifacts[0], **figure)) == set()


def test_an_edit_in_plain_sql_counts_too(artifacts):
    def edit():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalog_alias (artifact_id, name, slug, origin) SELECT id, 'x', 'x', 'curated' FROM catalog_artifact"
            )

    assert raised(edit) == set(SLUGS)
