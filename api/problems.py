"""The one shape of every error: application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.schemas import Problem
from compare.parts.lists import NearGroup

CONTENT_TYPE = "application/problem+json"


def problem(
    request: HttpRequest, *, status: int, detail: str, near: Sequence[NearGroup] = (), kind: str = "about:blank"
) -> HttpResponse:
    """`kind` is a short name of our own where the status alone does not tell what is wrong; docs/api.md lists them."""
    body = Problem(
        type=kind,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.path,
        near=list(near),
    )
    return HttpResponse(body.model_dump_json(), status=status, content_type=CONTENT_TYPE)
