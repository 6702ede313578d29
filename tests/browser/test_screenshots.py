"""Pictures for the documentation: made by every run, kept in docs/screenshots under SCREENSHOTS=1."""

from __future__ import annotations

import pytest

from tests.browser.addresses import PAGES

SHOWN = ("home", "comparison-seed", "comparison-models", "artifact-model", "leaderboard")
SCREENS = {"phone": (360, 780), "desk": (1280, 900)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", SHOWN)
def test_a_page_when_photographed_then_the_picture_is_of_the_screen_and_theme(
    open_page, pictures, name, screen, scheme
):
    width, height = SCREENS[screen]
    page = open_page(PAGES[name], width=width, height=height, scheme=scheme)
    path = pictures / f"{name}-{width}-{scheme}.png"
    page.screenshot(path=path)
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (width, height)
