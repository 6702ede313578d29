"""The HTML pages and their twins: parse, ask, render."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from catalog.selectors import Found, artifact_find, artifact_named
from compare.answers.asked import BadAskedError, asked_read
from compare.freshness import page_tag
from compare.lookup import sides_find
from compare.pages import lists, missing
from compare.pages.artifact import artifact_page
from compare.pages.comparison import comparison_page
from compare.pages.frames import artifact_url, comparison_url
from compare.pages.methodology import methodology_page
from compare.pages.past import Moment, UnknownDayError, moment
from compare.pairs import BadPairError, canonical, slugs_parse
from compare.responses import (
    Format,
    MovedPermanently,
    Twinned,
    UnknownFormatError,
    cacheable,
    format_of,
    page_response,
    rendered,
)
from scoring.methodology import CURRENT, methodology_get, versions
from scoring.selectors import impact_of, published_run


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Pick two. Both recognized: on to their comparison; else the form again, with what was typed."""
    typed = (_typed(request, "a"), _typed(request, "b"))
    found = (_named(typed[0]), _named(typed[1]))
    slugs = [_slug(result) for result in found]
    if all(slugs):
        a, b = slugs
        return cacheable(redirect(artifact_url(a) if a == b else comparison_url(slugs)))
    run = published_run()
    page = lists.home_page(typed=typed, found=found, run=run)
    return page_response(request, tag=page_tag(run=run, extra=[repr(page)]), make=lambda: page)


@require_safe
def comparison(request: HttpRequest, pair: str, suffix: str = "") -> HttpResponseBase:
    """`a-vs-b`: in another order, by an alias, or of one and the same, it leads on."""
    try:
        form = format_of(request, suffix, tabled=True)
        asked = asked_read(request.GET)
        slugs = slugs_parse(pair)
    except (UnknownFormatError, BadAskedError) as error:
        return _bad_request(str(error))
    except BadPairError as error:
        if error.too_many:
            return _bad_request(error.reason)
        return cacheable(rendered(missing.comparison_unreadable(pair, error.reason), status=404))
    found = sides_find(slugs)
    if found.missing:
        page = missing.comparison_missing(slugs, found.missing)
        return cacheable(rendered(page, form=form, status=404), negotiated=not suffix)
    if not found.artifacts or pair != canonical(slugs):
        return _lead_on(request, found.slugs or slugs, suffix)
    return _page_of_day(
        request,
        found.artifacts,
        lambda when: comparison_page(found.artifacts, run=when.run, day=when.day, asked=asked),
        url=comparison_url(slugs),
        form=form,
        negotiated=not suffix,
        extra=[asked],
    )


@require_safe
def artifact(request: HttpRequest, slug: str, suffix: str = "") -> HttpResponseBase:
    try:
        form = format_of(request, suffix, tabled=True)
    except UnknownFormatError as error:
        return _bad_request(str(error))
    found = artifact_find(slug.replace("\x00", "").lower()[:200])
    if found.redirect_to or (found.artifact and found.artifact.slug != slug):
        return _lead_on(request, [_slug(found)], suffix)
    if found.artifact is None:
        page = missing.artifact_missing(slug, found.near)
        return cacheable(rendered(page, form=form, status=404), negotiated=not suffix)
    return _artifact_response(request, found.artifact, form, negotiated=not suffix)


def _artifact_response(request: HttpRequest, listed: Artifact, form: Format, *, negotiated: bool) -> HttpResponseBase:
    return _page_of_day(
        request,
        [listed],
        lambda when: artifact_page(listed, run=when.run, day=when.day),
        url=artifact_url(listed.slug),
        form=form,
        negotiated=negotiated,
    )


def _page_of_day(
    request: HttpRequest,
    artifacts: Sequence[Artifact],
    make: Callable[[Moment], Twinned],
    *,
    url: str,
    form: Format,
    negotiated: bool,
    extra: Sequence[object] = (),
) -> HttpResponseBase:
    """The page with the scores of today, or of the day that `?at=` asks for; `extra` is what else it depends on."""
    try:
        when = moment(request.GET.get("at", ""))
    except UnknownDayError as error:
        return _no_such_day(error, url, form, negotiated=negotiated)
    return page_response(
        request,
        tag=page_tag(run=when.run, artifacts=artifacts, extra=[form, when.tag, *extra]),
        make=lambda: make(when),
        form=form,
        negotiated=negotiated,
    )


def _no_such_day(error: UnknownDayError, url: str, form: Format, *, negotiated: bool) -> HttpResponseBase:
    if error.unreadable:
        return _bad_request(str(error))
    page = missing.day_missing(str(error), url=url)
    return cacheable(rendered(page, form=form, status=404), negotiated=negotiated)


@require_safe
def methodology(request: HttpRequest, version: str = "") -> HttpResponseBase:
    """The version in force, or any that was ever published."""
    if version and version not in versions():
        return cacheable(rendered(missing.address_missing(request.path), status=404))
    run = published_run()
    in_force = run.methodology if run else CURRENT
    document = methodology_get(version or in_force)
    impact = impact_of(document.version)
    return page_response(
        request,
        tag=page_tag(run=run, extra=[document.sha256, repr(impact)]),
        make=lambda: methodology_page(document, run=run, in_force=in_force, impact=impact),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Any address that nothing answers, and whatever raised Http404."""
    return cacheable(rendered(missing.address_missing(request.path), status=404))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _bad_request("The request cannot be read")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    page = missing.error_page(
        status=403,
        heading="Not for this account",
        message="Your account may not open this page. Whoever looks after the site can give it the permission.",
    )
    return rendered(page, status=403)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Asks nothing of the database, which may be what failed."""
    page = missing.error_page(
        status=500, heading="Something failed here", message="The fault is ours and is logged. Try again in a minute."
    )
    return rendered(page, status=500)


def _bad_request(message: str) -> HttpResponseBase:
    page = missing.error_page(status=400, heading="This request cannot be answered", message=f"{message}.")
    return rendered(page, status=400)


def _typed(request: HttpRequest, field: str) -> str:
    return request.GET.get(field, "").replace("\x00", "").strip()[:200]


def _named(text: str) -> Found | None:
    return artifact_named(text) if text else None


def _slug(found: Found | None) -> str:
    if found is None:
        return ""
    return found.artifact.slug if found.artifact else found.redirect_to or ""


def _lead_on(request: HttpRequest, slugs: list[str] | tuple[str, ...], suffix: str) -> HttpResponseBase:
    """To the one address of this content, in the same format."""
    target = artifact_url(slugs[0]) if len(slugs) == 1 else comparison_url(slugs)
    if suffix:
        target = f"{target.rstrip('/')}.{suffix}"
    query = request.META.get("QUERY_STRING", "")
    return cacheable(MovedPermanently(f"{target}?{query}" if query else target))
