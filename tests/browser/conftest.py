"""A real Chromium for the pages of the whole catalog."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--no-first-run",
    "--no-sandbox",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


def executable():
    """Path of a Chromium: the one of CHROMIUM, else one on PATH; None leaves it to playwright's own."""
    if given := os.environ.get("CHROMIUM"):
        return given
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="package")
def browser():
    """One Chromium for all tests of this folder; none found skips them, or fails them under REQUIRE_BROWSER=1."""
    # Playwright keeps an event loop in this thread, which Django takes for a sign of asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            try:
                browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            except Error as error:
                reason = f"no Chromium to be had (CHROMIUM, PATH, playwright's own): {str(error).splitlines()[0]}"
                if os.environ.get("REQUIRE_BROWSER") == "1":
                    pytest.fail(reason)
                pytest.skip(reason)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def site(browser, whole_catalog_server):
    """Address of the site. Asks for the browser first: without one nothing needs to be imported."""
    return whole_catalog_server


@pytest.fixture
def open_page(browser, site):
    """Open an address of the site in a fresh visitor's browser; everything that it asks for is noted on the page."""
    contexts = []

    def open_(path, *, width=1280, height=900, scheme="light", **options):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.requests = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def pictures(tmp_path):
    """Folder for screenshots: the documentation's under SCREENSHOTS=1, else one that is thrown away."""
    if os.environ.get("SCREENSHOTS") != "1":
        return tmp_path
    folder = CHECKOUT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
