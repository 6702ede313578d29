"""Every link inside a page leads to a place in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from compare.parts.entries import SharedRow
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


@pytest.mark.parametrize(
    "address", ["/compare/internlm-vs-the-pile/", "/compare/blip-2-vs-internlm/", "/artifacts/internlm/"]
)
def test_every_fact_score_row_test_and_capability_has_a_link_to_itself_with_a_name_of_its_own(
    whole_catalog, client, address
):
    body = client.get(address).content.decode()
    links = re.findall(r'<a class="row-link"\s+href="#([^"]+)"\s+aria-label="Link to ([^"]+)"', body)
    assert len(links) == body.count('class="row-link"')
    page = client.get(f"{address.rstrip('/')}.json").json()
    wanted = {row["anchor"] for row in page["facts"]}
    for score in page.get("scores") or [page["score"]]:
        wanted |= {row["anchor"] for component in score["components"] for row in component["rows"]}
    targets = [target for target, _ in links]
    assert wanted <= set(targets)
    assert len(targets) == len(set(targets))
    tests = [target for target in targets if "test-" in target]
    figures = page["benchmarks"] if "sides" not in page else page["benchmarks"]["groups"]
    rows = [row for table in (*figures, *page.get("boards", ())) for row in table["rows"]]
    assert len(tests) == len(rows)
    entries = re.findall(r'<article class="capability-card [^"]*" id="([^"]+)"', body)
    assert entries
    assert set(entries) <= set(re.findall(r'<a class="permalink" href="#([^"]+)"', body))


def test_a_tests_row_keeps_its_address_while_its_figures_change():
    def row(**fields):
        given = {"benchmark": "MMLU", "setting": "5-shot", "metric": "accuracy", "cells": ()}
        return SharedRow(**{**given, **fields})

    assert row().anchor == row(cells=((),)).anchor
    assert row().anchor != row(setting="0-shot").anchor
    assert row(benchmark="a", setting="b c").anchor != row(benchmark="a b", setting="c").anchor
