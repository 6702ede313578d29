"""What holds for every address below /api/ and /dump/: open to any site, without credentials, every error a problem."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.admission import admission_of
from api.problems import CONTENT_TYPE, problem

PREFIXES = ("/api/", "/dump/")
EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After"
METHODS = "GET, HEAD, OPTIONS"
WRITTEN = {"/api/feedback": "POST, OPTIONS"}
UNTOLD = "The request cannot be answered."
DETAILS = {
    400: "The request cannot be read.",
    500: "The fault is ours and is logged. Try again in a minute.",
}


class ApiBoundary:
    """Answers preflights, counts requests, opens answers to scripts of any site, gives foreign errors the one shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIXES):
            return self.get_response(request)
        response = HttpResponse(status=204) if request.method == "OPTIONS" else self._admitted(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response["Allow"] = response["Access-Control-Allow-Methods"] = WRITTEN.get(request.path, METHODS)
            response["Access-Control-Allow-Headers"] = "Authorization, If-None-Match, Accept, Content-Type"
            response["Access-Control-Max-Age"] = "86400"
        return response

    def _admitted(self, request: HttpRequest) -> HttpResponseBase:
        admission = admission_of(request)
        response = admission.refusal or self._answer(request)
        for name, value in admission.headers.items():
            response[name] = value
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        status = response.status_code
        methods = WRITTEN.get(request.path, METHODS)
        detail = f"This address answers {methods} only." if status == 405 else DETAILS.get(status, UNTOLD)
        answer = problem(request, status=status, detail=detail)
        if status == 405:
            answer["Allow"] = methods
        return answer
