"""The pages that lead to artifacts: lists by score, capability kinds, alternatives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from catalog.selectors import artifact_find
from compare.freshness import page_tag
from compare.pages import missing
from compare.pages.alternatives import alternatives_page, alternatives_url
from compare.pages.capability_lists import capability_index_page, capability_page, kind_find, last_page, query_cleaned
from compare.pages.kind_tree import capability_url
from compare.pages.leaderboards import Asked, filters_read, last_url, leaderboard_page
from compare.pages.past import Moment, UnknownDayError, moment
from compare.responses import (
    Format,
    MovedPermanently,
    UnknownFormatError,
    cacheable,
    format_of,
    page_response,
    rendered,
)
from scoring.selectors import published_run

PAGE_DIGITS = 7


@require_safe
def capabilities(request: HttpRequest) -> HttpResponseBase:
    """The tree of kinds; `?q=` shows those that say each word of it."""
    try:
        form = format_of(request)
    except UnknownFormatError as error:
        return _bad_request(str(error))
    query = query_cleaned(request.GET.get("q", ""))
    run = published_run()
    page = capability_index_page(query=query, run=run)
    return page_response(
        request, tag=page_tag(run=run, extra=[form, repr(page)]), make=lambda: page, form=form, negotiated=True
    )


@require_safe
def capability(request: HttpRequest, path: str) -> HttpResponseBase:
    """One kind; a merged one leads on to what it became."""
    try:
        artifact_kind, number, form = _list_asked(request)
    except ValueError as error:
        return _bad_request(str(error))
    found = kind_find(path)
    if found.moved_to:
        return _lead_on(request, capability_url(found.moved_to))
    tree, kind = found.tree, found.kind
    if kind is None:
        page = missing.capability_missing(path, tree.near(path[:100]))
        return cacheable(rendered(page, form=form, status=404), negotiated=True)
    run = published_run()
    shown = capability_page(tree, kind, artifact_kind=artifact_kind, page=number, run=run)
    if shown is None:
        last, url = last_page(tree, kind, artifact_kind)
        return cacheable(rendered(missing.beyond_end(last=last, url=url), form=form, status=404), negotiated=True)
    return page_response(
        request, tag=page_tag(run=run, extra=[form, repr(shown)]), make=lambda: shown, form=form, negotiated=True
    )


def _list_asked(request: HttpRequest) -> tuple[str, int, Format]:
    """Kind of artifact, page and format of a list. Raises `ValueError` with what is wrong in words."""
    kind = request.GET.get("kind", "")
    if kind and kind not in Artifact.Kind.values:
        raise ValueError(f"There is no kind {kind[:20]!r}: ask for {' or '.join(Artifact.Kind.values)}")
    return kind, _page_number(request), format_of(request)


def _page_number(request: HttpRequest) -> int:
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdigit() and int(page[:PAGE_DIGITS]) > 0):
        raise ValueError("Pages are counted from 1: ?page=2")
    return int(page[:PAGE_DIGITS])


@require_safe
def leaderboard(request: HttpRequest, kind: str, suffix: str = "") -> HttpResponseBase:
    """One kind by score, today or on a past day; whatever narrows it stands in the address, in every format."""
    try:
        form = format_of(request, suffix, tabled=True)
        when = moment(request.GET.get("at", ""))
        asked = _board_asked(request, kind, when)
    except UnknownDayError as error:
        if error.unreadable:
            return _bad_request(str(error))
        page = missing.day_missing(str(error), url=request.path)
        return cacheable(rendered(page, form=form, status=404), negotiated=not suffix)
    except ValueError as error:
        return _bad_request(str(error))
    if asked is None:
        return cacheable(rendered(missing.address_missing(kind), form=form, status=404), negotiated=not suffix)
    shown = leaderboard_page(asked, run=when.run)
    if shown is None:
        last, url = last_url(asked, run=when.run)
        beyond = missing.beyond_end(last=last, url=url)
        return cacheable(rendered(beyond, form=form, status=404), negotiated=not suffix)
    tag = page_tag(run=when.run, extra=[form, when.tag, repr(shown)])
    return page_response(request, tag=tag, make=lambda: shown, form=form, negotiated=not suffix)


def _board_asked(request: HttpRequest, kind: str, when: Moment) -> Asked | None:
    """What the address asks of a list; None of a kind that there is not. Raises `ValueError` in words."""
    number = _page_number(request)
    if (members := request.GET.get("members", "0")) not in ("0", "1"):
        raise ValueError("Members of families are listed by ?members=1 and folded away without it")
    if kind not in Artifact.Kind.values:
        return None
    chosen = filters_read(kind, request.GET.dict())
    if when.day and (chosen or members == "1"):
        raise ValueError("A list of a past day holds everything: ?at= goes with no filter and without ?members=")
    return Asked(kind, number, members == "1", chosen, when.day)


@require_safe
def alternatives(request: HttpRequest, slug: str, suffix: str = "") -> HttpResponseBase:
    try:
        form = format_of(request, suffix)
    except UnknownFormatError as error:
        return _bad_request(str(error))
    found = artifact_find(slug.replace("\x00", "").lower()[:200])
    listed = found.artifact
    if found.redirect_to or (listed and listed.slug != slug):
        target = alternatives_url(found.redirect_to or (listed.slug if listed else ""))
        return _lead_on(request, f"{target.rstrip('/')}.{suffix}" if suffix else target)
    if listed is None:
        page = missing.artifact_missing(slug, found.near)
        return cacheable(rendered(page, form=form, status=404), negotiated=not suffix)
    run = published_run()
    made = alternatives_page(listed, run=run)
    return page_response(
        request,
        # Others' facts stand on the page too: their edits show in what was made.
        tag=page_tag(run=run, artifacts=[listed], extra=[form, repr(made)]),
        make=lambda: made,
        form=form,
        negotiated=not suffix,
    )


def _lead_on(request: HttpRequest, target: str) -> HttpResponseBase:
    query = request.META.get("QUERY_STRING", "")
    return cacheable(MovedPermanently(f"{target}?{query}" if query else target))


def _bad_request(message: str) -> HttpResponseBase:
    page = missing.error_page(status=400, heading="This request cannot be answered", message=f"{message}.")
    return rendered(page, status=400)
