"""What programs of other sites load of this one: oEmbed, the facts of an embed as data, the web component."""

from __future__ import annotations

import functools
import hashlib
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from catalog.selectors import artifact_find, artifacts_by_slug
from compare.freshness import page_tag
from compare.lookup import sides_find
from compare.pages.embeds import embed_page
from compare.pages.oembed import embed_facts, names_asked, oembed
from compare.pairs import SEPARATOR, BadPairError, slugs_parse
from compare.responses import open_to_all
from scoring.selectors import published_run

COMPONENT = "static/js/x_compare.js"
LONGEST = 1000


@require_safe
@open_to_all
def oembed_answer(request: HttpRequest) -> HttpResponseBase:
    """`?url=` names a page of this site; `maxwidth` and `maxheight` are kept to. XML is not spoken (501)."""
    if request.GET.get("format", "json") != "json":
        return _said("Only format=json is answered here.", status=501)
    try:
        widest, highest = (_pixels(request.GET.get(name, "")) for name in ("maxwidth", "maxheight"))
    except ValueError:
        return _said("maxwidth and maxheight are whole numbers of pixels above 0.", status=400)
    names = names_asked(request.GET.get("url", ""))
    artifacts = _artifacts(names) if names else []
    if not artifacts:
        return _said(f"url is no artifact and no comparison of {settings.SITE_URL}.", status=404)
    run = published_run()
    tag = page_tag(run=run, artifacts=artifacts, extra=["oembed", widest, highest])
    return _data(
        request, tag, lambda: oembed(embed_page(artifacts, theme="auto", run=run), widest=widest, highest=highest)
    )


@require_safe
@open_to_all
def embed_data(request: HttpRequest, names: str) -> HttpResponseBase:
    """What the embed of that name shows, as JSON; other orders and aliases are answered as they are asked."""
    artifacts = _artifacts(names)
    if not artifacts:
        return _said("No artifact and no comparison has this name.", status=404)
    run = published_run()
    tag = page_tag(run=run, artifacts=artifacts, extra=["embed data", names])
    return _data(request, tag, lambda: embed_facts(embed_page(artifacts, theme="auto", run=run)))


@require_safe
@open_to_all
def component(request: HttpRequest) -> HttpResponseBase:
    """`<x-compare a b>`, under an address that stays."""
    body, tag = _component()
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        body, content_type="text/javascript; charset=utf-8"
    )
    response["ETag"] = tag
    return _readable(response)


@functools.cache
def _component() -> tuple[bytes, str]:
    body = (settings.BASE_DIR / COMPONENT).read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _artifacts(names: str) -> list[Artifact]:
    """One artifact, or two to six in the order of their page; nothing where any is unknown."""
    text = names.replace("\x00", "").lower()[:LONGEST]
    if SEPARATOR not in text:
        found = artifact_find(text)
        if found.artifact is None and found.redirect_to:
            return list(artifacts_by_slug([found.redirect_to]).values())
        return [found.artifact] if found.artifact else []
    try:
        slugs = slugs_parse(text)
    except BadPairError:
        return []
    sides = sides_find(slugs)
    if sides.slugs and not sides.missing:
        sides = sides_find(sides.slugs)
    return list(sides.artifacts)


def _pixels(text: str) -> int | None:
    """Raises `ValueError`."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise ValueError(text)
    return int(text[:9])


def _data(request: HttpRequest, tag: str, make: Any) -> HttpResponseBase:
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        orjson.dumps(make()), content_type="application/json"
    )
    response["ETag"] = tag
    return _readable(response)


def _said(message: str, *, status: int) -> HttpResponseBase:
    return _readable(HttpResponse(orjson.dumps({"error": message}), status=status, content_type="application/json"))


def _readable(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    return response
