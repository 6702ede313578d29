"""The styleguide draws every component, and is there for developers alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context
from django.urls import NoReverseMatch, reverse

from compare.styleguide import RememberingEngine, styleguide

COMPONENTS = Path(__file__).resolve().parent.parent.parent / "templates" / "components"
# What only curated states of things draw: no sample page is in one.
SELDOM = {"past", "impact", "history_chart", "matches", "learned_runs", "attacks"}


def test_every_component_is_drawn_from_real_pages(whole_catalog, rf):
    response = styleguide(rf.get("/styleguide/"))
    text = response.content.decode()
    names = {path.stem.removeprefix("_") for path in COMPONENTS.iterdir()}
    assert set(re.findall(r'id="component-(\w+)"', text)) == names
    undrawn = re.findall(r'id="component-(\w+)">\w+</h2>\s*<p class="muted">No sample page draws it', text)
    assert set(undrawn) <= SELDOM
    assert response["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in text


@pytest.mark.django_db
def test_an_empty_catalog_has_a_styleguide_with_fewer_specimens(rf):
    text = styleguide(rf.get("/styleguide/")).content.decode()
    assert "No sample page draws it." in text


def test_without_debug_there_is_no_such_address():
    with pytest.raises(NoReverseMatch):
        reverse("compare:styleguide")


def test_what_is_remembered_is_what_a_page_shows():
    engine = RememberingEngine()
    assert engine.drawn == {}
    html = engine.from_string('{% include "components/_keys.html" only %}')
    shown = html.render(Context())
    assert engine.drawn == {"keys": shown}
