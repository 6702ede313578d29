"""Pictures of scores say what their rows say; what would change a score is named."""

from __future__ import annotations

import re

import pytest

from compare.parts.contributions import contributions
from tests.compare import factories
from tests.compare.test_pages import page_of


@pytest.fixture
def pages(db):
    """Two rated models that differ in downloads, and one of which nothing is known."""
    factories.rated("alpha"), factories.rated("beta", downloads=900)
    factories.artifact("gamma")
    factories.published()


def test_a_picture_of_a_score_steps_from_the_start_to_the_total(pages):
    block = page_of("alpha", "beta").scores[0]
    picture = contributions(block)
    assert picture.start.tenths + sum(step.points.tenths for step in picture.steps) == picture.total.tenths
    assert all(0 <= step.left <= 100 and 0 < step.width <= 100 for step in picture.steps)
    assert picture.low <= picture.start.number <= picture.high
    for step in picture.steps:
        scale = (picture.high - picture.low) / 100
        assert step.width * scale == pytest.approx(abs(step.points.number), abs=0.01)


def test_a_picture_of_an_unrated_score_is_none(pages):
    block = page_of("alpha", "gamma").scores[1]
    assert block.total is None
    assert block.interval is None
    assert contributions(block) is None


def test_an_interval_holds_its_score_and_its_words_are_whole_points(pages):
    for block in page_of("alpha", "beta").scores:
        assert block.interval.low <= block.total <= block.interval.high
        low, high = map(int, re.fullmatch(r"(\d+) to (\d+)", str(block.interval)).groups())
        assert low <= block.interval.low.number
        assert block.interval.high.number <= high


def test_difference_rows_say_what_each_side_was_read_from(pages):
    rows = {row.key: row for row in page_of("alpha", "beta").differences.rows}
    downloads = rows["hf_downloads_30d"]
    assert "100,000 downloads (2026-11-01)" in downloads.first_basis.text
    assert "900 downloads (2026-11-01)" in downloads.second_basis.text
    assert downloads.second_basis.source_name == "A list"
    components = {row.key: row for row in page_of("alpha", "beta").differences.components}
    assert "of its inputs are known" in components["adoption"].first_basis.text


def test_what_would_change_a_score_names_unknown_rows_and_next_marks(pages):
    block, _ = page_of("alpha", "beta").changes
    unknown = [row.key for row in block.unknown]
    assert "board_standing" in unknown
    assert "match_lift" not in unknown, "nobody could know it yet"
    assert [row.doubt_percent for row in block.unknown] == sorted(
        (r.doubt_percent for r in block.unknown), reverse=True
    )
    assert all(row.points.tenths > 0 and row.doubt_percent is None for row in block.known)
    assert block.known[0].text.endswith(f"the score would be {block.known[0].points} points higher.")


def test_different_kinds_have_no_rows_that_would_change_it(pages):
    factories.rated("delta", kind="dataset")
    factories.published()
    assert page_of("alpha", "delta").changes == ()


def test_the_picture_on_the_page_has_a_title_and_all_its_figures_in_words(pages, client):
    html = client.get("/artifacts/alpha/").content.decode()
    assert "How the score of Alpha comes about</title>" in html
    desc = re.search(r'<desc id="contributions-a-desc">(.*?)</desc>', html).group(1)
    assert desc.startswith("Start ")
    assert re.search(r"Total [\d.]+\.$", desc)
    assert 'class="interval"' in html
