"""Pictures for previews of links, drawn once and kept."""

from __future__ import annotations

import hashlib

from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from compare.freshness import code_stamp
from compare.lookup import artifacts_named, sides_find
from compare.pages import missing
from compare.pages.pictures import DRAW, MOST_SIDES, picture_drawn, picture_key, picture_tag, site_picture_drawn
from compare.pairs import SEPARATOR, BadPairError, canonical, slugs_parse
from compare.responses import PICTURE, MovedPermanently, cacheable, open_to_all, rendered
from compare.selectors import picture_find
from compare.services import picture_write
from jobs.services import job_enqueue
from scoring.selectors import published_run

LONGEST = 1000


@require_safe
@csp(PICTURE)
@open_to_all
def picture(request: HttpRequest, names: str) -> HttpResponseBase:
    """`slug.png` or `a-vs-b.png`; other orders and aliases lead on.

    One that was never drawn is drawn here and now, which takes as long as a page: a preview keeps what it is given
    first for days. One that is overtaken is given as it is while a job draws it anew.
    """
    text = names.replace("\x00", "").lower()[:LONGEST]
    try:
        slugs = slugs_parse(text) if SEPARATOR in text else (text,)
    except BadPairError:
        slugs = ()
    artifacts = artifacts_named(canonical(slugs)) if 0 < len(slugs) <= MOST_SIDES else ()
    if not artifacts or names != canonical(slugs):
        return _lead_on(request, slugs)
    run = published_run()
    key, tag = picture_key(artifacts), picture_tag(artifacts, run=run)
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    stored = picture_find(key)
    if stored is None:
        drawn = picture_drawn(artifacts, run=run)
        picture_write(key=key, tag=tag, png=drawn)
        return _png(drawn, tag)
    if stored.tag != tag:
        job_enqueue(kind=DRAW, key=key)
    return _png(bytes(stored.png), stored.tag)


def _lead_on(request: HttpRequest, slugs: tuple[str, ...]) -> HttpResponseBase:
    """To the one address of this picture; not found where there is none."""
    found = sides_find(slugs) if 0 < len(slugs) <= MOST_SIDES else None
    if found is None or found.missing:
        return cacheable(rendered(missing.address_missing(request.path), status=404))
    led = found.slugs or tuple(artifact.slug for artifact in found.artifacts)
    return MovedPermanently(reverse("compare:picture", args=[canonical(led)]))


@require_safe
@csp(PICTURE)
@open_to_all
def site_picture(request: HttpRequest) -> HttpResponseBase:
    """What stands for pages without a picture of their own; drawn at every question that is no repetition."""
    tag = f'"{hashlib.sha256(f"site picture {code_stamp()}".encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=tag) or _png(site_picture_drawn(), tag)


def _png(body: bytes, tag: str) -> HttpResponse:
    response = HttpResponse(body, content_type="image/png")
    response["ETag"] = tag
    return response
