"""What pages show of families: members and versions on theirs, the way up on a member's, and lists that fold."""

from __future__ import annotations

import pytest

from catalog.models import Artifact, FamilyMembership, Release
from catalog.selectors import artifacts_by_slug
from compare.formats.markdown import markdown
from compare.formats.outline import outline
from compare.pages.artifact import artifact_page
from compare.pages.comparison import comparison_page
from compare.pages.families import MEMBERS_OPEN
from compare.pages.leaderboards import Asked, leaderboard_page
from compare.parts.basics import Link
from scoring.selectors import published_run
from tests.compare import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    """Pine with two members in two versions, one without any, and two rivals outside it; scored."""
    pine = factories.artifact("pine", facts={"artifact_scope": "family"})
    members = [
        factories.rated("pine-3", released="2026-05", downloads=10**7),
        factories.rated("pine-2", released="2024-05", downloads=900_000),
        factories.artifact("pine-data"),
    ]
    for position, (member, version) in enumerate(zip(members, ("Pine 3", "Pine 2", ""), strict=True)):
        FamilyMembership.objects.create(family=pine, member=member, rule="name", version=version, position=position)
    factories.rated("oak", downloads=1_000_000)
    factories.rated("yew", downloads=10_000)
    factories.published()
    return pine


def page_of(slug):
    return artifact_page(artifacts_by_slug([slug])[slug], run=published_run())


def test_a_family_lists_its_members_with_version_date_licence_and_score(family):
    members = page_of("pine").members
    assert [(row.name, row.version, row.released, row.licence, row.score is None) for row in members.rows] == [
        ("Pine 3", "Pine 3", "2026-05", "MIT", False),
        ("Pine 2", "Pine 2", "2024-05", "MIT", False),
        ("Pine Data", "", "", "", True),
    ]
    assert (members.total, members.rows[0].url) == (3, "/artifacts/pine-3/")
    assert page_of("oak").members is None


def test_long_lists_of_members_are_folded_and_complete(family, client):
    for number in range(MEMBERS_OPEN):
        member = factories.artifact(f"pine-extra-{number}")
        FamilyMembership.objects.create(family=family, member=member, rule="name", position=10 + number)
    members = page_of("pine").members
    assert (len(members.rows), len(members.more)) == (MEMBERS_OPEN, 3)
    html = client.get("/artifacts/pine/").content.decode()
    assert "3 older or undated members" in html
    assert f"/artifacts/pine-extra-{MEMBERS_OPEN - 1}/" in html


def test_a_familys_lineage_is_its_members_by_version_until_a_curator_writes_one(family):
    lineage = page_of("pine").lineage
    assert [(row.version, row.released, row.licence, row.notes) for row in lineage.rows] == [
        ("Pine 2", "2024-05", "MIT", "1 member"),
        ("Pine 3", "2026-05", "MIT", "1 member"),
    ]
    assert lineage.derived == "Put together from the members listed below; 1 without a version left out."
    Release.objects.create(artifact=family, version="Pine One", released="2023")
    lineage = page_of("pine").lineage
    assert ([row.version for row in lineage.rows], lineage.derived) == (["Pine One"], "")


def test_a_member_leads_up_to_its_family_and_says_by_which_rule(family, client):
    page = page_of("pine-3")
    assert page.side.family == Link("Pine", "/artifacts/pine/")
    (row,) = [row for row in page.facts if row.key == "family"]
    assert (row.cells[0].text, row.cells[0].note) == ("Pine", "Pine 3, by the rule name")
    assert 'Member of <a href="/artifacts/pine/">Pine</a>' in client.get("/artifacts/pine-3/").content.decode()
    assert "Member of Pine: /artifacts/pine/" in markdown(outline(page))
    FamilyMembership.objects.filter(member__slug="pine-3").update(rule="curated", version="")
    (row,) = [row for row in page_of("pine-3").facts if row.key == "family"]
    assert row.cells[0].note == "set by a curator"
    assert [row.key for row in page_of("oak").facts if row.key == "family"] == []


def test_a_comparison_of_a_family_with_its_member_says_that_they_are_not_independent(family):
    def intro(*slugs):
        found = artifacts_by_slug(slugs)
        return comparison_page([found[slug] for slug in slugs], run=published_run()).intro

    said = "Pine 3 is a member of Pine, whose figures are put together from its members: the two are not independent."
    assert said in intro("pine", "pine-3")
    assert "independent" not in intro("oak", "pine")
    assert "independent" not in intro("oak", "pine-3")


def test_a_list_folds_members_under_their_family_and_counts_what_it_shows(family):
    folded = leaderboard_page(Asked("model"), run=published_run())
    whole = leaderboard_page(Asked("model", members=True), run=published_run())
    assert {row.slug for row in folded.rows} == {"pine", "oak", "yew"}
    assert {row.slug for row in whole.rows} == {"pine", "pine-2", "pine-3", "pine-data", "oak", "yew"}
    assert [row.position for row in folded.rows] == [1, 2, 3]
    assert (folded.listed, folded.rated, whole.listed, whole.rated) == (3, 3, 6, 5)
    assert next(row.members for row in folded.rows if row.slug == "pine") == 3
    assert next(row.family for row in whole.rows if row.slug == "pine-2") == Link("Pine", "/artifacts/pine/")
    assert "families" in folded.counted
    assert folded.toggle == Link("List members of families too", "/rank/model/?members=1")
    assert whole.toggle == Link("Fold members away", "/rank/model/")
    assert leaderboard_page(Asked("dataset"), run=published_run()).toggle is None


def test_a_hidden_family_folds_nobody_away(family):
    Artifact.objects.filter(pk=family.pk).update(status=Artifact.Status.HIDDEN)
    factories.published()
    page = leaderboard_page(Asked("model"), run=published_run())
    assert {row.slug for row in page.rows} == {"pine-2", "pine-3", "pine-data", "oak", "yew"}
    assert page_of("pine-3").side.family is None


def test_a_familys_page_is_made_anew_when_a_member_is_edited_and_a_members_when_its_family_is(family, client):
    def unchanged(address):
        tag = client.get(address)["ETag"]
        return lambda: client.get(address, headers={"If-None-Match": tag}).status_code == 304

    of_family, of_member, of_other = map(unchanged, ("/artifacts/pine/", "/artifacts/pine-2/", "/artifacts/oak/"))
    assert (of_family(), of_member(), of_other()) == (True, True, True)
    Artifact.objects.filter(slug="pine-3").update(name="Pine Three")
    assert (of_family(), of_member(), of_other()) == (False, True, True)
    Artifact.objects.filter(slug="pine").update(name="Pines")
    assert (of_member(), of_other()) == (False, True)
