"""Embeds and badges over HTTP: who may frame what, redirects, near matches, caches, text to copy."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import settings

from catalog.models import Artifact
from scoring.selectors import published_run
from tests.compare import factories

PAIR = "/embed/internlm-vs-the-pile/"
ONE = "/embed/blip-2/"
SIX = "deepseek-ai--deepseek-r1-vs-gpt-4o-2024-05-13-vs-internlm-vs-meta-llama--meta-llama-3-8b-instruct-vs-o3-vs-qwen--qwen2-5-7b-instruct"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("address", "framed"),
    [
        (PAIR, True),
        (ONE, True),
        (f"/embed/{SIX}/", True),
        ("/embed/no-such-thing/", True),
        ("/embed/blip-2/?theme=pink", True),
        ("/", False),
        ("/compare/internlm-vs-the-pile/", False),
        ("/artifacts/blip-2/", False),
        ("/artifacts/blip-2.json", False),
        ("/alternatives/blip-2/", False),
        ("/capabilities/", False),
        ("/capabilities/agent/", False),
        ("/rank/model/", False),
        ("/methodology/", False),
        ("/badge/blip-2.svg", False),
        ("/badge/blip-2.json", False),
        ("/api/v1/artifacts/blip-2", False),
        ("/api/v1/docs", False),
        ("/admin/login/", False),
        ("/embed/", False),
        ("/embed/a/b/", False),
        ("/nothing/here", False),
    ],
)
def test_only_embeds_may_be_framed(whole_catalog, client, address, framed):
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert ("frame-ancestors *" in policy) == framed
    assert ("frame-ancestors 'none'" in policy) != framed
    assert response.get("X-Frame-Options") == (None if framed else "DENY")


@pytest.mark.parametrize("address", [PAIR, ONE, "/embed/no-such-thing/"])
def test_an_embed_allows_styles_and_pictures_of_this_site_and_nothing_else(whole_catalog, client, address):
    response = client.get(address)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
    body = response.content.decode()
    assert "<script" not in body
    assert not re.search(r"\son\w+=|style=", body)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", [PAIR, ONE, "/badge/blip-2.svg", "/badge/blip-2.json"])
def test_an_embed_when_unchanged_is_answered_with_304_and_kept_by_caches(whole_catalog, client, address):
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/embed/the-pile-vs-internlm/", PAIR),
        ("/embed/The-Pile-vs-internlm/?theme=dark", f"{PAIR}?theme=dark"),
        ("/embed/internlm-vs-pile/", PAIR),
        ("/embed/the-pile-vs-pile/", "/embed/the-pile/"),
        ("/embed/pile/", "/embed/the-pile/"),
        ("/embed/BLIP-2/", ONE),
        ("/embed/blip-2", ONE),
        ("/badge/pile.svg", "/badge/the-pile.svg"),
        ("/badge/BLIP-2.json", "/badge/blip-2.json"),
    ],
)
def test_another_name_of_an_embed_when_asked_for_leads_on(whole_catalog, client, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)
    assert client.get(target).status_code == 200


def test_an_embed_shows_names_kinds_scores_verdict_day_and_methodology(whole_catalog, client):
    run = published_run()
    body = unescape(
        client.get("/embed/meta-llama--meta-llama-3-8b-instruct-vs-qwen--qwen2-5-7b-instruct/").content.decode()
    )
    page = client.get("/compare/meta-llama--meta-llama-3-8b-instruct-vs-qwen--qwen2-5-7b-instruct.json").json()
    assert page["verdict"]["headline"] in body
    for side in page["sides"]:
        assert f">{side['score']} <small>" in body
        assert side["name"] in body
        assert f"#score-{side['letter'].lower()}" in body
    assert run.as_of.isoformat() in body
    assert run.methodology in body


def test_an_embed_across_kinds_names_no_winner_and_an_unrated_side_in_words(whole_catalog, client):
    body = client.get(PAIR).content.decode()
    assert "Different kinds: no winner." in body
    page = client.get("/compare/internlm-vs-the-pile.json").json()
    assert body.count(">Unrated</a>") == sum(side["score"] is None for side in page["sides"])


@pytest.mark.django_db
def test_an_unrated_artifact_when_embedded_says_why(client):
    factories.artifact("alpha")
    factories.published()
    body = client.get("/embed/alpha/").content.decode()
    assert ">Unrated</a>" in body
    assert "are needed" in body


def test_every_link_of_an_embed_opens_the_full_page_elsewhere(whole_catalog, client):
    for address in (PAIR, ONE, "/embed/internln/"):
        links = re.findall(r"<a\s[^>]*>", client.get(address).content.decode())
        assert links
        assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)
        assert all(re.search(r'href="/(?!embed)', link) for link in links)


@pytest.mark.parametrize(("theme", "attribute"), [("", ""), ("auto", ""), ("light", "light"), ("dark", "dark")])
def test_the_theme_of_an_embed_is_the_one_asked_for(whole_catalog, client, theme, attribute):
    html = re.search(r"<html[^>]*>", client.get(ONE, {"theme": theme} if theme else {}).content.decode())[0]
    assert ("data-theme" in html) == bool(attribute)
    assert not attribute or f'data-theme="{attribute}"' in html


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/embed/internln/", 404, "/artifacts/internlm/"),
        ("/embed/internln-vs-the-pile/", 404, "/compare/internlm-vs-the-pile/"),
        ("/embed/%00/", 404, "No such artifact"),
        ("/embed/a%20b-vs-c/", 404, "cannot be the name"),
        ("/embed/" + "-vs-".join("abcdefg") + "/", 400, "at most 6 sides, 7 were asked for"),
        ("/embed/blip-2/?theme=%3Cb%3E", 400, "There is no theme"),
    ],
)
def test_an_embed_that_cannot_be_shown_says_so_in_its_frame(whole_catalog, client, address, status, words):
    response = client.get(address)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "embed.css" in response.content.decode()


def test_an_artifact_when_hidden_is_gone_from_embed_and_badge(whole_catalog, client):
    Artifact.objects.filter(slug="the-pile").update(status=Artifact.Status.HIDDEN)
    assert [client.get(address).status_code for address in ("/embed/the-pile/", PAIR, "/badge/the-pile.svg")] == [
        404
    ] * 3


def test_a_badge_names_its_subject_score_and_day(whole_catalog, client):
    response = client.get("/badge/blip-2.svg")
    score = client.get("/artifacts/blip-2.json").json()["side"]["score"]
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "sandbox" in response["Content-Security-Policy"]
    drawing = ElementTree.fromstring(response.content)
    day = published_run().as_of.isoformat()
    assert drawing.find(f"{SVG}title").text == f"BLIP-2 · UnfragileRank {score} · {day}"
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["BLIP-2", f"UnfragileRank {score} · {day}"]
    assert drawing.get("aria-labelledby") == "badge-title badge-description"
    assert str(score) in drawing.find(f"{SVG}desc").text


@pytest.mark.django_db
def test_a_name_with_markup_when_on_a_badge_stays_text(client):
    factories.artifact("alpha", name="<script>\"&\x01'</script>")
    drawing = ElementTree.fromstring(client.get("/badge/alpha.svg").content)
    assert not list(drawing.iter(f"{SVG}script"))
    assert drawing.find(f".//{SVG}text").text == "<script>\"& '</script>"


@pytest.mark.django_db
def test_a_badge_before_any_run_says_unrated_and_no_day(client):
    factories.artifact("alpha")
    assert b"UnfragileRank: Unrated<" in client.get("/badge/alpha.svg").content


def test_a_badge_in_the_shields_schema_says_the_same(whole_catalog, client):
    given = client.get("/badge/blip-2.json").json()
    assert given["schemaVersion"] == 1
    assert (given["label"], given["isError"]) == ("BLIP-2", False)
    assert re.fullmatch(r"UnfragileRank [\d.]+ · \d{4}-\d\d-\d\d", given["message"])
    assert re.fullmatch(r"[0-9a-f]{6}", given["color"])


def test_a_badge_of_nothing_says_not_listed(whole_catalog, client):
    response = client.get("/badge/%3Cb%3E.svg")
    assert response.status_code == 404
    assert [text.text for text in ElementTree.fromstring(response.content).iter(f"{SVG}text")] == ["<b>", "not listed"]
    assert client.get("/badge/nothing-x.json").json()["isError"] is True


CITED = {"cite-bibtex", "cite-text"}


def test_text_to_copy_holds_whole_addresses_that_answer(whole_catalog, client):
    for address, expected in (
        ("/artifacts/blip-2.json", {"iframe", "badge-markdown", "badge-html", "link-markdown", *CITED}),
        ("/compare/internlm-vs-the-pile.json", {"iframe", "link-markdown", *CITED}),
    ):
        snippets = client.get(address).json()["snippets"]
        assert {snippet["key"] for snippet in snippets} == expected
        for snippet in snippets:
            found = re.findall(rf'{re.escape(settings.SITE_URL)}(/[^")}}\]\s]*)', snippet["text"])
            assert found
            assert all(client.get(path).status_code == 200 for path in found)


@pytest.mark.django_db
def test_a_name_with_markup_when_copied_cannot_leave_its_place(client):
    factories.artifact("alpha", name='"><img src=x> [b](c)')
    texts = {snippet["key"]: snippet["text"] for snippet in client.get("/artifacts/alpha.json").json()["snippets"]}
    assert 'title="&quot;&gt;&lt;img src=x&gt; [b](c)"' in texts["iframe"]
    assert texts["link-markdown"].startswith('[">\\<img'.replace('">', '"\\>'))
    page = client.get("/artifacts/alpha/").content.decode()
    assert "<img src=x>" not in page
