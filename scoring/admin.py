"""Runs as staff see them: read only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from scoring.models import ScoringBatch, ScoringRun


class ScoringBatchInline(admin.TabularInline[ScoringBatch, ScoringRun]):
    model = ScoringBatch
    fields = ["number", "first_id", "last_id", "done"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoringBatch]:
        return super().get_queryset(request).select_related("run")


@admin.register(ScoringRun)
class ScoringRunAdmin(admin.ModelAdmin[ScoringRun]):
    list_display = ["id", "methodology", "as_of", "state", "batches_done", "models", "datasets", "published_at"]
    list_filter = ["state", "methodology"]
    inlines = [ScoringBatchInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoringRun]:
        counted = super().get_queryset(request).select_related("job")
        return counted.annotate(
            all_batches=Count("batches"), done_batches=Count("batches", filter=Q(batches__done=True))
        )

    @admin.display(description="batches")
    def batches_done(self, run: ScoringRun) -> str:
        return f"{getattr(run, 'done_batches', 0)} of {getattr(run, 'all_batches', 0)}"

    @admin.display(description="models rated")
    def models(self, run: ScoringRun) -> str:
        return _share(run, "model")

    @admin.display(description="datasets rated")
    def datasets(self, run: ScoringRun) -> str:
        return _share(run, "dataset")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScoringRun | None = None) -> bool:
        return False


def _share(run: ScoringRun, kind: str) -> str:
    return f"{run.rated.get(kind, 0):,} of {run.listed[kind]:,}" if kind in run.listed else ""
