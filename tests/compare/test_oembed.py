"""oEmbed, embeds as data and the web component over HTTP: what programs of other sites are given."""

from __future__ import annotations

import gzip
import re
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.compare import factories

SITE = settings.SITE_URL
PAIR = f"{SITE}/compare/alpha-vs-beta/"


@pytest.fixture
def small_catalog(db):
    factories.rated("alpha", name='Al "pha" <b>')
    factories.rated("beta")
    factories.artifact("gamma", kind="dataset")
    factories.published()


def asked(client, url, **given):
    return client.get("/oembed", {"url": url, **given})


def test_a_comparison_is_a_rich_answer_with_a_frame(small_catalog, client):
    response = asked(client, PAIR)
    answer = response.json()
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", 'Al "pha" <b> vs Beta')
    assert answer["html"].startswith(
        f'<iframe src="{SITE}/embed/alpha-vs-beta/" title="Al &quot;pha&quot; &lt;b&gt; vs Beta"'
    )
    assert f'width="{answer["width"]}" height="{answer["height"]}"' in answer["html"]
    assert answer["thumbnail_url"] == f"{SITE}/og/alpha-vs-beta.png"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert client.get("/oembed", {"url": PAIR}, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/artifacts/alpha/", "/artifacts/alpha", "/embed/alpha/", "/artifacts/Alpha/?x=1#y"])
def test_the_address_of_an_artifact_is_known_in_every_form(small_catalog, client, path):
    assert f"{SITE}/embed/alpha/" in asked(client, SITE + path).json()["html"]
    assert f"{SITE}/embed/alpha-vs-beta/" in asked(client, f"{SITE}/compare/beta-vs-alpha/").json()["html"]


def test_a_frame_is_no_larger_than_what_was_asked_for(small_catalog, client):
    answer = asked(client, PAIR, maxwidth="300", maxheight="200").json()
    assert (answer["width"], answer["height"]) == (300, 200)
    assert asked(client, PAIR, maxwidth="9999", maxheight="9999").json()["width"] == 600


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"url": f"{SITE}/compare/alpha-vs-nobody/"}, 404),
        ({"url": f"{SITE}/artifacts/nobody/"}, 404),
        ({"url": f"{SITE}/rank/model/"}, 404),
        ({"url": "https://elsewhere.example/artifacts/alpha/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://[::1/artifacts/alpha/"}, 404),
        ({"url": f"{SITE}/artifacts/al%00pha%20/"}, 404),
        ({}, 404),
        ({"url": PAIR, "format": "xml"}, 501),
        ({"url": PAIR, "maxwidth": "0"}, 400),
        ({"url": PAIR, "maxheight": "-1"}, 400),
        ({"url": PAIR, "maxwidth": "wide"}, 400),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(small_catalog, client, given, status):
    response = client.get("/oembed", given)
    assert response.status_code == status
    assert response.json()["error"].endswith(".")


@pytest.mark.parametrize("path", ["/compare/alpha-vs-beta/", "/artifacts/alpha/"])
def test_a_page_names_the_oembed_answer_about_itself(small_catalog, client, path):
    (href,) = re.findall(r'type="application/json\+oembed"\s+href="([^"]+)"', client.get(path).content.decode())
    assert unescape(href) == f"{SITE}/oembed?url={quote(SITE + path, safe='')}"
    assert client.get(unescape(href).removeprefix(SITE)).status_code == 200


def test_an_embed_as_data_says_what_the_embed_shows(small_catalog, client):
    told = client.get("/embed/alpha-vs-gamma.json").json()
    page = client.get("/embed/alpha-vs-gamma/").content.decode()
    alpha, gamma = told["sides"]
    assert str(alpha["score"]) in page
    assert alpha["low"] <= alpha["score"] <= alpha["high"]
    assert (gamma["score"], gamma["low"]) == (None, None)
    assert gamma["unrated"]
    assert told["sentence"] in unescape(page)
    assert told["url"] == f"{SITE}/compare/alpha-vs-gamma/"
    assert client.get("/embed/gamma-vs-alpha.json").json() == told
    missing = client.get("/embed/alpha-vs-nobody.json")
    assert (missing.status_code, missing["Access-Control-Allow-Origin"]) == (404, "*")


def test_the_component_is_small_and_stays_at_its_address(client, db):
    response = client.get("/w/v1.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(gzip.compress(response.content)) <= 4096
    assert b"innerHTML" not in response.content
    assert client.get("/w/v1.js", headers={"If-None-Match": response["ETag"]}).status_code == 304
