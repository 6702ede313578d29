"""Filters of the list of artifacts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalog.labels import OPEN_LICENCES
from catalog.models import Source


class LicenceFilter(admin.SimpleListFilter):
    title = "licence"
    parameter_name = "licence"
    choices_ = {
        "open": Q(licence__in=OPEN_LICENCES),
        "other": ~Q(licence__in=OPEN_LICENCES) & ~Q(licence=""),
        "none": Q(licence=""),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "open"), ("other", "named, not open"), ("none", "not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.choices_.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


class SourceFilter(admin.SimpleListFilter):
    """By collection, whatever its version."""

    title = "source"
    parameter_name = "source_key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        keys = Source.objects.filter(artifacts__isnull=False).order_by("key").values_list("key", flat=True).distinct()
        return [(key, key) for key in keys]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source__key=self.value()) if self.value() else queryset


class CuratedFilter(admin.SimpleListFilter):
    title = "curated"
    parameter_name = "curated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "has curated values"), ("no", "as imported")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        as_imported = Q(curated_fields=[], curated_facts={}, summary="")
        match self.value():
            case "yes":
                return queryset.exclude(as_imported)
            case "no":
                return queryset.filter(as_imported)
        return queryset
