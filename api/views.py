"""The JSON endpoints: parse, ask, answer with the same dataclasses as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from ninja import Router

from api.problems import problem
from api.schemas import Artifact, Comparison, Problem
from catalog.selectors import artifact_find
from compare.artifact import artifact_page
from compare.comparison import comparison_page
from compare.freshness import page_tag
from compare.list_pages import NotFoundPage
from compare.lookup import sides_find
from compare.missing import artifact_missing, comparison_missing
from compare.pairs import BadPairError, canonical, slugs_parse
from compare.responses import MovedPermanently, cacheable, page_response
from scoring.selectors import published_run

router = Router()
SUFFIX = ".json"
ERRORS = {frozenset({400, 404, 405, 422, 500}): Problem}


def comparison(request: HttpRequest, pair: str) -> HttpResponseBase:
    """Two to six artifacts side by side: `a-vs-b`, slugs in alphabetical order; any other order leads on (301)."""
    asked = pair.removesuffix(SUFFIX)
    try:
        slugs = slugs_parse(asked)
    except BadPairError as error:
        return problem(request, status=422, detail=f"{error.reason}.", kind="not-a-pair")
    found = sides_find(slugs)
    if found.missing:
        return _missing(request, comparison_missing(slugs, found.missing))
    leads_to = found.slugs or (slugs if asked != canonical(slugs) else ())
    if leads_to:
        return _lead_on(leads_to)
    run = published_run()
    return page_response(
        request,
        tag=page_tag(run=run, artifacts=found.artifacts, extra=["json"]),
        make=lambda: comparison_page(found.artifacts, run=run),
        form="json",
    )


def artifact(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One artifact with its facts, score rows, capabilities and prices; an alias leads on (301)."""
    asked = slug.removesuffix(SUFFIX)
    found = artifact_find(asked.replace("\x00", "").lower()[:200])
    listed = found.artifact
    if found.redirect_to or (listed and listed.slug != asked):
        return _lead_on([found.redirect_to or (listed.slug if listed else "")])
    if listed is None:
        return _missing(request, artifact_missing(asked, found.near))
    run = published_run()
    return page_response(
        request,
        tag=page_tag(run=run, artifacts=[listed], extra=["json"]),
        make=lambda: artifact_page(listed, run=run),
        form="json",
    )


@csrf_exempt
def no_such_endpoint(request: HttpRequest) -> HttpResponse:
    return problem(request, status=404, detail="Nothing stands at this address; /api/v1/docs lists what does.")


def _missing(request: HttpRequest, page: NotFoundPage) -> HttpResponseBase:
    """Near matches with addresses of this API."""
    return cacheable(problem(request, status=404, detail=page.message, near=page.groups, kind="unknown-artifact"))


def _lead_on(slugs: list[str] | tuple[str, ...]) -> HttpResponseBase:
    """To the one address of this content: a pair of one and the same is that artifact."""
    if len(slugs) == 1:
        return cacheable(MovedPermanently(reverse("api-v1:artifact", args=[slugs[0]])))
    return cacheable(MovedPermanently(reverse("api-v1:comparison", args=[canonical(slugs)])))


for path, view, shape in (
    ("/comparisons/{pair}", comparison, Comparison),
    ("/artifacts/{slug}", artifact, Artifact),
):
    answers: dict[Any, Any] = {200: shape, **ERRORS}
    router.get(path, response=answers, operation_id=view.__name__, url_name=view.__name__)(view)
    router.api_operation(["HEAD"], path, include_in_schema=False)(view)
