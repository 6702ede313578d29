"""Badges: widths that hold their text, colors that can be read, names that stay text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.formats.badges import COLORS, NAME_LENGTH, PADDING, badge, text_width


def luminance(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def made(name, **fields):
    return badge(
        **{"name": name, "message": "UnfragileRank 57.4 · 2026-11-22", "rated": True, "description": "x", **fields}
    )


@pytest.mark.parametrize("part", ["name", "rated", "unrated"])
def test_text_on_a_part_can_be_read(part):
    assert contrast(COLORS["text"], COLORS[part]) >= 4.5


@pytest.mark.parametrize("page", ["#ffffff", "#0d1117"])
def test_the_rim_shows_on_a_light_and_on_a_dark_page(page):
    assert contrast(COLORS["rim"], page) >= 3


@pytest.mark.parametrize(
    ("text", "width"),
    # Sums of the published widths at 11 px, rounded up.
    [("", 0), ("i", 3), ("BLIP-2", 34), ("57.4", 22), ("模型", 22), ("é", 7), ("e\u0301", 7)],
)
def test_the_width_of_a_text_is_the_sum_of_its_characters(text, width):
    assert text_width(text) == width


@given(st.text(max_size=80))
def test_any_name_when_drawn_stays_inside_its_part(name):
    drawn = made(name)
    left, right = drawn.parts
    assert left.width == left.text_width + 2 * PADDING
    assert (right.x, drawn.width) == (left.width, left.width + right.width)
    assert len(left.text) <= NAME_LENGTH
    assert drawn.title.isprintable()


def test_a_long_name_when_drawn_is_cut_but_said_whole():
    drawn = made("a" * 100)
    assert drawn.parts[0].text == "a" * (NAME_LENGTH - 1) + "…"
    assert "a" * 100 in drawn.title
