"""Cursors: where a list goes on, signed, so that only what was given out for this very list is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from api.problems import problem

LONGEST = 1000


class BadCursorError(ValueError):
    """The cursor was changed, or belongs to another list."""


def cursor_read(text: str, *, request: HttpRequest, asked: Mapping[str, object]) -> list[Any]:
    """What was signed for this path with these parameters. Raises `BadCursorError`."""
    try:
        found = _signer(request, asked).unsign_object(text)
    except (BadSignature, ValueError) as error:
        raise BadCursorError from error
    if not isinstance(found, list):
        raise BadCursorError
    return found


def next_address(place: list[Any], *, request: HttpRequest, asked: Mapping[str, object], limit: int) -> str:
    """The address that goes on from there, with the parameters of the list."""
    cursor = _signer(request, asked).sign_object(place)
    given = {"limit": limit, **{key: value for key, value in asked.items() if value}, "cursor": cursor}
    return f"{request.path}?{urlencode(given)}"


def cursor_problem(request: HttpRequest) -> HttpResponse:
    detail = (
        "cursor: was not given out for this list with these parameters. Take it from next as it is, or start again."
    )
    return problem(request, status=400, detail=detail, kind="bad-cursor")


def _signer(request: HttpRequest, asked: Mapping[str, object]) -> Signer:
    return Signer(salt=f"api.cursors {request.path} {sorted(asked.items())}")
