"""Scores as data: the score, its history, its receipt; lists; and the methodology document behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from ninja import Path, Query, Router, Schema

from api.cursors import LONGEST, BadCursorError, cursor_problem, cursor_read, next_address
from api.problems import problem
from api.schemas import Problem
from api.score_answers import history_answer, leaderboard_answer, score_answer
from api.score_schemas import History, Leaderboard, Score
from api.views import Day, no_such_day
from catalog.models import Artifact
from catalog.selectors import artifact_find
from compare.freshness import page_tag
from compare.pages.missing import artifact_missing
from compare.pages.past import UnknownDayError, moment
from compare.responses import MovedPermanently, cacheable
from scoring.methodology import methodology_get, methodology_versions
from scoring.receipt import canonical
from scoring.selectors import published_run
from scoring.selectors_history import run_whole
from scoring.selectors_receipts import receipt_find, receipt_of
from scoring.services import receipt_issue

router = Router()
HISTORY_LIMIT, LIST_LIMIT = 50, 50
Slug = Annotated[str, Path(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many")]
Address = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The sha256 of the receipt's bytes")]
Before = Annotated[int | None, Query(ge=1, description="Only changes before the run of this number")]
Cursor = Annotated[str, Query(max_length=LONGEST, description="From `next` of the stretch before")]
KEPT = "Rows and receipts are kept of the last two runs."


def score(request: HttpRequest, slug: Slug, at: Day = "") -> HttpResponseBase:
    """The score of one artifact with its rows and the address of its receipt; an alias leads on (301)."""
    found = _listed(request, slug, "score")
    if not isinstance(found, Artifact):
        return found
    try:
        when = moment(at)
    except UnknownDayError as error:
        return no_such_day(request, error)
    if when.run is None:
        return problem(request, status=404, detail="No scoring run has been published yet.", kind="no-run")
    run, tag = when.run, page_tag(run=when.run, artifacts=[found], extra=["score", when.tag])

    def make() -> Score | None:
        return score_answer(found, run=run, day=when.day)

    missing = f"{found.slug} was not scored in run {run.run_id}. A later run may know it."
    return _answer(request, tag, make, missing=missing)


def score_history(
    request: HttpRequest, slug: Slug, limit: Limit = HISTORY_LIMIT, before: Before = None
) -> HttpResponseBase:
    """Every change of what was shown of a score, newest first, kept for ever; `next` goes on."""
    found = _listed(request, slug, "score_history")
    if not isinstance(found, Artifact):
        return found
    tag = page_tag(run=published_run(), artifacts=[found], extra=["history", limit, before])
    return _answer(request, tag, lambda: history_answer(found, limit=limit, before=before))


def artifact_receipt(request: HttpRequest, slug: Slug) -> HttpResponseBase:
    """The receipt of the score in the published run: canonical JSON whose sha256 is its address."""
    found = _listed(request, slug, "artifact_receipt")
    if not isinstance(found, Artifact):
        return found
    run = published_run()
    made = receipt_of(found, run=run) if run else None
    if made is None or run is None:
        detail = f"{found.slug} has no score in the published run, so there is no receipt yet."
        return cacheable(problem(request, status=404, detail=detail, kind="no-receipt"))
    receipt_issue(artifact_id=found.pk, run_id=run.run_id, sha256=made.sha256)
    return _receipt(request, made.document, made.sha256)


def receipt(request: HttpRequest, sha256: Address) -> HttpResponseBase:
    """The receipt of that address, as long as its run is one of the last two."""
    found = receipt_find(sha256)
    made = receipt_of(found[0], run=found[1]) if found else None
    if made is None:
        detail = f"No receipt that is kept here has this address. {KEPT}"
        return cacheable(problem(request, status=404, detail=detail, kind="no-receipt"))
    if made.sha256 != sha256:
        detail = "A name in this receipt was changed since it was given out, so its bytes cannot be made again."
        return cacheable(problem(request, status=410, detail=detail, kind="receipt-changed"))
    return _receipt(request, made.document, made.sha256)


def methodology(request: HttpRequest, version: Annotated[str, Path(max_length=40)]) -> HttpResponseBase:
    """The methodology document in canonical form: the sha256 of its bytes is the one that runs and receipts name."""
    versions = methodology_versions()
    if version not in versions:
        detail = f"There is no methodology {version[:40]!r}. There are {', '.join(versions)}."
        return cacheable(problem(request, status=404, detail=detail, kind="no-methodology"))
    document = methodology_get(version)
    return _bytes(request, document.sha256, lambda: canonical(document.as_json()))


def leaderboard(
    request: HttpRequest,
    kind: Literal["model", "dataset"],
    limit: Limit = LIST_LIMIT,
    cursor: Cursor = "",
    members: bool = False,
) -> HttpResponseBase:
    """One kind by score, unrated ones last. `members` lists members of families too; `next` goes on in the same run."""
    asked = {"members": "true" if members else "false"}
    try:
        run_id, offset = cursor_read(cursor, request=request, asked=asked) if cursor else (0, 0)
    except BadCursorError:
        return cursor_problem(request)
    run = run_whole(run_id) if cursor else published_run()
    if run is None:
        detail = "That run is no longer kept: start the list again." if cursor else "No scoring run is published yet."
        return problem(request, status=410 if cursor else 404, detail=detail, kind="no-run")
    answer = leaderboard_answer(run, kind=kind, offset=offset, limit=limit, members=members)
    if answer.next is not None:
        answer.next = next_address([run.run_id, offset + limit], request=request, asked=asked, limit=limit)
    return _answer(request, page_tag(run=run, extra=["list", answer.model_dump_json()]), lambda: answer)


def _listed(request: HttpRequest, slug: str, name: str) -> Artifact | HttpResponseBase:
    """The artifact, or the answer that leads on or says that there is none."""
    found = artifact_find(slug.replace("\x00", "").lower()[:200])
    to = found.redirect_to or (found.artifact.slug if found.artifact and found.artifact.slug != slug else "")
    if to:
        query = request.META.get("QUERY_STRING", "")
        target = reverse(f"api-v1:{name}", args=[to])
        return cacheable(MovedPermanently(f"{target}?{query}" if query else target))
    if found.artifact is None:
        page = artifact_missing(slug, found.near)
        return cacheable(problem(request, status=404, detail=page.message, near=page.groups, kind="unknown-artifact"))
    return found.artifact


def _answer(
    request: HttpRequest, tag: str, make: Callable[[], Schema | None], *, missing: str = ""
) -> HttpResponseBase:
    """304 where the client has it already; 404 where there is nothing to make."""
    response = get_conditional_response(request, etag=tag)
    if response is None:
        made = make()
        if made is None:
            return cacheable(problem(request, status=404, detail=missing, kind="not-scored"))
        response = HttpResponse(made.model_dump_json(), content_type="application/json")
    response["ETag"] = tag
    return cacheable(response)


def _receipt(request: HttpRequest, document: bytes, sha256: str) -> HttpResponseBase:
    response = _bytes(request, sha256, lambda: document)
    response["Link"] = f'<{reverse("api-v1:receipt", args=[sha256])}>; rel="canonical"'
    return response


def _bytes(request: HttpRequest, sha256: str, make: Callable[[], bytes]) -> HttpResponseBase:
    """Bytes that are their own name: whoever has them needs no others."""
    tag = f'"{sha256}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(make(), content_type="application/json")
    response["ETag"] = tag
    response["X-Content-SHA256"] = sha256
    return cacheable(response)


ERRORS: dict[Any, Any] = {frozenset({400, 404, 405, 410, 422, 500}): Problem}
for path, view, shape in (
    ("/artifacts/{slug}/score", score, Score),
    ("/artifacts/{slug}/score/history", score_history, History),
    ("/artifacts/{slug}/receipt", artifact_receipt, dict[str, Any]),
    ("/receipts/{sha256}", receipt, dict[str, Any]),
    ("/methodologies/{version}", methodology, dict[str, Any]),
    ("/leaderboards/{kind}", leaderboard, Leaderboard),
):
    answers: dict[Any, Any] = {200: shape, **ERRORS}
    router.get(path, response=answers, operation_id=view.__name__, url_name=view.__name__)(view)
    router.api_operation(["HEAD"], path, include_in_schema=False)(view)
