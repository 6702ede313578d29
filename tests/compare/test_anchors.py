"""Every link inside a page leads to a place in it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.compare import factories


class _Places(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.targets = [], set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if (given.get("href") or "").startswith("#"):
            self.targets.add(given["href"][1:])


def places(client, address):
    response = client.get(address)
    assert response.status_code == 200
    parser = _Places()
    parser.feed(response.content.decode())
    return parser


@pytest.mark.parametrize(
    "address",
    [
        "/compare/internlm-vs-the-pile/",
        "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b/",
        "/compare/blip-2-vs-internlm-vs-the-pile/",
        "/artifacts/the-pile/",
        "/methodology/",
    ],
)
def test_links_inside_a_page_lead_somewhere(whole_catalog, client, address):
    found = places(client, address)
    assert found.targets <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.django_db
def test_links_between_capabilities_and_sources_lead_somewhere(client):
    a, b = factories.rated("alpha"), factories.rated("beta")
    for side in (a, b):
        factories.entry(side, "Chat", cited=True)
        factories.entry(side, f"Only {side.name}", cited=True)
    factories.published()
    found = places(client, "/compare/alpha-vs-beta/")
    assert found.targets <= set(found.ids)
    assert {"source-a-1", "source-b-2"} <= found.targets
