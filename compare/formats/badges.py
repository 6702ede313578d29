"""A badge: one line about one artifact as a small picture of two parts. Pure: no Django.

A picture inside a foreign page has neither our fonts nor our stylesheets, so widths are computed here, and the text
is told to fill exactly the width that was computed for it, whatever font is found there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

HEIGHT = 20
PADDING = 6
FONT_SIZE = 11
NAME_LENGTH = 40
# Read against both a light and a dark page: filled parts with white text, and a rim that shows on either. A picture
# cannot read the tokens of the stylesheet; tests hold the contrast of these as well.
COLORS = {"name": "#3d4451", "rated": "#00595b", "unrated": "#5c6370", "rim": "#8a919e", "text": "#ffffff"}
# Advance widths of Helvetica in thousandths of the font size, from Adobe's published metrics (Core 14 AFM); Arial and
# Liberation Sans are drawn to the same widths.
NARROW = {
    191: "'", 222: "ijl", 260: "|", 278: " !,./:;I[\\]ft·", 333: "`()-r", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jckvsxyz", 556: "#$0123456789?L_abdeghnopqu\u2013", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@", 1000: "\u2014\u2026",
}  # fmt: skip
WIDTHS = {character: width for width, characters in NARROW.items() for character in characters}
UNKNOWN_WIDTH = 600
WIDE_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class BadgePart:
    """A filled part with its text; all lengths in pixels."""

    text: str
    color: str
    x: int
    width: int
    text_x: int
    text_width: int


@dataclass(frozen=True, slots=True)
class Badge:
    """`title` is the whole line; `description` says it in a sentence for those who hear the picture."""

    title: str
    description: str
    parts: tuple[BadgePart, BadgePart]
    width: int
    height: int = HEIGHT
    font_size: int = FONT_SIZE
    text_color: str = COLORS["text"]
    rim_color: str = COLORS["rim"]


def text_width(text: str) -> int:
    """Pixels that a text takes at the badge's font size, rounded up."""
    thousandths = sum(advance(character) for character in text)
    return -(-thousandths * FONT_SIZE // 1000)


def badge(*, name: str, message: str, rated: bool, description: str) -> Badge:
    """A badge of a name and what is said of it. Characters that no picture can show are left out."""
    whole = printable(name)
    short = whole if len(whole) <= NAME_LENGTH else f"{whole[: NAME_LENGTH - 1].rstrip()}…"
    message = printable(message)
    left = _part(short, COLORS["name"], 0)
    right = _part(message, COLORS["rated" if rated else "unrated"], left.width)
    return Badge(
        title=f"{whole} · {message}",
        description=printable(description),
        parts=(left, right),
        width=left.width + right.width,
    )


def printable(text: str) -> str:
    """XML refuses control characters, and a badge has one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _part(text: str, color: str, x: int) -> BadgePart:
    width = text_width(text)
    return BadgePart(text, color, x, width + 2 * PADDING, x + PADDING, width)


def advance(character: str) -> int:
    """Width of a character in thousandths of the font size."""
    if character in WIDTHS:
        return WIDTHS[character]
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return WIDE_WIDTH
    plain = unicodedata.normalize("NFD", character)[0]
    return WIDTHS.get(plain, UNKNOWN_WIDTH)
