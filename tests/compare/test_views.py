"""The HTML pages over HTTP: addresses, redirects, formats, headers, caches, near matches."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.conf import settings

from catalog.models import Alias, Artifact, CapabilityEntry
from compare.views import server_error
from tests.compare import factories

MODELS = "deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b"
PUBLIC = (
    "/",
    "/compare/internlm-vs-the-pile/",
    f"/compare/{MODELS}/",
    "/compare/blip-2-vs-internlm-vs-the-pile/",
    "/artifacts/the-pile/",
    "/artifacts/internlm/",
    "/rank/model/",
    "/rank/dataset/?page=3",
    "/methodology/",
    "/methodology/ur-0.2.0/",
    "/compare/internlm-vs-the-pile.md",
    "/artifacts/the-pile.json",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_when_asked_for_is_cacheable_and_without_cookie(whole_catalog, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_when_unchanged_is_answered_with_304(whole_catalog, client, address):
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"].startswith("public")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_page_when_its_artifact_is_edited_gets_another_tag(whole_catalog, client):
    address = "/compare/internlm-vs-the-pile/"
    before = client.get(address)["ETag"]
    Artifact.objects.filter(slug="the-pile").update(summary="Another line")
    after = client.get(address, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after["ETag"] != before
    assert "Another line" in after.content.decode()


@pytest.mark.django_db
def test_a_page_when_a_run_is_published_gets_another_tag(client):
    factories.rated("alpha"), factories.rated("beta")
    tags = {client.get("/compare/alpha-vs-beta/")["ETag"]}
    for _ in range(2):
        factories.published()
        tags.add(client.get("/compare/alpha-vs-beta/")["ETag"])
    assert len(tags) == 3


def test_formats_of_one_page_have_tags_of_their_own(whole_catalog, client):
    address = "/compare/internlm-vs-the-pile"
    tags = {client.get(f"{address}{end}")["ETag"] for end in ("/", ".md", ".json")}
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/compare/the-pile-vs-internlm/", "/compare/internlm-vs-the-pile/"),
        ("/compare/InternLM-vs-the-pile/", "/compare/internlm-vs-the-pile/"),
        ("/compare/the-pile-vs-internlm/?format=md", "/compare/internlm-vs-the-pile/?format=md"),
        ("/compare/the-pile-vs-internlm.json", "/compare/internlm-vs-the-pile.json"),
        ("/compare/internlm-vs-pile/", "/compare/internlm-vs-the-pile/"),
        ("/compare/internlm-vs-the-pile-vs-internlm/", "/compare/internlm-vs-the-pile/"),
        ("/compare/the-pile-vs-pile/", "/artifacts/the-pile/"),
        ("/compare/the-pile-vs-the-pile/", "/artifacts/the-pile/"),
        ("/compare/the-pile-vs-the-pile.md", "/artifacts/the-pile.md"),
        ("/artifacts/pile/", "/artifacts/the-pile/"),
        ("/artifacts/The-Pile/", "/artifacts/the-pile/"),
        ("/artifacts/the-pile", "/artifacts/the-pile/"),
    ],
)
def test_another_address_of_a_page_when_asked_for_leads_to_the_one(whole_catalog, client, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    ("headers", "query", "content_type"),
    [
        ({}, "", "text/html; charset=utf-8"),
        ({"Accept": "*/*"}, "", "text/html; charset=utf-8"),
        ({"Accept": "text/markdown"}, "", "text/markdown; charset=utf-8"),
        ({"Accept": "application/json"}, "", "application/json"),
        ({"Accept": "application/json;q=0.5, text/html"}, "", "text/html; charset=utf-8"),
        ({"Accept": "image/png"}, "", "text/html; charset=utf-8"),
        ({"Accept": ";;=,"}, "", "text/html; charset=utf-8"),
        ({"Accept": "text/html"}, "?format=json", "application/json"),
    ],
)
def test_the_format_when_asked_for_by_header_or_query_is_the_one_given(
    whole_catalog, client, headers, query, content_type
):
    response = client.get(f"/compare/internlm-vs-the-pile/{query}", headers=headers)
    assert response["Content-Type"] == content_type
    assert response["Vary"] == "Accept"


def test_a_format_when_unknown_is_refused_in_words(whole_catalog, client):
    response = client.get("/compare/internlm-vs-the-pile/?format=xls")
    assert response.status_code == 400
    assert "There is no format" in response.content.decode()


def test_all_formats_of_a_page_say_the_same(whole_catalog, client):
    address = f"/compare/{MODELS}"
    data = client.get(f"{address}.json").json()
    html, text = (client.get(f"{address}{end}").content.decode() for end in ("/", ".md"))
    for side in data["sides"]:
        assert side["name"] in html
        assert f"{side['score']:.1f}/100" in html
        assert f"{side['score']:.1f}/100" in text
    assert data["verdict"]["headline"] in html
    assert data["verdict"]["headline"] in text


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/compare/internlm-vs-the-pil/", "/compare/internlm-vs-the-pile/"),
        ("/compare/internlmm-vs-the-pile/", "/compare/internlm-vs-the-pile/"),
        ("/artifacts/the-pil/", "/artifacts/the-pile/"),
        ("/compare/the-pile/", "/artifacts/the-pile/"),
        ("/models/the_pile", "/artifacts/the-pile/"),
    ],
)
def test_an_address_that_nothing_answers_offers_what_looks_like_it(whole_catalog, client, address, near):
    response = client.get(address)
    assert response.status_code == 404
    assert f'href="{near}"' in response.content.decode()
    assert "noindex" in response.content.decode()


def test_a_twin_of_what_is_not_there_is_not_found_in_its_format(whole_catalog, client):
    response = client.get("/compare/internlm-vs-the-pil.json")
    assert response.status_code == 404
    assert response.json()["groups"][0]["choices"][0]["slug"] == "the-pile"
    text = client.get("/artifacts/the-pil.md")
    assert (text.status_code, text["Content-Type"]) == (404, "text/markdown; charset=utf-8")


def test_seven_sides_when_asked_for_are_refused_in_words(whole_catalog, client):
    response = client.get(f"/compare/{'-vs-'.join('abcdefg')}/")
    assert response.status_code == 400
    assert "at most 6 sides" in response.content.decode()


@pytest.mark.parametrize("status", [Artifact.Status.HIDDEN, Artifact.Status.RETIRED])
def test_an_artifact_when_not_listed_is_not_found_anywhere(whole_catalog, client, status):
    Artifact.objects.filter(slug="qwen--qwen3-embedding-8b").update(status=status)
    assert client.get("/artifacts/qwen--qwen3-embedding-8b/").status_code == 404
    assert client.get("/compare/qwen--qwen3-embedding-8b-vs-the-pile/").status_code == 404
    assert "qwen--qwen3-embedding-8b/" not in client.get("/rank/model/").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "", "1.5", "²"])
def test_a_page_number_that_is_none_is_refused(whole_catalog, client, page):
    assert client.get("/rank/model/", {"page": page}).status_code == 400


@pytest.mark.parametrize("wanted", ["2", "yes", "", "-1"])
def test_members_are_listed_or_not_and_nothing_else(whole_catalog, client, wanted):
    assert client.get("/rank/model/", {"members": wanted}).status_code == 400
    assert client.get("/rank/model/", {"members": "0"}).status_code == 200


def test_a_page_beyond_the_end_is_not_found_and_links_to_the_last(whole_catalog, client):
    response = client.get("/rank/model/?page=99999999999999999999")
    assert response.status_code == 404
    assert 'href="/rank/model/?page=341"' in response.content.decode()
    assert client.get("/rank/model/?page=341").status_code == 200
    response = client.get("/rank/model/?members=1&page=999")
    assert 'href="/rank/model/?members=1&amp;page=390"' in response.content.decode()
    assert client.get("/rank/model/?members=1&page=390").status_code == 200
    assert client.get("/rank/tool/").status_code == 404


@pytest.mark.parametrize(
    ("a", "b", "target"),
    [
        ("InternLM", "The Pile", "/compare/internlm-vs-the-pile/"),
        ("the_pile", "blip-2", "/compare/blip-2-vs-the-pile/"),
        (" internlm ", "pile", "/compare/internlm-vs-the-pile/"),
        ("the pile", "The Pile", "/artifacts/the-pile/"),
    ],
)
def test_two_names_when_picked_lead_to_their_comparison(whole_catalog, client, a, b, target):
    response = client.get("/", {"a": a, "b": b})
    assert (response.status_code, response["Location"]) == (302, target)


def test_a_name_when_not_recognized_stays_in_the_form_with_choices(whole_catalog, client):
    response = client.get("/", {"a": "the pil", "b": "<internlm>"})
    body = response.content.decode()
    assert response.status_code == 200
    assert 'value="the pil"' in body
    assert 'value="&lt;internlm&gt;"' not in body or "Nothing here is called" in body
    assert f"/?a=the-pile&amp;b={quote('<internlm>')}" in body


def test_one_name_alone_when_picked_is_kept(whole_catalog, client):
    body = client.get("/", {"a": "internlm"}).content.decode()
    assert 'value="internlm"' in body
    assert "Name two to compare." in body


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "💥" * 300, "%", "';--", "-vs-", "x" * 5000])
def test_any_text_in_the_form_or_an_address_is_answered(whole_catalog, client, text):
    assert client.get("/", {"a": text, "b": text}).status_code == 200
    assert client.get(f"/artifacts/{quote(text, safe='')}/").status_code == 404
    assert client.get(f"/compare/internlm-vs-{quote(text, safe='')}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/rank/model/", "/rank/dataset/", "/methodology/"])
def test_a_page_of_an_empty_catalog_says_what_to_do(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert address == "/methodology/" or "manage.py" in response.content.decode()


@pytest.mark.django_db
def test_pages_before_the_first_run_work_without_scores(client):
    factories.artifact("alpha"), factories.artifact("beta", kind="dataset")
    for address in ("/", "/artifacts/alpha/", "/compare/alpha-vs-beta/", "/compare/alpha-vs-beta.md", "/rank/model/"):
        assert client.get(address).status_code == 200
    assert client.get("/compare/alpha-vs-beta.json").json()["meta"]["run"] is None


@pytest.mark.django_db
def test_an_alias_of_two_artifacts_leads_nowhere(client):
    for slug in ("alpha", "beta"):
        Alias.objects.create(artifact=factories.artifact(slug), name="Both", slug="both")
    response = client.get("/artifacts/both/")
    assert response.status_code == 404
    assert 'href="/artifacts/alpha/"' in response.content.decode()


def test_a_page_when_written_to_is_refused(whole_catalog, client):
    assert client.post("/compare/internlm-vs-the-pile/").status_code in (403, 405)
    assert client.head("/compare/internlm-vs-the-pile/").status_code == 200


def test_texts_of_a_source_when_they_hold_markup_are_shown_as_text(whole_catalog, client):
    Artifact.objects.filter(slug="the-pile").update(name="<script>alert(1)</script> | `x`")
    assert "<script>alert" not in client.get("/compare/internlm-vs-the-pile/").content.decode()
    text = client.get("/compare/internlm-vs-the-pile.md").content.decode()
    assert "# InternLM vs \\<script\\>alert(1)\\</script\\> \\| \\`x\\`" in text


def test_the_title_of_a_comparison_carries_the_day(whole_catalog, client):
    assert (
        "<title>InternLM vs The Pile (as of 2026-11-22)</title>"
        in client.get("/compare/internlm-vs-the-pile/").content.decode()
    )


def test_the_name_of_the_rank_when_set_stands_everywhere(whole_catalog, client, monkeypatch):
    monkeypatch.setattr(settings, "RANK_NAME", "Quorum")
    assert "Quorum" in client.get("/compare/internlm-vs-the-pile/").content.decode()
    labels = [row["label"] for row in client.get("/compare/internlm-vs-the-pile.json").json()["facts"]]
    assert labels[1] == "Quorum"


def test_json_of_a_page_is_the_answer_of_the_api(whole_catalog, client):
    page = client.get("/compare/internlm-vs-the-pile.json").content
    assert json.loads(page) == client.get("/api/v1/comparisons/internlm-vs-the-pile").json()


def test_a_page_that_search_engines_should_leave_says_so_in_every_format(whole_catalog, client):
    CapabilityEntry.objects.filter(artifact__slug="internlm").delete()
    for end in ("/", ".md", ".json"):
        assert client.get(f"/compare/internlm-vs-the-pile{end}")["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in client.get(f"/artifacts/the-pile{end}")


def test_the_page_of_a_failure_needs_no_database():
    response = server_error(None)
    assert response.status_code == 500
    assert "Try again" in response.content.decode()
