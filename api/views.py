"""The JSON endpoints: parse, ask, answer with the same dataclasses as the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from ninja import Query, Router
from pydantic import Field

from api.problems import problem
from api.schemas import Artifact, Capabilities, Capability, Comparison, OwnWeights, Problem
from catalog.selectors import artifact_find
from compare.answers.asked import BadAskedError, asked_read
from compare.freshness import page_tag
from compare.lookup import sides_find
from compare.pages.artifact import artifact_page
from compare.pages.capability_lists import capability_index_page, capability_page, kind_find, query_cleaned
from compare.pages.comparison import comparison_page
from compare.pages.missing import artifact_missing, capability_missing, comparison_missing
from compare.pages.past import UnknownDayError, moment
from compare.pairs import BadPairError, canonical, slugs_parse
from compare.parts.lists import NotFoundPage
from compare.responses import MovedPermanently, cacheable, page_response
from scoring.selectors import published_run

router = Router()
SUFFIX = ".json"
Day = Annotated[str, Query(max_length=20, description="YYYY-MM-DD: as this site showed it at the end of that day, UTC")]
Diff = Annotated[str, Query(max_length=20, description="1: only facts that differ; 0 or nothing: all")]
PageNumber = Annotated[int, Field(ge=1, le=10_000_000)]
ERRORS = {frozenset({400, 404, 405, 422, 500}): Problem}


def comparison(
    request: HttpRequest, pair: str, own: Query[OwnWeights], at: Day = "", diff: Diff = ""
) -> HttpResponseBase:
    """Two to six artifacts side by side: `a-vs-b`, slugs in alphabetical order; any other order leads on (301).

    With weights of your own, `own_weights` answers under them as well.
    """
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
    try:
        when, asked_for = moment(at), asked_read({**own.dict(), "diff": diff})
    except UnknownDayError as error:
        return no_such_day(request, error)
    except BadAskedError as error:
        return problem(request, status=422, detail=f"{error}.", kind="no-weights")
    return page_response(
        request,
        tag=page_tag(run=when.run, artifacts=found.artifacts, extra=["json", when.tag, asked_for]),
        make=lambda: comparison_page(found.artifacts, run=when.run, day=when.day, asked=asked_for),
        form="json",
    )


def artifact(request: HttpRequest, slug: str, at: Day = "") -> HttpResponseBase:
    """One artifact with its facts, score rows, capabilities and prices; an alias leads on (301)."""
    asked = slug.removesuffix(SUFFIX)
    found = artifact_find(asked.replace("\x00", "").lower()[:200])
    listed = found.artifact
    if found.redirect_to or (listed and listed.slug != asked):
        return _lead_on([found.redirect_to or (listed.slug if listed else "")])
    if listed is None:
        return _missing(request, artifact_missing(asked, found.near))
    try:
        when = moment(at)
    except UnknownDayError as error:
        return no_such_day(request, error)
    return page_response(
        request,
        tag=page_tag(run=when.run, artifacts=[listed], extra=["json", when.tag]),
        make=lambda: artifact_page(listed, run=when.run, day=when.day),
        form="json",
    )


def capabilities(request: HttpRequest, q: str = "") -> HttpResponseBase:
    """The tree of capability kinds with counts of who has them; `q` keeps the kinds that say each of its words."""
    run = published_run()
    page = capability_index_page(query=query_cleaned(q), run=run)
    return page_response(request, tag=page_tag(run=run, extra=["json", repr(page)]), make=lambda: page, form="json")


def capability(
    request: HttpRequest, path: str, kind: Literal["", "model", "dataset"] = "", page: PageNumber = 1
) -> HttpResponseBase:
    """One kind with everything that has it, by score, 25 a page; a merged kind leads on (301)."""
    asked = path.removesuffix(SUFFIX)
    found = kind_find(asked)
    if found.moved_to:
        return cacheable(MovedPermanently(reverse("api-v1:capability", args=[found.moved_to])))
    if found.kind is None:
        answer = capability_missing(asked, found.tree.near(asked[:100]))
        return cacheable(
            problem(request, status=404, detail=answer.message, near=answer.groups, kind="unknown-capability")
        )
    run = published_run()
    shown = capability_page(found.tree, found.kind, artifact_kind=kind, page=page, run=run)
    if shown is None:
        return cacheable(problem(request, status=404, detail="The list ends before this page.", kind="beyond-end"))
    return page_response(request, tag=page_tag(run=run, extra=["json", repr(shown)]), make=lambda: shown, form="json")


@csrf_exempt
def no_such_endpoint(request: HttpRequest) -> HttpResponse:
    return problem(request, status=404, detail="Nothing stands at this address; /docs/api/ lists what does.")


def no_such_day(request: HttpRequest, error: UnknownDayError) -> HttpResponseBase:
    """422 for what is no day that is over, 404 for one before the first run."""
    status = 422 if error.unreadable else 404
    return cacheable(problem(request, status=status, detail=f"{error}.", kind="no-such-day"))


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
    ("/capabilities", capabilities, Capabilities),
    ("/capabilities/{path}", capability, Capability),
):
    answers: dict[Any, Any] = {200: shape, **ERRORS}
    router.get(path, response=answers, operation_id=view.__name__, url_name=view.__name__)(view)
    router.api_operation(["HEAD"], path, include_in_schema=False)(view)
