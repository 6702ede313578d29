"""The site's address space: pages, JSON API, admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from api.urls import reference
from config.health import healthz, readyz

handler400 = "compare.views.bad_request"
handler403 = "compare.views.forbidden"
handler404 = "compare.views.not_found"
handler500 = "compare.views.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/", include("api.urls")),
    path("docs/api/", reference, name="api-reference"),
    path("dump/", include("api.dump_urls")),
    path("", include("compare.urls")),
]
