"""Text to copy: how another page shows an embed, a badge or a link, with whole addresses of this site."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from compare.embed_pages import Snippet
from compare.frames import artifact_url, comparison_url
from compare.markdown import inline_text
from compare.pairs import canonical
from compare.parts import Side

# Room for an embed at the width of a phone, measured in Chromium: its frame, and each side.
FRAME_HEIGHT = 150
SIDE_HEIGHT = 128


def comparison_snippets(sides: Sequence[Side]) -> tuple[Snippet, ...]:
    slugs = [side.slug for side in sides]
    name = " vs ".join(side.name for side in sides)
    url = _whole(comparison_url(slugs))
    return (_iframe(canonical(slugs), name, len(sides)), _link(name, url))


def artifact_snippets(side: Side) -> tuple[Snippet, ...]:
    url = _whole(artifact_url(side.slug))
    picture = _whole(reverse("compare:badge", args=[side.slug, "svg"]))
    words = f"{side.name}: {settings.RANK_NAME}"
    return (
        _iframe(side.slug, side.name, 1),
        Snippet("badge-markdown", "Badge, Markdown", f"[![{inline_text(words)}]({picture})]({url})", 2),
        Snippet("badge-html", "Badge, HTML", f'<a href="{url}"><img src="{picture}" alt="{escape(words)}"></a>', 3),
        _link(side.name, url),
    )


def _iframe(names: str, title: str, sides: int) -> Snippet:
    address = _whole(reverse("compare:embed", args=[names]))
    height = FRAME_HEIGHT + SIDE_HEIGHT * sides
    text = (
        f'<iframe src="{address}" title="{escape(title)}" width="100%" height="{height}" loading="lazy"'
        ' style="border:0"></iframe>'
    )
    return Snippet("iframe", "Embed, HTML", text, 4)


def _link(name: str, url: str) -> Snippet:
    return Snippet("link-markdown", "Link, Markdown", f"[{inline_text(name)}]({url})", 2)


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
