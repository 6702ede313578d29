"""An embed inside a page of another origin: it renders, asks nobody else, keeps nothing, runs nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.addresses import EMBEDS, RULES
from tests.browser.foreign import foreign_page
from tests.browser.test_layout import OVERFLOW

HOST = """<!doctype html><html lang="en"><head><title>A page of somebody else</title></head><body>
<iframe id="one" src="{site}/embed/blip-2/" title="BLIP-2" width="100%" height="260"></iframe>
<iframe id="pair" src="{site}/embed/internlm-vs-the-pile/" title="InternLM vs The Pile" width="400" height="370"></iframe>
<iframe id="page" src="{site}/artifacts/blip-2/" title="the full page" width="400" height="300"></iframe>
<img id="badge" src="{site}/badge/blip-2.svg" alt="BLIP-2: UnfragileRank" crossorigin="anonymous">
</body></html>"""


@pytest.fixture
def foreign(site):
    """Address of a server of another origin whose one page shows embeds of the site, under the strictest isolation."""
    with foreign_page(HOST.format(site=site)) as address:
        yield address


def test_an_embed_in_a_foreign_page_when_opened_then_it_shows_and_nothing_else_happens(open_page, site, foreign):
    page = open_page(f"{foreign}/")
    one, pair = page.frame_locator("#one"), page.frame_locator("#pair")
    assert one.get_by_role("heading", name="BLIP-2").is_visible()
    assert pair.get_by_text("Different kinds: no winner.").is_visible()
    assert pair.locator(".score-meter").count() == 2

    frames = [frame for frame in page.frames if "/embed/" in frame.url]
    assert len(frames) == 2
    for frame in frames:
        assert frame.evaluate("document.scripts.length") == 0
        assert frame.evaluate("document.cookie") == ""
        # Chromium gives a frame of another site no storage that it could share with its own pages.
        assert frame.evaluate("(() => { try { return localStorage.length } catch { return 0 } })()") == 0
        assert frame.evaluate("getComputedStyle(document.querySelector('.embed')).display") == "grid"
    asked = [url for url in page.requests if not url.startswith((site, foreign))]
    assert asked == []
    assert [url for url in page.requests if url.startswith(site) and "/embed/" in url and url.endswith(".js")] == []
    assert page.context.cookies() == []


def test_a_full_page_in_a_foreign_frame_when_opened_then_the_browser_refuses(open_page, site, foreign):
    page = open_page(f"{foreign}/")
    for _ in range(100):
        if page.complaints:
            break
        page.wait_for_timeout(100)
    assert any("frame" in text for text in page.complaints)
    assert [frame.url for frame in page.frames if "/artifacts/" in frame.url and frame.locator("h1").count()] == []


def test_a_badge_in_a_foreign_page_when_opened_then_it_is_drawn_in_its_size(open_page, foreign):
    page = open_page(f"{foreign}/")
    size = page.locator("#badge").evaluate("(node) => [node.complete, node.naturalWidth, node.naturalHeight]")
    assert size[0] is True
    assert size[1] > 150
    assert size[2] == 20


def test_a_link_of_an_embed_when_followed_then_the_full_page_opens_beside(open_page, foreign):
    page = open_page(f"{foreign}/")
    with page.context.expect_page() as opened:
        page.frame_locator("#pair").get_by_role("link", name="full page").click()
    opened.value.wait_for_url("**/compare/internlm-vs-the-pile/")
    assert opened.value.evaluate("window.opener") is None
    assert page.url.startswith(foreign)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", EMBEDS)
def test_an_embed_in_both_themes_when_checked_by_axe_then_nothing_is_found(open_page, name, scheme):
    page = open_page(EMBEDS[name], scheme=scheme)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [280, 320, 640, 1280])
@pytest.mark.parametrize("name", EMBEDS)
def test_an_embed_at_every_width_when_opened_then_nothing_sticks_out(open_page, name, width):
    page = open_page(EMBEDS[name], width=width, height=400)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("name", ["one", "pair", "six"])
def test_an_embed_at_the_width_of_a_phone_when_copied_then_its_frame_has_room(open_page, name):
    page = open_page(EMBEDS[name], width=360)
    needed = page.evaluate("document.querySelector('main').offsetHeight")
    names = EMBEDS[name].strip("/").rpartition("/")[2]
    full = f"/compare/{names}/" if "-vs-" in names else f"/artifacts/{names}/"
    page.goto(full)
    page.get_by_text("Text to copy into another page").click()
    snippet = page.locator("#snippet-iframe").input_value()
    assert needed <= int(snippet.partition('height="')[2].partition('"')[0])


def test_the_theme_of_an_embed_when_asked_for_then_it_wins_over_the_system(open_page):
    background = "getComputedStyle(document.documentElement).backgroundColor"
    colors = {
        (scheme, theme): open_page(f"/embed/blip-2/?theme={theme}", scheme=scheme).evaluate(background)
        for scheme in ("light", "dark")
        for theme in ("auto", "light", "dark")
    }
    assert colors["dark", "light"] == colors["light", "light"] == colors["light", "auto"]
    assert colors["light", "dark"] == colors["dark", "dark"] == colors["dark", "auto"]
    assert colors["light", "light"] != colors["dark", "dark"]


def test_a_text_to_copy_when_the_button_is_pressed_then_it_is_copied(open_page):
    page = open_page("/artifacts/blip-2/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Text to copy into another page").click()
    page.get_by_role("button", name="Copy: Badge, Markdown").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#snippet-badge-markdown").input_value()
    assert page.complaints == []


def test_a_text_to_copy_without_script_when_opened_then_it_can_be_selected_by_hand(open_page):
    page = open_page("/artifacts/blip-2/", java_script_enabled=False)
    page.get_by_text("Text to copy into another page").click()
    field = page.locator("#snippet-iframe")
    assert field.is_visible()
    assert field.get_attribute("readonly") is not None
    assert page.get_by_role("button", name="Copy").count() == 0


def test_a_link_to_a_row_when_followed_by_keyboard_then_it_is_copied_whole_and_said(open_page, site):
    page = open_page("/artifacts/blip-2/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = page.get_by_role("link", name="Link to Licence", exact=True)
    assert link.evaluate("link => getComputedStyle(link).opacity") == "0"
    page.locator("#fact-licence th").hover()
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Link copied").wait_for(state="attached")
    assert page.url == f"{site}/artifacts/blip-2/#fact-licence"
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_link_to_a_row_without_script_when_followed_then_its_address_is_there(open_page, site):
    page = open_page("/artifacts/blip-2/", java_script_enabled=False)
    page.get_by_role("link", name="Link to Licence", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#fact-licence")
