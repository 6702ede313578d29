"""`POST /api/feedback`: whether a match of a search did what it was wanted for, in the published shape."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from ninja import Schema
from pydantic import ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from api.problems import problem
from compare.responses import uncached
from matchgraph.graph.recording import recorder
from matchgraph.graph.tokens import TokenError, token_read
from matchgraph.graph.traffic import Reaction

LARGEST = 4096


class Feedback(Schema):
    """`source` and `comment` are read and not kept: what is learned needs neither, and a comment may name a person."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    match_record_id: str = Field(max_length=200)
    outcome: Literal["success", "failure"]
    clicked_through: bool = False
    source: str = Field("", max_length=100)
    comment: str = Field("", max_length=500)


@csrf_exempt
@require_POST
def feedback(request: HttpRequest) -> HttpResponseBase:
    """202: noted, and counted with the day. The same again changes nothing; a network has one voice in thirty days."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return problem(request, status=413, detail=f"Feedback takes no more than {LARGEST:,} bytes.")
    try:
        given = Feedback.model_validate_json(request.body)
    except ValidationError as error:
        return problem(request, status=422, detail=_wrong(error), kind="bad-parameter")
    try:
        shown = token_read(given.match_record_id)
    except TokenError as error:
        return problem(request, status=422, detail=f"matchRecordId: {error}.", kind="bad-parameter")
    recorder.reaction(shown, Reaction.HELPED if given.outcome == "success" else Reaction.FAILED)
    if given.clicked_through:
        recorder.reaction(shown, Reaction.CLICK)
    return uncached(HttpResponse('{"noted":true}', status=202, content_type="application/json"))


def _wrong(error: ValidationError) -> str:
    told: list[Any] = error.errors(include_url=False, include_context=False)
    said = [f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg'][0].lower()}{one['msg'][1:]}" for one in told]
    return f"{'; '.join(said)}."
