"""Alternatives of real artifacts: who is left out, who stands apart, and that the work is bounded."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from catalog.models import Artifact, FamilyMembership, Relation
from compare.formats.markdown import markdown
from compare.formats.outline import outline
from compare.pages.alternatives import CANDIDATES, alternatives_gather, alternatives_page
from scoring.selectors import published_run
from tests.compare import factories

HOSTED = "gpt-4o-2024-05-13"


def groups_of(client, slug):
    page = client.get(f"/alternatives/{slug}.json").json()
    return {group["key"]: [line["slug"] for line in group["lines"]] for group in page["groups"]}


def test_alternatives_to_a_hosted_model_are_the_golden_ones(whole_catalog, golden):
    artifact = Artifact.objects.select_related("organization").get(slug=HOSTED)
    golden(f"alternatives-{HOSTED}.md", markdown(outline(alternatives_page(artifact, run=published_run()))))


@pytest.mark.parametrize("slug", [HOSTED, "blip-2", "the-pile", "deepseek-ai--deepseek-r1", "squad"])
def test_every_alternative_is_of_the_same_kind_with_reasons_and_a_comparison(whole_catalog, client, slug):
    page = client.get(f"/alternatives/{slug}.json").json()
    kind = Artifact.objects.get(slug=slug).kind
    lines = [line for group in page["groups"] for line in group["lines"]]
    assert lines
    assert set(Artifact.objects.filter(slug__in=[line["slug"] for line in lines]).values_list("kind", flat=True)) == {
        kind
    }
    assert slug not in {line["slug"] for line in lines}
    for line in lines:
        assert 2 <= len(line["reasons"]) <= 3, line
        assert client.get(line["compare_url"]).status_code == 200


def test_an_open_alternative_has_open_weights_and_a_cheaper_one_a_lower_price(whole_catalog, client):
    groups = groups_of(client, HOSTED)
    target = Artifact.objects.get(slug=HOSTED)
    for artifact in Artifact.objects.filter(slug__in=groups["open"]):
        assert artifact.facts["open_weights"] is True
    for artifact in Artifact.objects.filter(slug__in=groups["smaller"]):
        assert artifact.pricing["min_input"] <= target.pricing["min_input"] / 2


@pytest.fixture
def small(db):
    """Five open models that do the same, one that does something else, and a run."""
    for slug in ("alpha", "beta", "gamma", "delta", "epsilon"):
        factories.entry(factories.rated(slug), "Talk", kind="text.chat")
    factories.entry(factories.rated("painter", tasks=["text-to-image"]), "Paint", kind="image.generation")
    factories.published()


def artifacts(*slugs):
    return [Artifact.objects.get(slug=slug) for slug in slugs]


def test_what_does_another_job_is_no_alternative(client, small):
    assert groups_of(client, "alpha") == {"rivals": ["beta", "delta", "epsilon", "gamma"]}
    assert groups_of(client, "painter") == {}
    assert "No alternative to Painter is known yet" in client.get("/alternatives/painter/").content.decode()


def test_members_of_one_family_are_no_rivals(client, small):
    alpha, beta, gamma, delta = artifacts("alpha", "beta", "gamma", "delta")
    for member in (alpha, beta):
        FamilyMembership.objects.create(family=gamma, member=member, rule="facts.members")
    Relation.objects.create(subject=delta, type="derived_from", object=alpha, object_name="Alpha")
    assert groups_of(client, "alpha") == {"rivals": ["epsilon"], "family": ["beta", "delta", "gamma"]}
    assert groups_of(client, "gamma")["family"] == ["alpha", "beta"]
    assert groups_of(client, "delta")["family"] == ["alpha"]
    body = client.get("/alternatives/alpha/").content.decode()
    for words in ("Of the same family: Gamma", "The family that Alpha belongs to", "Derived from Alpha"):
        assert words in body
    assert "Delta was derived from it" in client.get("/alternatives/delta/").content.decode()
    assert "A member of the family Gamma" in client.get("/alternatives/gamma/").content.decode()


def test_test_fixtures_and_hidden_artifacts_are_left_out(client, small):
    beta, gamma = artifacts("beta", "gamma")
    Artifact.objects.filter(pk=beta.pk).update(facts={"test_fixture": True})
    Artifact.objects.filter(pk=gamma.pk).update(status="hidden")
    assert groups_of(client, "alpha") == {"rivals": ["delta", "epsilon"]}


def test_before_any_run_alternatives_are_unrated(client, db):
    for slug in ("alpha", "beta"):
        factories.entry(factories.artifact(slug), "Talk", kind="text.chat")
    (group,) = client.get("/alternatives/alpha.json").json()["groups"]
    assert [(line["slug"], line["score"]) for line in group["lines"]] == [("beta", None)]


def test_an_edit_of_an_alternative_gives_the_page_another_tag(client, small):
    before = client.get("/alternatives/alpha/")["ETag"]
    assert client.get("/alternatives/alpha/", headers={"If-None-Match": before}).status_code == 304
    Artifact.objects.filter(slug="beta").update(name="Another name")
    assert client.get("/alternatives/alpha/")["ETag"] != before


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/alternatives/pile/", "/alternatives/the-pile/"),
        ("/alternatives/The-Pile.json", "/alternatives/the-pile.json"),
    ],
)
def test_another_name_when_asked_for_leads_on(whole_catalog, client, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)


def test_alternatives_to_nothing_are_not_found_with_near_matches(whole_catalog, client):
    response = client.get("/alternatives/internln/")
    assert response.status_code == 404
    assert "/artifacts/internlm/" in response.content.decode()


def test_an_artifact_page_names_five_and_a_comparison_across_kinds_for_both(whole_catalog, client):
    block = client.get("/artifacts/blip-2.json").json()["alternatives"]
    assert len(block["lines"]) == 5
    assert block["url"] == "/alternatives/blip-2/"
    both = client.get("/compare/blip-2-vs-the-pile.json").json()["alternatives"]
    assert [each["kind_label"] for each in both] == ["model", "dataset"]
    assert client.get("/compare/blip-2-vs-internlm.json").json()["alternatives"] == []


def test_the_selection_reads_a_bounded_part_of_the_whole_catalog(whole_catalog, client):
    """No clock: a busy machine would fail it. What is loaded is bounded, and no table is read from end to end."""
    run = published_run()
    artifact = Artifact.objects.select_related("organization").get(slug="meta-llama--meta-llama-3-8b-instruct")
    (gathered,) = alternatives_gather([artifact], run=run)
    assert len(gathered.neighbours) <= CANDIDATES + 100
    with connection.execute_wrapper(explained := Explain()):
        alternatives_gather([artifact], run=run)
    scans = {table for plan in explained.plans for table in re.findall(r"Seq Scan on (\w+)", plan)}
    assert not {name for name in scans if name.startswith(("scoring_score", "catalog_capabilityentry"))}


class Explain:
    """Asks the planner about each query before it runs."""

    def __init__(self):
        self.plans = []

    def __call__(self, execute, statement, given, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}", given)
            self.plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(statement, given, many, context)
