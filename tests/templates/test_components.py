"""A component is one template and one stylesheet of the same name; all stylesheets together are one file."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from config.bundling import BundleFinder

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = CHECKOUT / "templates"
STYLES = CHECKOUT / "static" / "css" / "components"


def includes(text):
    return set(re.findall(r'{% include "components/_(\w+)\.html"', text))


def test_components_and_stylesheets_have_the_same_names():
    templates = {path.stem.removeprefix("_") for path in (TEMPLATES / "components").iterdir()}
    assert templates == {path.stem for path in STYLES.iterdir()}


def test_the_one_stylesheet_of_the_site_holds_every_component_after_colours_and_elements():
    bundle = Path(finders.find("css/site.css")).read_text()
    parts = [(CHECKOUT / "static" / "css" / name).read_text().strip() for name in ("tokens.css", "base.css")]
    parts += [path.read_text().strip() for path in sorted(STYLES.iterdir())]
    places = [bundle.index(part) for part in parts]
    assert places == sorted(places)
    assert "css/site.css" in (TEMPLATES / "base.html").read_text()


def test_a_stylesheet_that_was_edited_is_in_the_next_bundle(settings, tmp_path):
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    (tmp_path / "static/css/components").mkdir(parents=True)
    for name in ("tokens", "base", "layout", "components/one"):
        (tmp_path / f"static/css/{name}.css").write_text(f".{name.rpartition('/')[2]} {{}}\n")
    finder = BundleFinder()
    assert Path(finder.find("css/site.css")).read_text() == ".tokens {}\n.base {}\n.layout {}\n.one {}\n"
    (tmp_path / "static/css/components/one.css").write_text(".two {}")
    assert Path(finder.find("css/site.css")).read_text().endswith(".two {}\n")
    assert [path for path, _ in finder.list([])] == ["css/site.css"]
    assert finder.find("css/other.css") == []


def test_a_component_when_included_then_it_sees_its_own_objects_only():
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"{% include .*?%}", path.read_text()):
            assert tag.endswith(" only %}"), f"{path.name}: {tag}"


def test_every_component_is_used():
    used = set().union(*(includes(path.read_text()) for path in TEMPLATES.rglob("*.html")))
    assert {path.stem.removeprefix("_") for path in (TEMPLATES / "components").iterdir()} == used
