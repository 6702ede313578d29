"""The way of a reader: home, pick two, compare, open one of them."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_reader_when_picking_two_then_compares_them_and_opens_one(open_page, script):
    page = open_page("/", java_script_enabled=script)
    page.locator("#pick-a").fill("The Pile")
    page.locator("#pick-b").fill("InternLM")
    page.get_by_role("button", name="Compare").click()

    page.wait_for_url("**/compare/internlm-vs-the-pile/")
    assert page.get_by_role("heading", level=1).inner_text() == "InternLM vs The Pile"
    assert "no winner" in page.locator(".verdict h2").inner_text()
    page.locator("#adoption > summary").click()
    assert page.locator("#row-a-hf_downloads_30d").is_visible()

    page.locator(".side-head").get_by_role("link", name="The Pile").click()
    page.wait_for_url("**/artifacts/the-pile/")
    assert page.get_by_role("heading", level=1).inner_text() == "The Pile"
    assert page.complaints == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_name_nobody_knows_when_compared_then_near_matches_lead_on(open_page, script):
    page = open_page("/", java_script_enabled=script)
    page.locator("#pick-a").fill("internln")
    page.locator("#pick-b").fill("The Pile")
    page.get_by_role("button", name="Compare").click()

    assert page.locator("#pick-a").input_value() == "internln"
    assert page.locator("#pick-b").input_value() == "The Pile"
    page.locator(".choices a", has_text=re.compile("^InternLM$")).first.click()
    page.wait_for_url("**/compare/internlm-vs-the-pile/")


def test_an_artifact_when_compared_with_another_then_the_comparison_opens(open_page):
    page = open_page("/artifacts/internlm/")
    page.get_by_label("Compare with").fill("blip-2")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/blip-2-vs-internlm/")


def test_a_link_to_a_folded_row_when_opened_then_the_row_shows(open_page):
    page = open_page("/compare/internlm-vs-the-pile/#row-b-citations")
    assert page.locator("#row-b-citations").is_visible()


def test_a_pair_that_was_picked_is_offered_again_until_it_is_cleared(open_page):
    page = open_page("/")
    recents = page.locator("[data-recents]")
    assert not recents.is_visible()
    page.locator("#pick-a").fill("The Pile")
    page.locator("#pick-b").fill("InternLM")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/internlm-vs-the-pile/")
    page.goto(page.url.partition("/compare/")[0] + "/")
    recents.get_by_role("link", name="The Pile vs InternLM").click()
    page.wait_for_url("**/compare/internlm-vs-the-pile/")
    assert page.context.cookies() == []

    page.go_back()
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    assert not recents.is_visible()
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("document.activeElement.id") == "pick-a"
    assert page.complaints == []


def test_what_is_kept_of_picked_pairs_is_text_and_the_newest_six(open_page):
    page = open_page("/")
    page.evaluate(
        """() => localStorage.setItem("picked-pairs", JSON.stringify([
          ["<img src=x onerror=alert(1)>", "b"], "no", [1, 2],
        ]))"""
    )
    page.reload()
    links = page.locator("[data-recents] a")
    assert links.all_inner_texts() == ["<img src=x onerror=alert(1)> vs b"]
    page.evaluate("""() => localStorage.setItem("picked-pairs", "not even JSON")""")
    page.reload()
    assert links.count() == 0
    for number in range(7):
        page.locator("#pick-a").fill(f"nobody {number}")
        page.locator("#pick-b").fill("nothing")
        page.get_by_role("button", name="Compare").click()
        page.wait_for_url(f"**nobody+{number}**")
    assert [text.split()[1] for text in links.all_inner_texts()] == ["6", "5", "4", "3", "2", "1"]


def test_without_script_there_is_no_list_of_picked_pairs(open_page):
    page = open_page("/", java_script_enabled=False)
    assert not page.locator("[data-recents]").is_visible()
