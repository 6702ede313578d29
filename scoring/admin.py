"""Runs as staff see them: started and canceled, never edited; and the checks of what is published."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Case, OuterRef, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from jobs.models import Job
from jobs.services import job_enqueue
from scoring.freshness import CHECK, ONE, START
from scoring.models import ScoringBatch, ScoringCheck, ScoringRun
from scoring.progress import progress_of, runs_counted
from scoring.retiring import run_cancel
from scoring.selectors import methodology_current

BUILDING = ScoringRun.State.BUILDING


class ReadOnly:
    """Nobody edits what runs have made. The right to see runs and to change jobs is that to start and cancel them."""

    def has_run_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("jobs.change_job"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ScoringBatchInline(ReadOnly, admin.TabularInline[ScoringBatch, ScoringRun]):
    model = ScoringBatch
    fields = ["number", "first_id", "last_id", "rows", "done"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoringBatch]:
        return super().get_queryset(request).select_related("run").defer("artifact_ids")


@admin.register(ScoringRun)
class ScoringRunAdmin(ReadOnly, admin.ModelAdmin[ScoringRun]):
    list_display = [
        *("id", "state", "methodology", "as_of", "extent", "scored", "progress", "failed_job", "asked_by"),
        *("models", "datasets", "published_at"),
    ]
    list_filter = ["state", "methodology"]
    inlines = [ScoringBatchInline]
    actions = ["cancel"]
    readonly_fields = ["extent", "progress", "failed_job"]
    exclude = ["ground", "digest_sum", "why_whole"]
    change_list_template = "admin/scoring/runs.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoringRun]:
        failed = (
            Job.objects.filter(kind__startswith="scoring.", state=Job.State.FAILED)
            .annotate(of_run=Cast(KeyTextTransform("run_id", "arguments"), BigIntegerField()))
            .filter(of_run=OuterRef("pk"))
            .order_by("id")
        )
        # Only what is being built can hang on a job.
        first_failed = Case(When(state=BUILDING, then=Subquery(failed.values("pk")[:1])))
        return runs_counted().order_by("-id").select_related("job", "base").annotate(first_failed=first_failed)

    @admin.display(description="what it scores")
    def extent(self, run: ScoringRun) -> str:
        return f"changes since run {run.base_id}" if run.base_id else f"everything: {run.why_whole or 'as always'}"

    @admin.display(description="progress")
    def progress(self, run: ScoringRun) -> str:
        counted = progress_of(run)
        return str(counted) if run.state == BUILDING else f"{counted.done:,} of {counted.batches:,} batches"

    @admin.display(description="failed job")
    def failed_job(self, run: ScoringRun) -> str:
        job_id = getattr(run, "first_failed", None)
        if job_id is None:
            return ""
        return format_html('<a href="{}">job {}</a>', reverse("admin:jobs_job_change", args=[job_id]), job_id)

    @admin.display(description="models rated")
    def models(self, run: ScoringRun) -> str:
        return _share(run, "model")

    @admin.display(description="datasets rated")
    def datasets(self, run: ScoringRun) -> str:
        return _share(run, "dataset")

    @admin.action(description="Cancel the selected runs that are being built", permissions=["run"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[ScoringRun]) -> None:
        canceled = sum(run_cancel(run_id=pk) for pk in queryset.values_list("pk", flat=True))
        self.message_user(request, f"{canceled} canceled", messages.SUCCESS if canceled else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        start = self.admin_site.admin_view(require_POST(self.start))
        return [path("start/", start, name="scoring_scoringrun_start"), *super().get_urls()]

    def start(self, request: HttpRequest) -> HttpResponse:
        """Queue a run of what changed, or (`extent=whole`) of everything, or (`extent=check`) a check."""
        if not self.has_run_permission(request):
            raise PermissionDenied
        extent = request.POST.get("extent", "")
        arguments: dict[str, Any] = {}
        if extent != "check":
            arguments = {
                "methodology": methodology_current().version,
                "whole": extent == "whole",
                "asked_by": request.user.get_username(),
            }
        job = job_enqueue(kind=CHECK if extent == "check" else START, key=ONE, arguments=arguments)
        if job.arguments == arguments:
            self.message_user(request, f"Job {job.pk} is queued: {job.kind}", messages.SUCCESS)
        else:
            said = f"Job {job.pk} ({job.kind}) was on its way already: start this again when it is done"
            self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:scoring_scoringrun_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_run = {"may_run": self.has_run_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may_run})


@admin.register(ScoringCheck)
class ScoringCheckAdmin(ReadOnly, admin.ModelAdmin[ScoringCheck]):
    list_display = ["id", "run", "finished_at", "overtaken", "checked", "left_out", "differing"]
    list_select_related = ["run"]


def _share(run: ScoringRun, kind: str) -> str:
    return f"{run.rated.get(kind, 0):,} of {run.listed[kind]:,}" if kind in run.listed else ""
