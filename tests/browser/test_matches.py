"""What a reader does with results reaches the match graph, by keyboard or mouse, with script or without; no cookie."""

from __future__ import annotations

import pytest

from matchgraph.graph.recording import recorder
from matchgraph.graph.traffic import Reacted


@pytest.fixture(autouse=True)
def recording(settings):
    settings.MATCH_RECORDING = True
    recorder._waiting.clear()
    yield
    recorder._waiting.clear()


def reactions():
    return [one.reaction.name for one in recorder._waiting if isinstance(one, Reacted)]


def test_a_result_when_opened_and_read_and_compared_then_each_is_told(open_page, monkeypatch):
    page = open_page("/search/?q=whisper")
    page.clock.install()
    with page.expect_response("**/match/"):
        page.locator("[data-result]").first.click()
    page.wait_for_url("**/artifacts/**")
    with page.expect_response("**/match/"):
        page.clock.run_for(11_000)
    assert reactions() == ["CLICK", "DWELL"]
    page.goto("/search/?q=whisper")
    for box in page.locator("input[name=pick]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare checked").click()
    page.wait_for_url("**/compare/**")
    assert reactions() == ["CLICK", "DWELL", "COMPARE", "COMPARE"]
    assert page.context.cookies() == []
    assert page.complaints == []


def test_without_script_when_somebody_says_that_it_helped_then_it_is_told_and_the_search_stands(open_page):
    page = open_page("/search/?q=whisper", java_script_enabled=False)
    page.get_by_role("button", name="helped", exact=False).first.click()
    page.wait_for_url("**/search/?q=whisper")
    assert reactions() == ["HELPED"]
