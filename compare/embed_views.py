"""What other sites show of this one: pages for frames and badges, open to anyone, without script and cookie."""

from __future__ import annotations

import orjson
from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from catalog.selectors import artifact_find
from compare.formats.badges import Badge
from compare.freshness import page_tag
from compare.lookup import sides_find
from compare.pages import missing
from compare.pages.embeds import artifact_badge, embed_notice, embed_page, missing_badge, shields_endpoint
from compare.pairs import SEPARATOR, BadPairError, canonical, slugs_parse
from compare.parts.embeds import Theme
from compare.parts.lists import ErrorPage, NotFoundPage
from compare.responses import PICTURE, MovedPermanently, open_to_all, page_response, rendered
from scoring.selectors import published_run

FRAMED = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}
THEMES: dict[str, Theme] = {"": "auto", "auto": "auto", "light": "light", "dark": "dark"}


@require_safe
@csp(FRAMED)
@xframe_options_exempt
@open_to_all
def embed(request: HttpRequest, names: str) -> HttpResponseBase:
    """`slug` or `a-vs-b`, with `?theme=light|dark`; other orders and aliases lead on."""
    asked_theme = request.GET.get("theme", "")
    theme = THEMES.get(asked_theme)
    if theme is None:
        return _refused(f"There is no theme {asked_theme[:20]!r}: ask for light, dark or auto", "auto")
    text = names.replace("\x00", "").lower()[:1000]
    try:
        slugs = slugs_parse(text) if SEPARATOR in text else (text,)
    except BadPairError as error:
        if error.too_many:
            return _refused(error.reason, theme)
        return _notice(missing.comparison_unreadable(text, error.reason), theme, status=404)
    return _embed_one(request, names, slugs[0], theme) if len(slugs) == 1 else _embed(request, names, slugs, theme)


def _embed_one(request: HttpRequest, names: str, slug: str, theme: Theme) -> HttpResponseBase:
    found = artifact_find(slug)
    listed = found.artifact
    if listed is None and found.redirect_to is None:
        return _notice(missing.artifact_missing(slug, found.near), theme, status=404)
    if listed is None or listed.slug != names:
        return _lead_on(request, "compare:embed", listed.slug if listed else found.redirect_to or "")
    return _answer(request, [listed], theme)


def _embed(request: HttpRequest, names: str, slugs: tuple[str, ...], theme: Theme) -> HttpResponseBase:
    found = sides_find(slugs)
    if found.missing:
        return _notice(missing.comparison_missing(slugs, found.missing), theme, status=404)
    if not found.artifacts or names != canonical(slugs):
        return _lead_on(request, "compare:embed", canonical(found.slugs or slugs))
    return _answer(request, list(found.artifacts), theme)


def _answer(request: HttpRequest, artifacts: list[Artifact], theme: Theme) -> HttpResponseBase:
    run = published_run()
    return page_response(
        request,
        tag=page_tag(run=run, artifacts=artifacts, extra=["embed", theme]),
        make=lambda: embed_page(artifacts, theme=theme, run=run),
    )


def _notice(page: NotFoundPage | ErrorPage, theme: Theme, *, status: int) -> HttpResponseBase:
    return rendered(embed_notice(page, theme=theme), status=status)


def _refused(reason: str, theme: Theme) -> HttpResponseBase:
    page = missing.error_page(status=400, heading="This embed cannot be shown", message=f"{reason}.")
    return _notice(page, theme, status=400)


@require_safe
@csp(PICTURE)
@open_to_all
def badge(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """The badge as SVG, or as JSON for shields.io."""
    asked = slug.replace("\x00", "").lower()[:200]
    found = artifact_find(asked)
    listed = found.artifact
    if found.redirect_to or (listed and listed.slug != slug):
        target = found.redirect_to or (listed.slug if listed else "")
        return _readable(_lead_on(request, "compare:badge", target, suffix))
    if listed is None:
        return _badge(missing_badge(asked), suffix, status=404)
    run = published_run()
    tag = page_tag(run=run, artifacts=[listed], extra=["badge", suffix])
    response = get_conditional_response(request, etag=tag) or _badge(artifact_badge(listed, run=run), suffix)
    response["ETag"] = tag
    return _readable(response)


def _badge(made: Badge, suffix: str, *, status: int = 200) -> HttpResponseBase:
    if suffix == "json":
        body = orjson.dumps(shields_endpoint(made, found=status == 200))
        return _readable(HttpResponse(body, status=status, content_type="application/json"))
    drawing = render_to_string("embed/badge.svg", {"badge": made}).strip()
    return _readable(HttpResponse(drawing, status=status, content_type="image/svg+xml"))


def _readable(response: HttpResponseBase) -> HttpResponseBase:
    """Scripts of any site may read it, without credentials."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _lead_on(request: HttpRequest, name: str, *parts: str) -> HttpResponseBase:
    query = request.META.get("QUERY_STRING", "")
    target = reverse(name, args=parts)
    return MovedPermanently(f"{target}?{query}" if query else target)
