"""The ways into search: the page, names while they are typed, and from checked hits to their comparison."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from catalog.models import Artifact
from compare.pages import missing
from compare.pages.frames import artifact_url, comparison_url
from compare.pages.search import search_page, search_start_page
from compare.pages.search_filters import LEANS, search_url
from compare.pages.search_recording import recorded
from compare.pairs import SIDES, SLUG
from compare.parts.search import SuggestedName
from compare.responses import cacheable, rendered, uncached
from matchgraph.graph.recording import Visitor
from matchgraph.retrieval import Filters, SearchTooSlowError
from matchgraph.selectors import name_suggestions
from matchgraph.words import cleaned, pieces
from scoring.selectors import published_run

LONGEST = 200
SHORTEST = 2
# Fields whose typing is completed, by the name that each has in its own form.
SUGGESTED_FIELDS = ("q", "a", "b")
PAGE_DIGITS = 4
FILTER_LENGTH = 200
TEXT_FILTERS = ("kind", "licence", "task", "modality", "language")
BOUNDS = ("size_max", "size_min", "context_min", "price_max")
BOUND = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
# What may be read out of the words, and dropped again.
READ = frozenset({*TEXT_FILTERS, *BOUNDS, "open_weights", LEANS})


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    typed = request.GET.get("q", "")
    try:
        number, filters = _page_number(request), _filters(request)
    except ValueError as wrong:
        return _refused(str(wrong))
    text = cleaned(typed)
    run = published_run()
    message = _message(typed, text)
    if len(text) < SHORTEST or not pieces(text):
        start = search_start_page(query=text, filters=filters, run=run, message=message)
        return uncached(rendered(start))
    try:
        page = search_page(
            query=text,
            asked=text[:LONGEST],
            filters=filters,
            page=number,
            run=run,
            message=message,
            as_words=frozenset(name for name in request.GET.get("words", "").split(",") if name in READ),
        )
    except SearchTooSlowError:
        return uncached(rendered(missing.search_too_slow(search_url(text, filters)), status=503))
    if page is None:
        return uncached(rendered(missing.search_beyond_end(search_url(text, filters)), status=404))
    return uncached(rendered(recorded(page, Visitor.of(request.META))))


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """The list under a field, as a fragment; empty where nothing is like what was typed. Nobody's own: cacheable."""
    typed = next((request.GET[name] for name in SUGGESTED_FIELDS if name in request.GET), "")
    names = tuple(
        SuggestedName(
            slug=one.slug,
            name=one.name,
            note=", ".join(part for part in (Artifact.Kind(one.kind).label, one.organization) if part),
            url=artifact_url(one.slug),
        )
        for one in name_suggestions(cleaned(typed)[:LONGEST])
    )
    response = HttpResponse(render_to_string("compare/suggestions.html", {"names": names}))
    response["X-Robots-Tag"] = "noindex"
    return cacheable(response)


@require_safe
def picked(request: HttpRequest) -> HttpResponseBase:
    """`?pick=a&pick=b`: to the comparison of two to six; else what to do about it."""
    slugs = tuple(dict.fromkeys(slug.lower() for slug in request.GET.getlist("pick")))
    back = cleaned(request.GET.get("q", ""))
    way_back = search_url(back, Filters()) if back else ""
    if not all(SLUG.fullmatch(slug) for slug in slugs):
        return _refused("?pick= names something that cannot be the name of an artifact here")
    if len(slugs) not in SIDES:
        return uncached(rendered(missing.picked_wrongly(slugs, limit=SIDES.stop - 1, back=way_back), status=400))
    return uncached(redirect(comparison_url(slugs)))


def _page_number(request: HttpRequest) -> int:
    """Raises ValueError for what is no page."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and int(asked[:PAGE_DIGITS]) > 0):
        raise ValueError("Pages are counted from 1: &page=2")
    return int(asked[:PAGE_DIGITS])


def _filters(request: HttpRequest) -> Filters:
    """Raises ValueError for an unknown kind, and for a bound that is no number."""
    given: dict[str, Any] = {name: cleaned(request.GET.get(name, ""))[:FILTER_LENGTH] for name in TEXT_FILTERS}
    if given["kind"] not in ("", *Artifact.Kind.values):
        kinds = " or ".join(Artifact.Kind.values)
        raise ValueError(f"There is no kind {given['kind'][:20]!r}: ask for {kinds}")
    for name in BOUNDS:
        text = request.GET.get(name, "").strip()
        if text and not BOUND.fullmatch(text):
            raise ValueError(f"{name} is a number, for instance {name}=9")
        given[name] = float(text) if text else None
    return Filters(**given, open_weights=request.GET.get("open_weights", "") not in ("", "0"))


def _message(typed: str, text: str) -> str:
    if not typed.strip():
        return ""
    if not pieces(text):
        return "There is no letter or digit to search for."
    if len(text) < SHORTEST:
        return "Type at least two characters."
    if len(text) > LONGEST:
        return f"Only the first {LONGEST} of {len(text):,} characters were searched for."
    return ""


def _refused(message: str) -> HttpResponseBase:
    page = missing.error_page(status=400, heading="This request cannot be answered", message=f"{message}.")
    return uncached(rendered(page, status=400))
