"""Addresses for programs that come by themselves: robots.txt, sitemaps, feeds."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from compare.formats.sitemaps import robots as robots_text
from compare.formats.sitemaps import sitemap_index, urlset
from compare.pages import missing
from compare.pages.crawling import CLOSED, OPENED, site_url, sitemap_files, sitemap_lines
from compare.pages.feeds import FEEDS, atom
from compare.responses import cacheable, rendered
from scoring.selectors import published_run

XML = "application/xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    return _document(request, robots_text(closed=CLOSED, opened=OPENED, sitemap=site_url("/sitemap.xml")), TEXT)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The index; its files stand beside it."""
    return _document(request, sitemap_index(sitemap_files(published_run())), XML)


@require_safe
def sitemap_file(request: HttpRequest, section: str, number: int) -> HttpResponseBase:
    lines = sitemap_lines(section, number, run=published_run())
    if lines is None:
        return cacheable(rendered(missing.address_missing(request.path), status=404))
    newest = max((line.changed_at for line in lines if line.changed_at), default=None)
    return _document(request, urlset(lines), XML, changed_at=newest)


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    if name not in FEEDS:
        return cacheable(rendered(missing.address_missing(request.path), status=404))
    made = FEEDS[name]()
    return _document(request, atom(made), ATOM, changed_at=made.updated_at)


def _document(
    request: HttpRequest, text: str, content_type: str, *, changed_at: datetime | None = None
) -> HttpResponseBase:
    """304 where the client has these very bytes, or nothing newer was asked for."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    modified = int(changed_at.timestamp()) if changed_at else None
    response = get_conditional_response(request, etag=tag, last_modified=modified)
    response = response or HttpResponse(text, content_type=content_type)
    response["ETag"] = tag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return cacheable(response)
