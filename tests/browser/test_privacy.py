"""What a reader's browser is asked to do: nothing but to show pages of this site."""

from __future__ import annotations

import pytest

from tests.browser.addresses import MISSING, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_reader_page_when_opened_then_no_complaint_no_stranger_no_cookie(open_page, site, name):
    page = open_page(PAGES[name])
    # A page that is not found says so on the console; that is the browser's own line.
    complaints = [text for text in page.complaints if not (name in MISSING and "404" in text)]
    assert complaints == []
    assert [url for url in page.requests if not url.startswith(site)] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_reader_page_when_opened_then_its_style_and_script_come_from_files(open_page, name):
    page = open_page(PAGES[name])
    assert (
        page.locator("[style], style, script:not([src]):not([type='application/ld+json']), [onclick], [onload]").count()
        == 0
    )
