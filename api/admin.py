"""Dumps as staff see them: built on demand, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from api.models import Dump
from api.services import DUMP, ONE
from jobs.services import job_enqueue


@admin.register(Dump)
class DumpAdmin(admin.ModelAdmin[Dump]):
    list_display = ["id", "run_id", "created_at", "published_at"]
    change_list_template = "admin/api/dumps.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Dump | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Dump | None = None) -> bool:
        return False

    def has_run_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("jobs.change_job"))

    def get_urls(self) -> list[URLPattern]:
        build = self.admin_site.admin_view(require_POST(self.build))
        return [path("build/", build, name="api_dump_build"), *super().get_urls()]

    def build(self, request: HttpRequest) -> HttpResponse:
        if not self.has_run_permission(request):
            raise PermissionDenied
        job = job_enqueue(kind=DUMP, key=ONE)
        self.message_user(request, f"Job {job.pk} builds a dump", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:api_dump_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_run = {"may_run": self.has_run_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may_run})
