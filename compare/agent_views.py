"""Addresses for programs that read text: `/llms.txt`, and `/agent/` before any path for its Markdown."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from compare.pages import missing
from compare.pages.crawling import site_url
from compare.pages.llms import llms_text
from compare.responses import cacheable, rendered
from scoring.selectors import published_run

AGENT = "/agent"
# The pages that exist as Markdown, by the names of their addresses.
WRITTEN = {
    f"compare:{name}"
    for name in ("comparison", "artifact", "leaderboard", "alternatives", "capabilities", "capability")
}


@require_safe
def llms(request: HttpRequest) -> HttpResponseBase:
    text = llms_text(published_run())
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        text, content_type="text/plain; charset=utf-8"
    )
    response["ETag"] = tag
    return cacheable(response)


@require_safe
def agent(request: HttpRequest, path: str) -> HttpResponseBase:
    """The Markdown of the page at that path; where the page leads on, this address does too."""
    if not path:
        return llms(request)
    page = f"/{path}" if path.endswith("/") else f"/{path}/"
    try:
        found = resolve(page)
    except Resolver404:
        found = None
    if found is None or found.view_name not in WRITTEN:
        return cacheable(rendered(missing.address_missing(request.path), form="md", status=404))
    asked = request.GET.copy()
    asked["format"] = "md"
    request.GET = asked  # type: ignore[assignment]
    response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    if "Location" in response:
        response["Location"] = AGENT + response["Location"]
    response["Link"] = f'<{site_url(page)}>; rel="canonical"'
    response["X-Robots-Tag"] = "noindex"
    return response
