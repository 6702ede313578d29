"""A component is one template and one stylesheet of the same name, and whoever uses it brings its stylesheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = CHECKOUT / "templates"
STYLES = CHECKOUT / "static" / "css" / "components"
PAGES = sorted(path.name for path in (TEMPLATES / "compare").glob("*.html"))


def includes(text):
    return set(re.findall(r'{% include "components/_(\w+)\.html"', text))


def components_below(text):
    """Names of all components that a template draws, through the components that it includes."""
    found, waiting = set(), includes(text)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= includes((TEMPLATES / "components" / f"_{name}.html").read_text()) - found
    return found


def test_components_and_stylesheets_have_the_same_names():
    templates = {path.stem.removeprefix("_") for path in (TEMPLATES / "components").iterdir()}
    assert templates == {path.stem for path in STYLES.iterdir()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_when_it_draws_a_component_then_it_links_its_stylesheet(name):
    page, base = (TEMPLATES / "compare" / name).read_text(), (TEMPLATES / "base.html").read_text()
    linked = set(re.findall(r"css/components/(\w+)\.css", page + base))
    drawn = components_below(page) | components_below(base)
    assert drawn - linked == set()
    assert re.findall(r"css/components/(\w+)\.css", page + base) == list(
        dict.fromkeys(re.findall(r"css/components/(\w+)\.css", page + base))
    )


def test_a_component_when_included_then_it_sees_its_own_objects_only():
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"{% include .*?%}", path.read_text()):
            assert tag.endswith(" only %}"), f"{path.name}: {tag}"


def test_every_component_is_used():
    used = set().union(*(includes(path.read_text()) for path in TEMPLATES.rglob("*.html")))
    assert {path.stem.removeprefix("_") for path in (TEMPLATES / "components").iterdir()} == used
