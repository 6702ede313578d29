"""What artifacts can do, what is said of them and what both cite."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.forms import FIELDS, CitedForm
from catalog.curating import capability_save
from catalog.models import CapabilityEntry, CapabilityKind, Citation, Claim


@admin.register(CapabilityKind)
class CapabilityKindAdmin(admin.ModelAdmin[CapabilityKind]):
    list_display = ["path", "name", "parent", "merged_into"]
    list_select_related = ["parent", "merged_into"]
    search_fields = ["path", "name", "synonyms"]
    autocomplete_fields = ["parent", "merged_into"]
    formfield_overrides = FIELDS


@admin.register(CapabilityEntry)
class CapabilityEntryAdmin(admin.ModelAdmin[CapabilityEntry]):
    form = CitedForm
    formfield_overrides = FIELDS
    list_display = ["name", "artifact", "kind", "status", "provenance", "reviewed_on", "revision"]
    list_filter = ["status", "provenance", ("reviewed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact", "kind"]
    search_fields = ["name", "artifact__slug", "artifact__name", "kind__path"]
    autocomplete_fields = ["artifact", "kind", "citations"]
    readonly_fields = ["revision", "uid", "fact", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CapabilityEntry]:
        return super().get_queryset(request).select_related("artifact", "kind")

    def get_readonly_fields(self, request: HttpRequest, obj: CapabilityEntry | None = None) -> list[str]:
        """An entry stays with its artifact, whose sources it cites."""
        return [*self.readonly_fields, *(["artifact"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: CapabilityEntry, form: Any, change: bool) -> None:
        capability_save(entry=obj, changed=form.changed_data)


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin[Claim]):
    form = CitedForm
    list_display = ["subject", "artifact", "statement", "status", "reviewed_on"]
    list_filter = ["status", ("reviewed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact"]
    search_fields = ["subject", "statement", "artifact__slug", "artifact__name"]
    autocomplete_fields = ["artifact", "citations"]


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin[Citation]):
    formfield_overrides = FIELDS
    list_display = ["title", "artifact", "number", "publisher", "published", "retrieved_on", "cited_by"]
    list_filter = [("retrieved_on", admin.EmptyFieldListFilter)]
    list_select_related = ["artifact"]
    search_fields = ["title", "url", "publisher", "artifact__slug"]
    autocomplete_fields = ["artifact"]
