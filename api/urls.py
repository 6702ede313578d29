"""Addresses of the API and its reference, rendered from files of this server alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, re_path, reverse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from api import listing, scores, search, views
from api.feedback import feedback
from api.problems import CONTENT_TYPE, problem
from compare.responses import CACHE_CONTROL

# What every address may answer before its view is asked: see `api.admission`.
REFUSALS = {
    401: "The header Authorization names no key that is in force",
    403: "The key has not the scope that is needed",
    429: "Too many requests within a minute; Retry-After says when to come back",
}


class Api(NinjaAPI):
    """Says in its own description which content type errors have."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["security"] = [{}, {"key": []}]
                operation["responses"] |= {status: _refusal(why) for status, why in REFUSALS.items()}
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        return schema


def _refusal(why: str) -> dict[str, Any]:
    """As django-ninja describes an answer of the shape `Problem`."""
    return {
        "description": why,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


api = Api(
    title="Comparisons of AI models and datasets",
    version="1.0.0",
    description="Scores that recompute, facts with their sources. Addresses in answers are relative to this site.",
    urls_namespace="api-v1",
)
api.add_router("", views.router)
api.add_router("", search.router)
api.add_router("", scores.router)
api.add_router("", listing.router)


@api.exception_handler(ValidationError)
def bad_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every parameter that is wrong, with the reason."""
    wrong = [f"{one['loc'][-1]}: {one['msg'][0].lower()}{one['msg'][1:]}" for one in error.errors]
    detail = f"{'; '.join(wrong)}. /docs/api/ says what each parameter takes."
    return problem(request, status=422, detail=detail, kind="bad-parameter")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters, to be tried out; drawn by files of this site from its own description."""
    settings = {"url": reverse("api-v1:openapi-json"), "layout": "BaseLayout", "deepLinking": True}
    body = render_to_string("api/reference.html", {"title": api.title, "settings": settings})
    response = HttpResponse(body)
    response["Cache-Control"] = CACHE_CONTROL
    return response


urlpatterns = [
    path("v1/", api.urls),
    path("feedback", feedback, name="api-feedback"),
    re_path(r"", views.no_such_endpoint),
]
