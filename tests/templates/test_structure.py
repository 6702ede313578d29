"""Every type of page is sound HTML that makes sense without its styles."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.test import Client

from tests.browser.addresses import PAGES
from tests.templates.entries import seed_pair_aligned
from tests.templates.markup import read

LEVELS = {f"h{level}": level for level in range(1, 7)}


@pytest.fixture
def page(whole_catalog, request):
    """The tree of one type of page, with capability entries on both sides of the seed pair."""
    seed_pair_aligned()
    html = Client().get(PAGES[request.param]).content.decode()
    tree, faults = read(html)
    assert faults == []
    return tree


every_page = pytest.mark.parametrize("page", PAGES, indirect=True)


@every_page
def test_a_page_when_read_then_it_has_one_heading_one_of_each_landmark_and_a_language(page):
    tags = Counter(element.tag for element in page.all())
    # A drawing may have a title of its own.
    titles = sum(element.parent.tag != "svg" for element in page.all("title"))
    assert (tags["h1"], tags["main"], titles) == (1, 1, 1)
    assert next(page.all("html")).attributes["lang"] == "en"
    top = [element.tag for element in next(page.all("body")).children]
    assert [tag for tag in top if tag in ("header", "main", "footer")] == ["header", "main", "footer"]
    skip = next(next(page.all("body")).all("a"))
    assert skip.attributes["href"] == "#content"


@every_page
def test_a_page_when_read_then_its_headings_leave_no_level_out(page):
    levels = [LEVELS[heading.tag] for heading in page.all(*LEVELS)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.text for heading in page.all(*LEVELS))


@every_page
def test_a_page_when_read_then_every_id_is_unique_and_every_inner_link_leads_somewhere(page):
    ids = Counter(element.attributes["id"] for element in page.all() if "id" in element.attributes)
    assert [name for name, count in ids.items() if count > 1 or not name] == []
    targets = {element.attributes["href"][1:] for element in page.all("a") if element.attributes["href"][:1] == "#"}
    assert targets - set(ids) == set()
    for element in page.all():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), element


@every_page
def test_a_page_when_read_then_every_table_has_a_caption_and_scoped_heads(page):
    for table in page.all("table"):
        assert table.children[0].tag == "caption"
        assert table.children[0].text
        assert all(head.attributes.get("scope") in ("col", "row") for head in table.all("th"))
        widths = {sum(int(cell.attributes.get("colspan", 1)) for cell in row.children) for row in table.all("tr")}
        assert len(widths) == 1, f"{table.children[0].text}: rows of {widths} cells"


@every_page
def test_a_page_when_read_then_links_buttons_fields_and_pictures_have_names(page):
    labelled = {label.attributes["for"] for label in page.all("label") if label.text}
    for link in page.all("a", "button", "summary"):
        assert link.text or link.attributes.get("aria-label"), link.attributes
    for control in page.all("input", "select"):
        assert control.attributes.get("type") == "hidden" or control.attributes["id"] in labelled
    for picture in page.all("img"):
        assert "alt" in picture.attributes
    for drawing in page.all("svg"):
        assert (
            drawing.attributes.get("aria-hidden") == "true"
            or drawing.attributes.get("aria-label")
            or drawing.attributes.get("aria-labelledby")
            or (drawing.parent.tag == "svg")
        ), drawing.attributes
    for region in page.all("nav", "section"):
        assert region.attributes.get("aria-label") or region.attributes.get("aria-labelledby"), region.attributes


@every_page
def test_a_page_when_read_then_nothing_is_styled_or_scripted_in_place(page):
    for element in page.all():
        assert not {name for name in element.attributes if name == "style" or re.match("on[a-z]", name)}
        assert element.tag != "style"
        # A block of data is no script: nothing in it runs.
        data = element.attributes.get("type") == "application/ld+json"
        assert element.tag != "script" or element.attributes.get("src") or data


@every_page
def test_a_page_when_read_then_it_prints_no_leftover_of_a_template(page):
    assert not re.search(r"\bNone\b|\{\{|\{%|Points\(|\bnan\b", next(page.all("body")).text)


@pytest.mark.parametrize("page", ["comparison-seed"], indirect=True)
def test_a_comparison_when_a_lane_is_long_then_the_rest_is_folded_but_on_the_page(page):
    cards = [element for element in page.all("article") if element.attributes.get("class", "").startswith("capability")]
    # Fourteen and twelve of their own, one shared pair; eight a lane show, the rest is folded.
    assert len(cards) == 14 + 12 + 2
    folded = [card for card in cards if card.inside("details")]
    assert len(folded) == 6 + 4
