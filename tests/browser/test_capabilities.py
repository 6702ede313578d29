"""The lanes of capabilities, on the page of a pair that has entries."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.browser.addresses import PAGES, RULES
from tests.browser.test_layout import OVERFLOW
from tests.templates.entries import seed_pair_aligned


@pytest.fixture
def filled(open_page, whole_catalog):
    """Open the page of the seed pair as this test's own transaction sees it; styles come from the server."""
    seed_pair_aligned()
    html = Client().get(PAGES["comparison-seed"]).content.decode()

    def open_(**options):
        page = open_page("/methodology/", **options)
        page.route("**/compare/**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(PAGES["comparison-seed"])
        return page

    return open_


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lanes_in_both_themes_when_checked_by_axe_then_nothing_is_found(filled, scheme):
    page = filled(scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_lanes_when_wide_then_they_stand_side_by_side_and_on_a_phone_below_each_other(filled):
    page = filled()
    first, second = (page.locator(".lane").nth(place).bounding_box() for place in (0, 1))
    assert first["y"] == second["y"]
    page.set_viewport_size({"width": 320, "height": 800})
    first, second = (page.locator(".lane").nth(place).bounding_box() for place in (0, 1))
    assert first["y"] + first["height"] <= second["y"]
    assert page.evaluate(OVERFLOW) == []


def test_a_long_lane_when_unfolded_then_the_rest_shows(filled):
    page = filled()
    last = page.get_by_role("heading", name="Training and inference on Ascend NPUs")
    assert not last.is_visible()
    page.get_by_text("The rest of 14 that only InternLM has").click()
    assert last.is_visible()


def test_a_source_mark_when_followed_then_its_source_is_marked(filled):
    page = filled()
    page.locator(".capability-standing a").first.click()
    assert page.url.endswith("#source-a-1")
    assert page.locator("#source-a-1").is_visible()
