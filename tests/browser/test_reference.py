"""The reference of the API in a real browser: drawn from this site alone, under its own content policy."""

from __future__ import annotations


def test_the_reference_lists_every_operation_and_asks_no_stranger(open_page, site):
    page = open_page("/docs/api/")
    page.locator("#operations-default-artifacts").wait_for()
    assert page.locator(".opblock").count() > 10
    assert page.complaints == []
    assert [url for url in page.requests if not url.startswith((site, "data:", "blob:"))] == []
    assert page.context.cookies() == []


def test_an_operation_when_tried_out_shows_the_answer(open_page):
    page = open_page("/docs/api/#/default/methodology")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_placeholder("version").fill("ur-1.1.0")
    page.get_by_role("button", name="Execute").click()
    page.locator(".responses-table .response .response-col_status", has_text="200").first.wait_for()
    assert page.complaints == []
