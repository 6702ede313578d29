"""Contrast of the color tokens in both themes: WCAG 2.2, text 4.5 : 1, marks 3 : 1."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent.parent / "static" / "css"
SIDES = "abcdef"
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKEN = re.compile(rf"--([a-z0-9-]+):\s*light-dark\({OKLCH}, {OKLCH}\)")
COLOR_NAMED = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\(", re.I
)

TEXT_PAIRS = [
    *((text, surface) for text in ("text", "muted", "accent", "error") for surface in ("surface", "surface-2")),
    ("on-accent", "accent"),
    *((text, "mark") for text in ("text", "muted", "accent")),
    *((f"side-{side}", surface) for side in SIDES for surface in ("surface", "surface-2", f"side-{side}-soft")),
    *((text, f"side-{side}-soft") for side in SIDES for text in ("text", "muted")),
    *(("surface", f"side-{side}") for side in SIDES),
]
MARK_PAIRS = [(mark, surface) for mark in ("focus", "rule-strong") for surface in ("surface", "surface-2")]


def linear_srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB, with the matrices of CSS Color 4; parts outside the gamut are clipped as browsers may."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (lightness + first * a + second * b) ** 3
        for first, second in (
            (0.3963377774, 0.2158037573),
            (-0.1055613458, -0.0638541728),
            (-0.0894841775, -1.291485548),
        )
    )
    parts = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in parts)


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    lighter, darker = sorted(
        (sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), color, strict=True)) for color in (one, other)),
        reverse=True,
    )
    return (lighter + 0.05) / (darker + 0.05)


def tokens(theme: str) -> dict[str, tuple[float, float, float]]:
    found = {}
    for name, *parts in TOKEN.findall((CSS / "tokens.css").read_text()):
        numbers = [float(part) for part in parts]
        found[name] = linear_srgb(*(numbers[:3] if theme == "light" else numbers[3:]))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_its_surface_reaches_four_and_a_half(theme):
    colors = tokens(theme)
    low = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_on_their_surface_reach_three(theme):
    colors = tokens(theme)
    low = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in MARK_PAIRS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_known_colors_when_measured_then_give_the_known_contrast():
    white, black = linear_srgb(1, 0, 0), linear_srgb(0, 0, 0)
    assert contrast(white, black) == pytest.approx(21, abs=0.01)
    # sRGB red, oklch(0.62796 0.25768 29.234), stands 4.00 : 1 against white.
    assert contrast(linear_srgb(0.62796, 0.25768, 29.234), white) == pytest.approx(4.0, abs=0.01)


def test_stylesheets_other_than_tokens_name_no_color():
    naming = {
        str(sheet.relative_to(CSS)): found
        for sheet in CSS.rglob("*.css")
        if sheet.name != "tokens.css"
        and (found := COLOR_NAMED.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)))
    }
    assert naming == {}


def test_every_color_a_stylesheet_asks_for_is_a_token():
    known = set(re.findall(r"--([a-z0-9-]+):", (CSS / "tokens.css").read_text()))
    for sheet in CSS.rglob("*.css"):
        text = sheet.read_text()
        own = set(re.findall(r"--([a-z0-9-]+):", text))
        assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) <= known | own, sheet.name
