"""Search as a reader meets it: with script and without, by keyboard alone, from checked hits to a comparison."""

from __future__ import annotations

import re

import pytest

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@SCRIPT
def test_a_reader_when_searching_from_any_page_then_finds_checks_two_and_compares_them(open_page, script):
    page = open_page("/methodology/", java_script_enabled=script)
    page.get_by_label("Search models and datasets").fill("speech to text")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=speech+to+text")
    assert page.locator("#search-query").input_value() == "speech to text"

    page.get_by_label("Licence").select_option("open")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(re.compile("licence=open"))
    boxes = page.locator(".search-hit input[type=checkbox]")
    slugs = sorted([boxes.nth(0).get_attribute("value"), boxes.nth(1).get_attribute("value")])
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare checked").click()
    page.wait_for_url(f"**/compare/{slugs[0]}-vs-{slugs[1]}/")
    assert page.complaints == []


@SCRIPT
def test_one_hit_when_checked_then_the_page_says_what_is_missing(open_page, script):
    page = open_page("/search/?q=gpt+4o", java_script_enabled=script)
    page.locator(".search-hit input[type=checkbox]").first.check()
    page.get_by_role("button", name="Compare checked").click()
    assert "One was checked" in page.locator("main").inner_text()
    page.get_by_role("link", name="Back to the results").click()
    page.wait_for_url("**/search/?q=gpt+4o")


def test_a_name_when_typed_then_the_keyboard_alone_picks_two(open_page):
    page = open_page("/")
    for letter, typed, slug in (("a", "internlm", "internlm"), ("b", "the pi", "the-pile")):
        field = page.locator(f"#pick-{letter}")
        field.focus()
        page.keyboard.type(typed)
        page.locator(f"#pick-{letter}-list [role=option]").first.wait_for()
        assert field.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        assert field.input_value() == slug
        assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/internlm-vs-the-pile/")
    assert page.complaints == []


def test_a_list_when_escaped_then_it_closes_and_what_was_typed_stays(open_page):
    page = open_page("/")
    page.locator("#pick-a").press_sequentially("llama")
    page.locator("#pick-a-list [role=option]").first.wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#pick-a-list").is_visible()
    assert page.locator("#pick-a").input_value() == "llama"


def test_the_slash_key_when_pressed_then_it_goes_to_the_field_and_a_name_opens_its_page(open_page):
    page = open_page("/rank/dataset/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.keyboard.type("the pile")
    page.locator("#site-search-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/artifacts/the-pile/")
    assert page.complaints == []


def test_a_page_when_nobody_searches_then_htmx_is_not_fetched(open_page):
    page = open_page("/compare/internlm-vs-the-pile/")
    assert not [address for address in page.requests if "htmx" in address or "combobox" in address]
    page.keyboard.press("/")
    page.locator("#site-search[role=combobox]").wait_for()
    assert [address for address in page.requests if "htmx" in address]


def test_a_list_when_open_on_a_phone_then_nothing_sticks_out(open_page):
    page = open_page("/", width=320)
    page.locator("#site-search").press_sequentially("llama")
    page.locator("#site-search-list [role=option]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_answers_follow_what_is_typed_and_the_address_with_them(open_page):
    page = open_page("/search/?q=gpt+4o")
    page.locator("#search-query").fill("question answering dataset in French")
    page.wait_for_url("**/search/?q=question+answering+dataset+in+French")
    page.get_by_text("Language: French, from “in French”").wait_for()
    page.locator("#filter-licence").select_option("open")
    page.wait_for_url(re.compile("licence=open"))
    assert page.locator(".search-hit").count() > 1
    page.reload()
    assert page.locator("#filter-licence").input_value() == "open"
    assert page.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_read_out_of_a_question_when_dropped_then_its_words_are_searched_for(open_page, width):
    page = open_page("/search/?q=sentiment+dataset+in+German", width=width)
    page.get_by_role("link", name=re.compile("Language: German")).click()
    page.wait_for_url(re.compile("words=language"))
    assert page.get_by_text("from “in German”").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_checked_stays_checked_while_the_answers_change(open_page):
    page = open_page("/search/?q=whisper")
    page.locator("input[name=pick]").first.check()
    first = page.locator("input[name=pick]").first.get_attribute("value")
    page.locator("#search-query").fill("gpt 4o")
    page.wait_for_url("**/search/?q=gpt+4o")
    assert page.locator(f"input[name=pick][value='{first}']").is_checked()
    page.locator("input[name=pick]:not(:checked)").first.check()
    page.get_by_role("button", name="Compare checked").click()
    page.wait_for_url("**/compare/*-vs-*/")
    assert first in page.url
