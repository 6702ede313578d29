"""Runs as staff see them: read only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from scoring.models import ScoringRun


@admin.register(ScoringRun)
class ScoringRunAdmin(admin.ModelAdmin[ScoringRun]):
    list_display = ["id", "methodology", "as_of", "state", "rated", "listed", "published_at"]
    list_filter = ["state", "methodology"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False
