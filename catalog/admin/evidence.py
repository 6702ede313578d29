"""Sources, benchmarks and figures, and the imports that brought them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.forms import FIELDS, CitedForm, ReadOnly
from catalog.admin.owned import OwnedAdmin
from catalog.models import Benchmark, BenchmarkResult, ImportBatch, Signal, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """What an import brought is shown only: the next import of the source would write over an edit."""

    formfield_overrides = FIELDS
    list_display = ["key", "version", "name", "licence", "retrieved_on"]
    search_fields = ["key", "name", "version"]
    readonly_fields = ["uid"]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        imported = obj is not None and (obj.artifacts.exists() or obj.signals.exists())
        editable = ["key", "version", "name", "url", "licence", "retrieved_on"]
        return [*editable, *self.readonly_fields] if imported else list(self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Whatever came from it names it."""
        return False


@admin.register(Benchmark)
class BenchmarkAdmin(admin.ModelAdmin[Benchmark]):
    formfield_overrides = FIELDS
    list_display = ["key", "name", "task_family", "metric", "unit", "higher_is_better"]
    list_filter = ["task_family", "higher_is_better"]
    search_fields = ["key", "name"]


@admin.register(BenchmarkResult)
class BenchmarkResultAdmin(OwnedAdmin):
    form = CitedForm
    list_display = ["artifact", "benchmark", "variant", "setting", "value", "reported_by", "reported"]
    list_filter = ["reported_by", "benchmark"]
    list_select_related = ["artifact", "benchmark"]
    search_fields = ["artifact__slug", "artifact__name", "benchmark__key", "variant"]
    autocomplete_fields = ["artifact", "benchmark", "source"]


@admin.register(Signal)
class SignalAdmin(ReadOnly, admin.ModelAdmin[Signal]):
    """Figures are append-only: a source corrects itself under a new version."""

    list_display = ["artifact", "component", "metric", "value", "unit", "state", "observed", "source"]
    list_filter = ["component", "state"]
    list_select_related = ["artifact", "source"]
    search_fields = ["=artifact__slug", "=metric"]
    search_help_text = "The whole slug of an artifact or the whole name of a metric"
    show_full_result_count = False


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, admin.ModelAdmin[ImportBatch]):
    list_display = [
        "file_name",
        "record_type",
        "state",
        "lines_read",
        "created",
        "changed",
        "unchanged",
        "refused",
        "started_at",
        "finished_at",
    ]
    list_filter = ["state", "record_type"]
    search_fields = ["file_name", "sha256"]
