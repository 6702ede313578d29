"""Curators look at a page before readers do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.models import Artifact, CapabilityEntry, Claim
from tests.compare import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(django_user_model):
    user = django_user_model.objects.create_user("ada", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_artifact"))
    client = Client()
    client.force_login(user)
    return client


def drafted():
    made = factories.rated("alpha")
    factories.entry(made, "Writes")
    factories.entry(made, "Translates", status=CapabilityEntry.Status.DRAFT)
    factories.entry(made, "Sings", status=CapabilityEntry.Status.RETIRED)
    Claim.objects.create(artifact=made, subject="licence", statement="It may be sold.", status=Claim.Status.PROPOSED)
    factories.published()
    return made


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_preview_shows_drafts_with_their_status_and_says_that_readers_do_not_see_them(curator, client):
    made = drafted()
    previewed, public = curator.get(f"/preview/{made.pk}/"), client.get("/artifacts/alpha/")
    assert "Readers do not see 1 capability and 1 claim yet" in text_of(previewed)
    assert "Translates (draft)" in text_of(previewed)
    assert "It may be sold. (proposed)" in text_of(previewed)
    assert "Sings" not in text_of(previewed)
    assert all(words not in text_of(public) for words in ("Translates", "may be sold", "A preview"))
    assert "Writes" in text_of(public)


def test_a_preview_of_what_is_not_listed_says_so_and_offers_no_snippet(curator, client):
    made = drafted()
    Artifact.objects.filter(pk=made.pk).update(status=Artifact.Status.HIDDEN)
    previewed = text_of(curator.get(f"/preview/{made.pk}/"))
    assert "It is hidden: readers find nothing at its address." in previewed
    assert "Show it elsewhere" not in previewed
    assert client.get("/artifacts/alpha/").status_code == 404


def test_a_preview_without_drafts_says_that_readers_see_the_same_and_leads_to_edit_and_page(curator):
    made = factories.artifact("alpha")
    previewed = text_of(curator.get(f"/preview/{made.pk}/"))
    assert "Readers see the same." in previewed
    assert f'<a href="/admin/catalog/artifact/{made.pk}/change/">Edit it</a>' in previewed
    assert '<a href="/artifacts/alpha/">the public page</a>' in previewed


def test_no_cache_and_no_search_engine_keeps_a_preview(curator):
    answer = curator.get(f"/preview/{factories.artifact('alpha').pk}/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_readers_are_asked_to_log_in_and_staff_without_the_permission_are_refused(client, django_user_model):
    address = f"/preview/{factories.artifact('alpha').pk}/"
    assert client.get(address).url == f"/admin/login/?next={address}"
    client.force_login(django_user_model.objects.create_user("eve", is_staff=True))
    refused = client.get(address)
    assert refused.status_code == 403
    assert "Your account may not open this page" in text_of(refused)


def test_a_number_that_is_no_artifact_is_not_found(curator):
    assert curator.get("/preview/99999999/").status_code == 404


def test_a_preview_asks_as_many_questions_for_ten_drafts_as_for_one(curator, django_assert_num_queries):
    made = drafted()
    with django_assert_num_queries(21):
        curator.get(f"/preview/{made.pk}/")
    for number in range(9):
        factories.entry(made, f"Draft {number}", status=CapabilityEntry.Status.DRAFT)
    with django_assert_num_queries(21):
        curator.get(f"/preview/{made.pk}/")
