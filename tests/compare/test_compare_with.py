"""Where an artifact's page and a comparison lead on to: rivals, generations, sizes, open against hosted; related pairs."""

from __future__ import annotations

import pytest

from catalog.models import Artifact, FamilyMembership
from compare.answers.compare_with import Relative, generations_and_sizes
from compare.models import Comparison
from compare.services import FoundPair, pairs_write
from tests.browser.addresses import TODAY
from tests.compare import factories
from tests.compare.test_crawling import NOW

BILLION = 10**9


def relative(slug, released="", size=None):
    return Relative(slug, slug.title(), released, size)


def groups_of(own, *others):
    return {group.key: group.slugs for group in generations_and_sizes(own, others)}


def test_what_came_months_apart_is_another_generation_the_nearest_first():
    own = relative("two", "2024-06", 7 * BILLION)
    found = groups_of(
        own,
        relative("one", "2023-07-01", 7 * BILLION),
        relative("one-and-a-half", "2024-01", 70 * BILLION),
        relative("three", "2025-02-03", 1 * BILLION),
    )
    assert found == {"before": ("one-and-a-half", "one"), "after": ("three",)}


def test_what_came_at_the_same_time_in_another_size_is_a_size_the_nearest_first():
    own = relative("small", "2024-06", 7 * BILLION)
    found = groups_of(
        own,
        relative("large", "2024-08", 70 * BILLION),
        relative("medium", "2024-06-30", 13 * BILLION),
        relative("tuned", "2024-07", 7.2 * BILLION),
        relative("undated", "2024", 14 * BILLION),
    )
    assert found == {"sizes": ("medium", "undated", "large")}


def test_what_is_not_stated_puts_nobody_into_a_group():
    assert groups_of(relative("one"), relative("two", "2024-01", 5.0), relative("three")) == {}
    assert groups_of(relative("one", "2024", 5.0), relative("two", "2023", None)) == {}


@pytest.mark.django_db
def test_an_artifacts_page_leads_to_its_family_by_generation_and_size(client):
    family = factories.artifact("pine", facts={"artifact_scope": "family"})
    for place, (slug, released, size) in enumerate(
        [("pine-1-7b", "2023-05", 7), ("pine-2-7b", "2024-05", 7), ("pine-2-70b", "2024-05", 70)]
    ):
        member = factories.artifact(slug, released=released, facts={"parameters": size * BILLION})
        FamilyMembership.objects.create(family=family, member=member, position=place)
    factories.published()
    page = client.get("/artifacts/pine-2-7b.json").json()
    groups = {group["key"]: [link["url"] for link in group["links"]] for group in page["compare_with"]}
    assert groups["before"] == ["/compare/pine-1-7b-vs-pine-2-7b/"]
    assert groups["sizes"] == ["/compare/pine-2-70b-vs-pine-2-7b/"]
    body = client.get("/artifacts/pine-2-7b/").content.decode()
    assert "Generations before" in body
    assert 'href="/compare/pine-2-70b-vs-pine-2-7b/"' in body
    assert "Other sizes: Pine 2 70B".casefold() in client.get("/artifacts/pine-2-7b.md").content.decode().casefold()


def test_every_way_on_from_a_page_of_the_whole_catalog_is_there_and_its_own(whole_catalog, client):
    for slug in ("deepseek-ai--deepseek-r1", "gpt-4o-2024-05-13", "the-pile"):
        for address in (f"/artifacts/{slug}", f"/artifacts/{slug}/?at={TODAY}"):
            page = client.get(address if "?" in address else f"{address}.json", HTTP_ACCEPT="application/json").json()
            assert page["compare_with"], slug
            for group in page["compare_with"]:
                assert 0 < len(group["links"]) <= 6
                for link in group["links"]:
                    assert slug in link["url"]
        assert client.get(page["compare_with"][0]["links"][0]["url"]).status_code == 200


@pytest.mark.django_db
def test_a_comparison_leads_to_those_of_one_side_with_another_and_not_to_itself(client):
    a, b, c, d = (factories.artifact(slug) for slug in ("alpha", "beta", "gamma", "delta"))
    hidden = factories.artifact("hidden", status=Artifact.Status.HIDDEN)
    pairs = [(a, b), (b, c), (a, d), (c, d), (a, hidden)]
    found = [
        FoundPair(*sorted((one.pk, other.pk)), Comparison.Reason.RIVALS, place, "")
        for place, (one, other) in enumerate(pairs)
    ]
    pairs_write(found, run_id=1, looked_at=len(found), now=NOW)
    page = client.get("/compare/alpha-vs-beta.json").json()
    assert [link["url"] for link in page["related"]] == ["/compare/beta-vs-gamma/", "/compare/alpha-vs-delta/"]
    assert "Related comparisons" in client.get("/compare/alpha-vs-beta/").content.decode()
    assert "Beta vs Gamma" in client.get("/compare/alpha-vs-beta.md").content.decode()
    assert client.get("/compare/gamma-vs-hidden.json").status_code == 404
