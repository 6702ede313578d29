"""Sitemaps and robots.txt as text, by https://www.sitemaps.org/protocol.html. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The protocol's own limit for one file.
MOST_URLS = 50_000


@dataclass(frozen=True, slots=True)
class SitemapLine:
    """A whole address, and when what stands there last changed."""

    url: str
    changed_at: datetime | None = None


def urlset(lines: Sequence[SitemapLine]) -> str:
    """Raises `ValueError` beyond the limit of the protocol."""
    if len(lines) > MOST_URLS:
        raise ValueError(f"{len(lines)} addresses in one sitemap, {MOST_URLS} are allowed")
    return _document("urlset", "url", lines)


def sitemap_index(lines: Sequence[SitemapLine]) -> str:
    return _document("sitemapindex", "sitemap", lines)


def robots(*, closed: Iterable[str], opened: Iterable[str], sitemap: str) -> str:
    """`opened` are exceptions below closed paths: the longest rule wins (RFC 9309)."""
    rules = [*(f"Allow: {path}" for path in opened), *(f"Disallow: {path}" for path in closed)]
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""])


def _document(root: str, item: str, lines: Iterable[SitemapLine]) -> str:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    for line in lines:
        when = f"<lastmod>{line.changed_at.isoformat(timespec='seconds')}</lastmod>" if line.changed_at else ""
        parts.append(f"<{item}><loc>{escape(line.url)}</loc>{when}</{item}>")
    return "\n".join([*parts, f"</{root}>", ""])
