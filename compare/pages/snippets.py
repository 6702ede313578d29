"""Text to copy: how another page shows an embed, a badge or a link, with whole addresses of this site."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from compare.formats.markdown import inline_text
from compare.pages.frames import artifact_url, comparison_url
from compare.pairs import canonical
from compare.parts.basics import Run, Side
from compare.parts.embeds import Snippet

# Room for an embed at the width of a phone, measured in Chromium: its frame, and each side.
FRAME_HEIGHT = 150
SIDE_HEIGHT = 128
TEX = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def comparison_snippets(sides: Sequence[Side], run: Run | None) -> tuple[Snippet, ...]:
    slugs = [side.slug for side in sides]
    name = " vs ".join(side.name for side in sides)
    url = _whole(comparison_url(slugs))
    return (_iframe(canonical(slugs), name, len(sides)), _link(name, url), *_cited(name, canonical(slugs), url, run))


def artifact_snippets(side: Side, run: Run | None) -> tuple[Snippet, ...]:
    url = _whole(artifact_url(side.slug))
    picture = _whole(reverse("compare:badge", args=[side.slug, "svg"]))
    words = f"{side.name}: {settings.RANK_NAME}"
    return (
        _iframe(side.slug, side.name, 1),
        Snippet("badge-markdown", "Badge, Markdown", f"[![{inline_text(words)}]({picture})]({url})", 2),
        Snippet("badge-html", "Badge, HTML", f'<a href="{url}"><img src="{picture}" alt="{escape(words)}"></a>', 3),
        _link(side.name, url),
        *_cited(side.name, side.slug, url, run),
    )


def _iframe(names: str, title: str, sides: int) -> Snippet:
    return Snippet("iframe", "Embed, HTML", embed_frame(names, title, sides=sides)[0], 4)


def embed_frame(
    names: str, title: str, *, sides: int, width: int | str = "100%", highest: int | None = None
) -> tuple[str, int]:
    """The frame as HTML, and its height; in less than it needs a frame scrolls."""
    address = _whole(reverse("compare:embed", args=[names]))
    needed = FRAME_HEIGHT + SIDE_HEIGHT * sides
    height = min(needed, highest or needed)
    text = (
        f'<iframe src="{address}" title="{escape(title)}" width="{width}" height="{height}" loading="lazy"'
        ' style="border:0"></iframe>'
    )
    return text, height


def _link(name: str, url: str) -> Snippet:
    return Snippet("link-markdown", "Link, Markdown", f"[{inline_text(name)}]({url})", 2)


def _cited(name: str, key: str, url: str, run: Run | None) -> tuple[Snippet, ...]:
    """The run makes it citable: under its number and methodology the figures can be recomputed."""
    if run is None:
        return ()
    site = urlsplit(settings.SITE_URL).netloc
    stamp = f"scoring run {run.run_id}, methodology {run.methodology}, figures as of {run.as_of.isoformat()}"
    day = run.published_at.date()
    bibtex = (
        f"@misc{{{site.split(':')[0].replace('.', '-')}-{key}-run{run.run_id},\n"
        f'  title = "{{{_tex(name)}: {_tex(settings.RANK_NAME)}}}",\n'
        f"  year = {{{day.year}}},\n"
        f"  howpublished = {{\\url{{{url}}}}},\n"
        f"  note = {{{_tex(stamp)}}}\n}}"
    )
    words = f"{name}: {settings.RANK_NAME} ({day.isoformat()}). {site}, {stamp}. {url}"
    return (Snippet("cite-bibtex", "Citation, BibTeX", bibtex, 7), Snippet("cite-text", "Citation, text", words, 3))


def _tex(text: str) -> str:
    """Characters that TeX reads as commands mean themselves."""
    return "".join(TEX.get(character, character) for character in text)


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
