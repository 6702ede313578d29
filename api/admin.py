"""Dumps as staff see them, built on demand and never edited; keys of programs, made here and shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from api.models import ApiKey, Dump
from api.services import DUMP, ONE, key_create, keys_revoke
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


class KeyForm(forms.ModelForm[ApiKey]):
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices, initial=[ApiKey.Scope.READ], widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "expires_on"]


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """A key is made and revoked, never edited and never deleted: its name says who asked."""

    list_display = ["__str__", "scopes", "created_at", "created_by", "expires_on", "last_used_on", "revoked_at"]
    list_filter = ["revoked_at", "expires_on"]
    search_fields = ["name", "prefix"]
    search_help_text = "Name, or what stands between uk_ and the dot"
    actions = ["revoke"]
    form = KeyForm

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("api.change_apikey"))

    @admin.action(description="Revoke the selected keys, for ever", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        revoked = keys_revoke(key_ids=list(queryset.values_list("pk", flat=True)))
        self.message_user(request, f"{revoked} revoked", messages.SUCCESS if revoked else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        """The form answers with the key itself instead of leading on: a message would write it into a cookie."""
        add = self.admin_site.admin_view(never_cache(self.add_key))
        return [path("add/", add, name="api_apikey_add"), *super().get_urls()]

    def add_key(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = KeyForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "title": "Add API key", "opts": ApiKey._meta, "form": form}
        if request.method == "POST" and form.is_valid():
            context["key"] = key_create(**form.cleaned_data, created_by=request.user.get_username())
        return TemplateResponse(request, "admin/api/key.html", context)
