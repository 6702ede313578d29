"""The ledger as staff see it: read, filter, retry."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from jobs.models import Job
from jobs.services import job_cancel, job_retry


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    list_display = ["id", "kind", "key", "state", "attempt", "progress", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["kind", "key", "message", "error"]
    actions = ["retry", "cancel"]

    @admin.display(description="progress")
    def progress(self, job: Job) -> str:
        return f"{job.progress_done} / {job.progress_total}" if job.progress_total else ""

    @admin.action(description="Retry the selected jobs that failed or were canceled", permissions=["run"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        retried = sum(job_retry(job_id=job.pk) for job in queryset)
        self.message_user(request, f"{retried} queued again", messages.SUCCESS if retried else messages.WARNING)

    @admin.action(description="Cancel the selected jobs that are not finished", permissions=["run"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        canceled = sum(job_cancel(job_id=job.pk) for job in queryset)
        self.message_user(request, f"{canceled} canceled", messages.SUCCESS if canceled else messages.WARNING)

    def has_run_permission(self, request: HttpRequest) -> bool:
        """The ledger is never edited, so the right to change it is the right to retry and cancel."""
        return request.user.has_perm("jobs.change_job")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
