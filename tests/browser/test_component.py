"""`<x-compare>` inside a page of another origin: it draws, grows, asks this site alone and falls back to its link."""

from __future__ import annotations

import pytest

from tests.browser.foreign import foreign_page

POLICY = "default-src 'none'; script-src {site}; connect-src {site}"
BODY = """<!doctype html><html lang="en"><head><title>A page of somebody else</title>
<script async src="{site}/w/v1.js"></script></head><body>
<x-compare id="pair" a="the-pile" b="internlm"><a href="{site}/compare/internlm-vs-the-pile/">the link</a></x-compare>
<x-compare id="one" a="blip-2"></x-compare>
<x-compare id="nobody" a="no-such" b="thing"><a id="left" href="{site}/">the link that stays</a></x-compare>
</body></html>"""


@pytest.fixture
def foreign(site):
    with foreign_page(BODY.format(site=site), policy=POLICY.format(site=site)) as address:
        yield address


def test_the_component_in_a_foreign_page_shows_a_comparison_and_asks_this_site_alone(open_page, site, foreign):
    page = open_page(f"{foreign}/")
    pair = page.locator("#pair")
    pair.get_by_text("Different kinds: no winner.").wait_for()
    assert (
        pair.get_by_role("link", name="InternLM vs The Pile").get_attribute("href").endswith("/internlm-vs-the-pile/")
    )
    assert pair.locator("li").count() == 2
    page.locator("#one").get_by_role("heading", name="BLIP-2").wait_for()
    assert not page.get_by_text("the link", exact=True).is_visible()
    assert page.locator("#left").is_visible()
    assert [url for url in page.requests if not url.startswith((site, foreign))] == []
    assert [text for text in page.complaints if "404" not in text] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_component_is_as_high_as_what_it_shows(open_page, foreign):
    heights = []
    for width in (1000, 200):
        page = open_page(f"{foreign}/", width=width)
        page.locator("#pair").get_by_text("Different kinds: no winner.").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        heights.append(page.locator("#pair").bounding_box()["height"])
    assert heights[1] > heights[0]
