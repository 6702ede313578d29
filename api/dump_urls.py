"""Addresses of open data, below /dump/."""

from __future__ import annotations

from django.urls import path, re_path

from api import dump_views, views

urlpatterns = [
    path("manifest.json", dump_views.dump_manifest, name="dump-manifest"),
    path("schemas.json", dump_views.dump_described, name="dump-schemas"),
    path("SHA256SUMS", dump_views.dump_sums, name="dump-sums"),
    re_path(r"^(?P<name>(?:catalog|signals|scores)\.jsonl\.zst)$", dump_views.dump_download, name="dump-file"),
    re_path(r"", views.no_such_endpoint),
]
