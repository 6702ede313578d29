"""Sliders for a reader's own weights, with script and without."""

from __future__ import annotations

from tests.compare.test_own_weights import PAIR, QUERY


def test_a_slider_when_moved_by_keyboard_then_the_answer_follows_and_the_address_keeps_it(open_page):
    page = open_page(PAIR)
    assert page.locator("#own-answer").inner_text().strip() == ""
    slider = page.get_by_label("Quality", exact=True)
    slider.focus()
    page.keyboard.press("End")
    page.locator("#own-answer p").wait_for()
    assert page.locator("output[for=weight-quality]").inner_text() != "35"
    assert "quality=100" in page.url
    assert slider.evaluate("(node) => node === document.activeElement")
    answer = page.locator("#own-answer").inner_text()
    page.reload()
    assert page.locator("#own-answer").inner_text() == answer
    assert page.complaints == []


def test_all_sliders_at_nought_when_set_then_the_page_says_what_is_missing(open_page):
    page = open_page(f"{PAIR}?quality=5")
    slider = page.get_by_label("Quality", exact=True)
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("Give one of them more than 0.").wait_for()


def test_weights_without_script_when_sent_then_the_same_answer_comes(open_page):
    with_script = open_page(PAIR + QUERY).locator("#own-answer").inner_text()
    page = open_page(PAIR, java_script_enabled=False)
    for key in ("adoption", "ecosystem", "match_graph"):
        page.locator(f"#weight-{key}").fill("0")
    page.locator("#weight-quality").fill("100")
    page.get_by_role("button", name="Answer with these").click()
    assert page.locator("#own-answer").inner_text() == with_script
    page.get_by_role("link", name="Back to the published weights").click()
    assert page.locator("#own-answer").inner_text().strip() == ""
