"""Addresses of the API and its reference, rendered from files of this server alone."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api import views
from api.problems import CONTENT_TYPE


class Api(NinjaAPI):
    """Says in its own description which content type errors have."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}
        return schema


api = Api(
    title="Comparisons of AI models and datasets",
    version="1.0.0",
    description="Scores that recompute, facts with their sources. Addresses in answers are relative to this site.",
    urls_namespace="api-v1",
)
api.add_router("", views.router)

urlpatterns = [
    path("v1/", api.urls),
    re_path(r"", views.no_such_endpoint),
]
