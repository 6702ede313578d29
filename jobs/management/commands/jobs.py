"""`manage.py jobs`: the ledger in a terminal; retry or cancel by id."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.models import Job
from jobs.services import job_cancel, job_retry

CONFLICT = 5


class Command(BaseCommand):
    help = "List the latest jobs, or retry or cancel some of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", choices=Job.State.values, help="only jobs in this state")
        parser.add_argument("--kind", default="", help="only kinds that start with this, such as scoring.")
        parser.add_argument("--limit", type=int, default=20, help="how many to list (20)")
        change = parser.add_mutually_exclusive_group()
        change.add_argument("--retry", type=int, nargs="+", metavar="ID", help="queue failed or canceled jobs again")
        change.add_argument("--cancel", type=int, nargs="+", metavar="ID", help="end jobs that are not finished")

    def handle(self, *args: Any, **options: Any) -> None:
        for job_id in options["retry"] or []:
            self.report(job_id, changed=job_retry(job_id=job_id), done="queued again", wanted="failed or canceled")
        for job_id in options["cancel"] or []:
            self.report(job_id, changed=job_cancel(job_id=job_id), done="canceled", wanted="queued or running")
        if not options["retry"] and not options["cancel"]:
            self.list(state=options["state"], kind_prefix=options["kind"], limit=options["limit"])

    def report(self, job_id: int, *, changed: bool, done: str, wanted: str) -> None:
        if not changed:
            raise CommandError(
                f"job {job_id} stays as it is: there is none of that id that is {wanted}, "
                "or another job does the same now. `manage.py jobs` lists them",
                returncode=CONFLICT,
            )
        self.stdout.write(f"job {job_id}: {done}")

    def list(self, *, state: str | None, kind_prefix: str, limit: int) -> None:
        jobs = Job.objects.filter(kind__startswith=kind_prefix)
        for job in (jobs.filter(state=state) if state else jobs)[:limit]:
            progress = f"{job.progress_done}/{job.progress_total}" if job.progress_total else "-"
            reason = job.error.strip().splitlines()[-1] if job.error else job.message
            self.stdout.write(
                f"{job.pk:>8}  {job.state:<8}  attempt {job.attempt}  {progress:>9}  {job.kind} {job.key}  {reason}"
            )
