"""What programs of other sites are told of a page: oEmbed (https://oembed.com), and the few facts a widget draws."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.urls import reverse

from compare.formats.pictures import HEIGHT, WIDTH
from compare.pages.crawling import site_url
from compare.pages.frames import artifact_url
from compare.pages.pictures import MOST_SIDES
from compare.pages.snippets import embed_frame
from compare.pairs import canonical
from compare.parts.embeds import EmbedPage

FRAME_WIDTH = 600
CACHE_SECONDS = 300
# What may be asked about: pages, and the embeds themselves.
PLACES = ("artifacts", "compare", "embed")


def names_asked(address: str) -> str | None:
    """The slug or pair in the address of a page of this site; None where it is none of ours."""
    try:
        given, own = urlsplit(address), urlsplit(settings.SITE_URL)
    except ValueError:
        return None
    parts = [unquote(part) for part in given.path.split("/") if part]
    ours = given.scheme in ("http", "https") and given.netloc.lower() == own.netloc.lower()
    return parts[1] if ours and len(parts) == 2 and parts[0] in PLACES else None


def oembed_url(canonical_path: str) -> str:
    """Where a page says that it can be embedded."""
    return f"{reverse('compare:oembed')}?url={quote(site_url(canonical_path), safe='')}"


def oembed(page: EmbedPage, *, widest: int | None, highest: int | None) -> dict[str, Any]:
    """A frame that is no larger than what was asked for."""
    slugs = [each.side.slug for each in page.sides]
    width = min(FRAME_WIDTH, widest or FRAME_WIDTH)
    html, needed = embed_frame(canonical(slugs), page.heading, sides=len(slugs), width=width, highest=highest)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": page.heading,
        "provider_name": urlsplit(settings.SITE_URL).netloc,
        "provider_url": site_url("/"),
        "cache_age": CACHE_SECONDS,
        "html": html,
        "width": width,
        "height": needed,
    }
    if len(slugs) > MOST_SIDES:
        return answer
    picture = site_url(reverse("compare:picture", args=[canonical(slugs)]))
    return {**answer, "thumbnail_url": picture, "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}


def embed_facts(page: EmbedPage) -> dict[str, Any]:
    """What an embed shows, as data with whole addresses."""
    run = page.meta.run
    return {
        "heading": page.heading,
        "sentence": page.sentence,
        "url": site_url(page.url),
        "rank_name": page.meta.rank_name,
        "as_of": run.as_of.isoformat() if run else None,
        "methodology": run.methodology if run else None,
        "sides": [
            {
                "slug": each.side.slug,
                "name": each.side.name,
                "kind": each.side.kind_label,
                "organization": each.side.organization,
                "score": each.side.score.number if each.side.score is not None else None,
                "low": each.side.interval.low.number if each.side.interval else None,
                "high": each.side.interval.high.number if each.side.interval else None,
                "unrated": each.side.unrated,
                "url": site_url(artifact_url(each.side.slug)),
            }
            for each in page.sides
        ],
    }
