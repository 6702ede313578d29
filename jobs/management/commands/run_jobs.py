"""`manage.py run_jobs`: do the due jobs here, without Celery and without a broker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.models import Job
from jobs.services import jobs_run_until_idle


class Command(BaseCommand):
    help = "Run every due job in this process, oldest first, until none is due. Needs PostgreSQL only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", default="", help="only kinds that start with this, such as scoring.")
        parser.add_argument("--once", action="store_true", help="run one job and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        report = jobs_run_until_idle(
            kind_prefix=options["kind"], limit=1 if options["once"] else None, on_progress=self.show
        )
        self.stdout.write(f"{report.done} done, {report.failed} failed")
        waiting = Job.objects.filter(state=Job.State.QUEUED, kind__startswith=options["kind"]).count()
        if waiting:
            self.stdout.write(f"{waiting} still queued: some wait for their next attempt, so run this again later")
        if report.failed:
            raise CommandError("some jobs failed: `manage.py jobs --state failed` shows why, `--retry ID` tries again")

    def show(self, job: Job) -> None:
        self.stdout.write(f"{job.kind} {job.key}: {job.get_state_display()} (attempt {job.attempt})")
