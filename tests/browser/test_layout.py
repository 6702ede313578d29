"""Pages fit: from a small phone to a wide screen, and on paper."""

from __future__ import annotations

import pytest

from tests.browser.addresses import PAGES, WIDTHS

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (node) => node && (getComputedStyle(node).overflowX === "auto" || scrolls(node.parentElement));
  return Array.from(document.body.querySelectorAll("*"))
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .filter((node) => !scrolls(node.parentElement) && !node.closest(".visually-hidden"))
    .map((node) => `${node.tagName}.${node.getAttribute("class")}`).slice(0, 5);
}"""
# A text that was broken over two lines has boxes on both; an interval below its score is a text of its own.
# Places such as 11-102 may part at their hyphen in the narrow first column.
BROKEN_NUMBERS = """() => Array.from(document.querySelectorAll("td.number, .score-component-points"))
  .filter((node) => node.checkVisibility())
  .filter((node) => {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const broken = (text) => {
      const range = document.createRange();
      // Spaces around it may stand on a line of their own.
      range.setStart(text, Math.max(0, text.data.search(/\\S/)));
      range.setEnd(text, text.data.trimEnd().length);
      return new Set(Array.from(range.getClientRects(), (box) => Math.round(box.bottom / 8))).size > 1;
    };
    for (let text = texts.nextNode(); text; text = texts.nextNode()) if (text.data.trim() && !text.parentElement.closest(".leaderboard-band") && broken(text)) return true;
    return false;
  }).map((node) => node.textContent.trim())"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_at_every_width_when_opened_then_nothing_sticks_out(open_page, name):
    page = open_page(PAGES[name], width=WIDTHS[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(OVERFLOW) == [], width
        assert page.evaluate(BROKEN_NUMBERS) == [], width


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    sum += entry.value;
    for (const { node, previousRect, currentRect } of entry.sources) {
      const from = [previousRect.x, previousRect.y], to = [currentRect.x, currentRect.y];
      moved.push(`${node?.className || node?.nodeName}: ${from} to ${to}`);
    }
  })).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([sum, moved]), 150);
})"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_when_loaded_then_nothing_moves(open_page, name):
    """What a page moves by itself it moves on every load; a busy machine may paint one of them in two steps."""
    for _ in range(3):
        shift, moved = open_page(PAGES[name]).evaluate(SHIFTS)
        # Shifts are counted in thousandths; what is less is a pixel that the browser rounded another way.
        if round(shift, 3) == 0:
            return
    assert moved == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_comparison_when_printed_then_folded_rows_are_on_the_paper(open_page, script, pictures):
    page = open_page("/compare/internlm-vs-the-pile/", scheme="dark", java_script_enabled=script)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("#row-a-hf_downloads_30d").is_visible()
    assert not page.locator(".masthead-nav").is_visible()
    paper = page.pdf(path=pictures / "comparison.pdf" if pictures.name != "screenshots" else None, format="A4")
    assert paper.startswith(b"%PDF")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
