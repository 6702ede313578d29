"""Pages as HTTP: the format asked for, caching without cookies, redirects that may change again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, cast

from csp.constants import NONE
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.safestring import SafeString

from compare.formats.data import page_json
from compare.formats.markdown import markdown
from compare.formats.outline import outline
from compare.formats.structured import Described, structured_text
from compare.formats.tables import Tabled, page_csv
from compare.pages.oembed import oembed_url
from compare.pages.pictures import picture_url
from compare.parts.alternatives import AlternativesPage
from compare.parts.embeds import EmbedNotice, EmbedPage
from compare.parts.kinds import CapabilityIndexPage, CapabilityPage
from compare.parts.lists import ErrorPage, HomePage, LeaderboardPage, MethodologyPage, NotFoundPage
from compare.parts.match_graph import MatchGraphPage
from compare.parts.pages import ArtifactPage, ComparisonPage, PreviewPage
from compare.parts.search import SearchPage

View = Callable[..., HttpResponseBase]
Format = Literal["html", "md", "json", "csv"]
Twinned = (
    ComparisonPage
    | ArtifactPage
    | LeaderboardPage
    | NotFoundPage
    | AlternativesPage
    | CapabilityIndexPage
    | CapabilityPage
)
Page = Twinned | EmbedNotice | EmbedPage | ErrorPage | HomePage | MatchGraphPage | MethodologyPage | SearchPage

# A reader sees a new run after a minute; a cache may answer with the old page while it fetches the new one.
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
# What other sites show is looked at far more often than a run is published: five minutes, then the old one while a new
# one is made.
SHOWN_ELSEWHERE = "public, max-age=300, stale-while-revalidate=86400"
# A picture opened by itself is a document: nothing in it may run or load.
PICTURE = {"default-src": [NONE], "base-uri": [NONE], "frame-ancestors": [NONE], "sandbox": [""]}
ACCEPTED: dict[str, Format] = {"text/html": "html", "text/markdown": "md", "application/json": "json"}
TABLED: dict[str, Format] = ACCEPTED | {"text/csv": "csv"}
CONTENT_TYPES: dict[Format, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}
TEMPLATES: dict[type, str] = {
    AlternativesPage: "compare/alternatives.html",
    ArtifactPage: "compare/artifact.html",
    CapabilityIndexPage: "compare/capabilities.html",
    CapabilityPage: "compare/capability.html",
    ComparisonPage: "compare/comparison.html",
    EmbedNotice: "embed/notice.html",
    EmbedPage: "embed/page.html",
    ErrorPage: "compare/error.html",
    HomePage: "compare/home.html",
    LeaderboardPage: "compare/leaderboard.html",
    MatchGraphPage: "compare/match_graph.html",
    MethodologyPage: "compare/methodology.html",
    NotFoundPage: "compare/not_found.html",
    PreviewPage: "compare/preview.html",
    SearchPage: "compare/search.html",
}


class MovedPermanently(HttpResponseRedirectBase):
    """301 that is kept for a minute: an alias may lead elsewhere one day."""

    status_code = 301


class UnknownFormatError(ValueError):
    """`?format=` names none of ours."""


def format_of(request: HttpRequest, suffix: str = "", *, tabled: bool = False) -> Format:
    """The suffix of the address decides, then `?format=`, then the header Accept. Raises `UnknownFormatError`.

    `tabled`: the page exists as a table too.
    """
    accepted = TABLED if tabled else ACCEPTED
    asked = suffix or request.GET.get("format", "")
    if asked:
        if asked not in accepted.values():
            *most, last = accepted.values()
            raise UnknownFormatError(f"There is no format {asked[:20]!r} here: ask for {', '.join(most)} or {last}")
        return cast(Format, asked)
    return accepted[request.get_preferred_type(list(accepted)) or "text/html"]


def page_response(
    request: HttpRequest,
    *,
    tag: str,
    make: Callable[[], Page],
    form: Format = "html",
    negotiated: bool = False,
) -> HttpResponseBase:
    """304 where the client has this page already; else the page, which is only then made."""
    response = get_conditional_response(request, etag=tag) or rendered(make(), form=form)
    response["ETag"] = tag
    return cacheable(response, negotiated=negotiated)


def rendered(page: Page, *, form: Format = "html", status: int = 200) -> HttpResponse:
    """The page in one format. Templates see no request: nothing in them can touch a session or a token."""
    if form == "json":
        body: bytes | str = page_json(page)
    elif form == "csv" and isinstance(page, Tabled):
        body = page_csv(page)
    elif form == "md" and isinstance(page, Twinned):
        body = markdown(outline(page))
    else:
        context = {"page": page, "site_url": settings.SITE_URL, "picture_url": picture_url(page)}
        if isinstance(page, ArtifactPage | ComparisonPage):
            context["oembed_url"] = oembed_url(page.meta.canonical)
        if isinstance(page, Described) and not page.meta.noindex:
            # Its characters that mean something in HTML are escaped as JSON does it.
            context["structured"] = SafeString(structured_text(page, site=settings.SITE_URL))
        body = render_to_string(TEMPLATES[type(page)], context)
        form = "html"
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPES[form])
    if page.meta.noindex:
        # Twins have no <meta name="robots">.
        response["X-Robots-Tag"] = "noindex"
    return response


def uncached(response: HttpResponseBase) -> HttpResponseBase:
    """What was asked for is the reader's own: no cache keeps it."""
    response["Cache-Control"] = "no-store"
    return response


def cacheable(response: HttpResponseBase, *, negotiated: bool = False) -> HttpResponseBase:
    """`negotiated`: the header Accept had a say in what this address answers."""
    response["Cache-Control"] = CACHE_CONTROL
    if negotiated:
        patch_vary_headers(response, ["Accept"])
    return response


def open_to_all(view: View) -> View:
    """Any site may load the answer, also one that loads nothing without leave (COEP); caches keep it."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = SHOWN_ELSEWHERE
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened
