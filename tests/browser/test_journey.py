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
