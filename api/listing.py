"""`GET /api/v1/artifacts`: everything that is listed, by slug, to walk through without missing or meeting one twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Query, Router, Schema

from api.cursors import LONGEST, BadCursorError, cursor_problem, cursor_read, next_address
from api.schemas import Problem
from catalog.labels import summary_line
from catalog.models import Artifact
from catalog.selectors_listed import listed_after
from compare.freshness import page_tag
from compare.pages.frames import artifact_url
from compare.responses import cacheable
from scoring.selectors import RunInfo, published_run, shown_scores

router = Router()
LIMIT = 50
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many")]
Task = Annotated[
    str, Query(max_length=200, description="Only what has this task among its own, such as text-generation")
]
Cursor = Annotated[str, Query(max_length=LONGEST, description="From `next` of the stretch before")]


class ListedArtifact(Schema):
    """One line. `score` is null where the artifact is unrated or was not scored yet; `url` is its page."""

    id: str
    slug: str
    name: str
    kind: str
    organization: str | None
    summary: str
    licence: str | None
    released: str | None
    tasks: list[str]
    modalities: list[str]
    score: float | None
    updated_at: datetime
    url: str


class ArtifactList(Schema):
    """A stretch of the list, in the order of slugs. `next` is the address that goes on, null at the end."""

    run: int | None
    as_of: date | None
    artifacts: list[ListedArtifact]
    next: str | None


def artifacts(
    request: HttpRequest,
    kind: Literal["", "model", "dataset"] = "",
    task: Task = "",
    limit: Limit = LIMIT,
    cursor: Cursor = "",
) -> HttpResponseBase:
    """Every listed artifact by slug, of one kind or with one task; what comes or goes meanwhile doubles none."""
    asked = {"kind": kind, "task": task.replace("\x00", "")}
    try:
        (after,) = cursor_read(cursor, request=request, asked=asked) if cursor else [""]
    except BadCursorError:
        return cursor_problem(request)
    run = published_run()
    found = listed_after(str(after), kind=asked["kind"], task=asked["task"], limit=limit + 1)
    tag = page_tag(
        run=run, artifacts=(), extra=["artifacts", asked, limit, [(row.pk, row.generation) for row in found]]
    )
    response = get_conditional_response(request, etag=tag)
    if response is None:
        answer = _answer(found[:limit], run)
        if len(found) > limit:
            answer.next = next_address([found[limit - 1].slug], request=request, asked=asked, limit=limit)
        response = HttpResponse(answer.model_dump_json(), content_type="application/json")
    response["ETag"] = tag
    return cacheable(response)


def _answer(rows: list[Artifact], run: RunInfo | None) -> ArtifactList:
    scores = shown_scores([row.pk for row in rows], run=run)
    return ArtifactList(
        run=run.run_id if run else None,
        as_of=run.as_of if run else None,
        artifacts=[
            ListedArtifact(
                id=row.uid.hex,
                slug=row.slug,
                name=row.name,
                kind=row.kind,
                organization=row.organization.name if row.organization else None,
                summary=summary_line(row),
                licence=row.licence or None,
                released=row.released or None,
                tasks=list(row.tasks),
                modalities=list(row.modalities),
                score=scores[row.pk] / 10 if row.pk in scores else None,
                updated_at=row.updated_at,
                url=artifact_url(row.slug),
            )
            for row in rows
        ],
        next=None,
    )


ANSWERS: dict[Any, Any] = {200: ArtifactList, frozenset({400, 404, 405, 422, 500}): Problem}
router.get("/artifacts", response=ANSWERS, operation_id="artifacts", url_name="artifacts")(artifacts)
router.api_operation(["HEAD"], "/artifacts", include_in_schema=False)(artifacts)
