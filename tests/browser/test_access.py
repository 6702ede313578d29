"""Pages for everybody: axe, keyboard, forced colors, reduced motion."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.addresses import CONTRAST, PAGES, RULES

FOCUSED = """() => {
  const node = document.activeElement;
  const box = node.getBoundingClientRect();
  const style = getComputedStyle(node);
  return {
    name: (node.getAttribute("aria-label") || node.labels?.[0]?.innerText || node.innerText || "").trim(),
    tag: node.tagName,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_both_themes_when_checked_by_axe_then_nothing_is_found(open_page, name):
    # Without motion: a colour on its way to another one would be measured in between.
    page = open_page(PAGES[name], reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    # A theme changes colours and nothing else.
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options=CONTRAST)
    assert found.violations_count == 0, found.generate_report()


def test_a_keyboard_when_walking_a_comparison_then_every_stop_is_seen_and_named(open_page):
    page = open_page("/compare/internlm-vs-the-pile/")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert [stop for stop in stops if not (stop["seen"] and stop["ring"] and stop["name"])] == []
    names = [stop["name"] for stop in stops]
    assert names[:2] == ["Skip to content", "Unfragile"]
    # The order of tabbing is the order of reading: sides, verdict, contents, facts.
    assert names.index("InternLM") < names.index("The Pile") < names.index("Facts") < names.index("Adoption")


def test_the_skip_link_when_taken_then_the_next_stop_is_in_the_content(open_page):
    page = open_page("/compare/internlm-vs-the-pile/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_folded_part_when_opened_by_keyboard_then_its_rows_show(open_page):
    page = open_page("/compare/internlm-vs-the-pile/")
    page.locator("#quality > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#row-a-board_standing").is_visible()


def test_forced_colors_when_active_then_marks_keep_a_border(open_page):
    page = open_page("/compare/internlm-vs-the-pile/", forced_colors="active")
    border = page.locator(".side-mark").first.evaluate("(node) => getComputedStyle(node).borderTopStyle")
    assert border == "solid"


def test_reduced_motion_when_asked_for_then_nothing_moves(open_page):
    page = open_page("/compare/internlm-vs-the-pile/", reduced_motion="reduce")
    moving = page.evaluate(
        "Array.from(document.querySelectorAll('*')).filter((node) => getComputedStyle(node).transitionDuration !== '0s').length"
    )
    assert moving == 0
