"""The theme follows the system until a reader chooses; the choice stays, and no page flashes."""

from __future__ import annotations

BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
# Runs in a new document before its own scripts: notes the theme at the moment in which the body begins.
AT_BODY = """new MutationObserver((records, observer) => {
  if (document.body) {
    observer.disconnect();
    window.themeAtBody = document.documentElement.dataset.theme || "auto";
  }
}).observe(document, { childList: true, subtree: true });"""


def test_the_theme_when_chosen_then_it_stays_on_the_next_page(open_page):
    page = open_page("/", scheme="light")
    light = page.evaluate(BACKGROUND)
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(BACKGROUND)
    assert dark != light

    page.goto("/methodology/")
    assert page.evaluate(BACKGROUND) == dark
    assert page.get_by_label("Theme").input_value() == "dark"

    page.get_by_label("Theme").select_option("auto")
    assert page.evaluate(BACKGROUND) == light
    assert page.evaluate("localStorage.length") == 0


def test_a_chosen_theme_when_a_page_loads_then_it_stands_before_the_body(open_page):
    page = open_page("/", scheme="light")
    page.get_by_label("Theme").select_option("dark")
    page.add_init_script(AT_BODY)
    page.goto("/rank/model/")
    assert page.evaluate("window.themeAtBody") == "dark"


def test_without_script_when_a_page_loads_then_it_follows_the_system_and_shows_no_switch(open_page):
    backgrounds = set()
    for scheme in ("light", "dark"):
        page = open_page("/", scheme=scheme, java_script_enabled=False)
        assert not page.locator(".theme-switch").is_visible()
        backgrounds.add(page.evaluate(BACKGROUND))
    assert len(backgrounds) == 2
