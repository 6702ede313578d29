"""A page as one picture of 1200 x 630, for previews of links: sides, scores with their intervals, the verdict.

All lengths are computed here: a picture has neither stylesheets nor a browser that breaks lines. Pure: no Django.
"""

from __future__ import annotations

from dataclasses import dataclass

from compare.formats.badges import advance, printable
from compare.parts.basics import Side
from compare.parts.embeds import EmbedPage

WIDTH, HEIGHT = 1200, 630
MARGIN, GAP = 60, 40
NAME_SIZES = (52, 42, 34)
NAME_LINES = 2
SENTENCE_SIZE, SENTENCE_LINES = 34, 2
LEADING = 1.18
ELLIPSIS = "…"
# The tokens of the light theme (static/css/tokens.css) as a picture can read them; a test holds them together.
COLORS = {
    "surface": "#fdfcfa",
    "surface-2": "#f6f3ef",
    "text": "#1a1d23",
    "muted": "#565b63",
    "rule": "#dbd9d3",
    "accent": "#005d5d",
    "side-a": "#234b99",
    "side-a-soft": "#e6edfb",
    "side-b": "#8c4f17",
    "side-b-soft": "#faecda",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    text: str
    x: int
    y: int
    size: int


@dataclass(frozen=True, slots=True)
class IntervalPicture:
    """An axis from nought to a hundred; where the score is known, its interval on it. Pixels."""

    x: int
    y: int
    width: int
    band_x: float
    band_width: float
    tick_x: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One side. `letter` is empty where there is but one. `score` is what stands large: points, or Unrated; `under`
    says more about it in small.
    """

    letter: str
    x: int
    width: int
    color: str
    soft: str
    name: tuple[TextLine, ...]
    organization: str
    score: str
    under: str
    interval: IntervalPicture | None


@dataclass(frozen=True, slots=True)
class Picture:
    """`title` is all of it in words."""

    title: str
    panels: tuple[Panel, ...]
    sentence: tuple[TextLine, ...]
    foot: str
    rank_name: str
    colors: dict[str, str]
    width: int = WIDTH
    height: int = HEIGHT


def picture(page: EmbedPage, *, site: str) -> Picture:
    """One side or two. `site` is the host that the picture comes from."""
    count = len(page.sides)
    width = (WIDTH - 2 * MARGIN - (count - 1) * GAP) // count
    run = page.meta.run
    return Picture(
        title=f"{printable(page.heading)}: {printable(page.sentence)}",
        panels=tuple(
            _panel(shown.side, MARGIN + place * (width + GAP), width, place, alone=count == 1)
            for place, shown in enumerate(page.sides)
        ),
        sentence=_sentence(page.sentence),
        foot=f"{site} · as of {run.as_of.isoformat()}" if run else site,
        rank_name=page.meta.rank_name,
        colors=COLORS,
    )


def site_picture(*, rank_name: str, site: str) -> Picture:
    """What stands for pages without a picture of their own."""
    words = "Compare models and datasets: scores that recompute, facts with their sources."
    return Picture(
        title=f"Which one, A or B? {words}",
        panels=(),
        sentence=(
            *lines_at("Which one, A or B?", MARGIN, 260, 84, WIDTH - 2 * MARGIN, most=1),
            *lines_at(words, MARGIN, 350, 40, WIDTH - 2 * MARGIN, most=2),
        ),
        foot=site,
        rank_name=rank_name,
        colors=COLORS,
    )


def lines_at(text: str, x: int, y: int, size: int, width: int, *, most: int) -> tuple[TextLine, ...]:
    """A text broken into lines of at most `width` pixels, the first one's foot at `y`; what is too long ends in `…`."""
    return tuple(
        TextLine(line, x, round(y + place * size * LEADING), size)
        for place, line in enumerate(_broken(printable(text), size, width, most))
    )


def _sentence(text: str) -> tuple[TextLine, ...]:
    return lines_at(text, MARGIN, 500, SENTENCE_SIZE, WIDTH - 2 * MARGIN, most=SENTENCE_LINES)


def _panel(side: Side, x: int, width: int, place: int, *, alone: bool) -> Panel:
    inner = width - MARGIN
    letter = "ab"[place]
    if side.score is None:
        score, under = "Unrated", "too little is known for a score"
    else:
        score = str(side.score)
        under = f"of 100, in nine of ten cases {side.interval}" if side.interval else "of 100"
    return Panel(
        letter="" if alone else side.letter,
        x=x,
        width=width,
        color=COLORS[f"side-{letter}"],
        soft=COLORS[f"side-{letter}-soft"],
        name=_name(side.name, x + MARGIN // 2, inner),
        organization="".join(line.text for line in lines_at(side.organization or "", 0, 0, 26, inner - 80, most=1)),
        score=score,
        under=under,
        interval=_interval(side, x + MARGIN // 2, inner),
    )


def _name(name: str, x: int, width: int) -> tuple[TextLine, ...]:
    """As large as it fits."""
    for size in NAME_SIZES:
        if not _broken(printable(name), size, width, NAME_LINES)[-1].endswith(ELLIPSIS):
            break
    return lines_at(name, x, 190, size, width, most=NAME_LINES)


def _interval(side: Side, x: int, width: int) -> IntervalPicture | None:
    if side.score is None or side.interval is None:
        return None
    low, high = side.interval.low.number, side.interval.high.number
    return IntervalPicture(
        x=x,
        y=420,
        width=width,
        band_x=round(x + width * low / 100, 1),
        band_width=round(width * (high - low) / 100, 1),
        tick_x=round(x + width * side.score.number / 100, 1),
    )


def _broken(text: str, size: int, width: int, most: int) -> list[str]:
    """Broken at blanks and behind hyphens, and inside a word that is wider than a line."""
    lines: list[str] = []
    left = text
    while left and len(lines) < most:
        count = _fitting(left, size, width)
        if count < len(left):
            place = max(left.rfind(" ", 0, count + 1), left.rfind("-", 0, count) + 1)
            count = place if place > 0 else max(count, 1)
        lines.append(left[:count].rstrip())
        left = left[count:].lstrip()
    if left:
        line = lines[-1]
        while line and _wide(line + ELLIPSIS, size) > width:
            line = line[:-1]
        lines[-1] = line.rstrip() + ELLIPSIS
    return lines or [""]


def _fitting(text: str, size: int, width: int) -> int:
    """How many characters of the text fit into a line."""
    used = 0
    for place, character in enumerate(text):
        used += advance(character)
        if used * size > 1000 * width:
            return place
    return len(text)


def _wide(text: str, size: int) -> float:
    return sum(advance(character) for character in text) * size / 1000
