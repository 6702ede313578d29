"""Who may ask, and how often: the key that a request brings, its scope, and what is left of its minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.limiting import Allowance, allowance_of, client_block
from api.models import ApiKey
from api.problems import problem
from api.selectors import key_in_force
from api.services import key_used

BEARER = "Bearer "
# The description and what shows it are as free as any other page.
FREE = ("/api/v1/openapi.json", "/api/v1/docs")


@dataclass(frozen=True)
class Admission:
    """`refusal` is the answer where the request goes no further; `headers` tell of the limit either way."""

    refusal: HttpResponse | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def admission_of(request: HttpRequest) -> Admission:
    """No query without a key, one with it, and one more on the first request of a day."""
    if not request.path.startswith("/api/") or request.path in FREE:
        return Admission()
    given = request.headers.get("Authorization", "")
    key = None
    if given:
        today = timezone.now().date()
        key = key_in_force(given.removeprefix(BEARER).strip(), today=today) if given.startswith(BEARER) else None
        if key is not None:
            key_used(key=key, today=today)
    allowance = _allowance(request, key)
    headers = allowance.headers() if allowance else {}
    if allowance is not None and not allowance.granted:
        return Admission(_too_many(request, allowance), headers)
    if given and key is None:
        return Admission(_no_such_key(request), headers)
    if key is not None and ApiKey.Scope.READ not in key.scopes:
        detail = "This key does not have the scope read. Ask whoever gave it for another one."
        return Admission(_kept_by_nobody(problem(request, status=403, detail=detail, kind="missing-scope")), headers)
    return Admission(None, headers)


def _allowance(request: HttpRequest, key: ApiKey | None) -> Allowance | None:
    if key is not None:
        return allowance_of(policy="key", client=key.prefix, limit=settings.API_RATE_KEY)
    client = client_block(request.META, proxies=settings.TRUSTED_PROXIES)
    return allowance_of(policy="anon", client=client, limit=settings.API_RATE_ANON)


def _too_many(request: HttpRequest, allowance: Allowance) -> HttpResponse:
    detail = f"More than {allowance.limit} requests within a minute. Come back in {allowance.reset} seconds."
    if allowance.policy == "anon":
        detail += " A key allows more: ask whoever runs this site for one."
    return _kept_by_nobody(problem(request, status=429, detail=detail, kind="too-many-requests"))


def _no_such_key(request: HttpRequest) -> HttpResponse:
    detail = "Authorization: names no key that is in force. Send 'Bearer uk_...', or leave the header out."
    response = problem(request, status=401, detail=detail, kind="no-such-key")
    response["WWW-Authenticate"] = 'Bearer realm="api"'
    return _kept_by_nobody(response)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
