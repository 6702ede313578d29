"""`manage.py score`: a whole scoring run, in this process or through Celery, with progress until it is published."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from catalog.models import Artifact
from jobs.models import Job
from jobs.services import job_enqueue, jobs_run_until_idle
from scoring.freshness import run_is_stale
from scoring.methodology import CURRENT, versions
from scoring.models import ScoringRun
from scoring.tasks import START, WHOLE

SERVICE_MISSING = 4
POLL_SECONDS = 0.2


class Command(BaseCommand):
    help = (
        "Score every listed artifact and publish the run. Readers see the former run until the new one is whole. "
        "By default the work is done here; with --queue by Celery workers, and this waits for them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="day from which ages count (default: last figure)")
        parser.add_argument(
            "--methodology", choices=versions(), default=CURRENT, help=f"the version to score by (default: {CURRENT})"
        )
        parser.add_argument("--queue", action="store_true", help="let Celery workers do it, and wait")
        parser.add_argument("--if-stale", action="store_true", help="only when something changed since the last run")
        parser.add_argument("--timeout", type=float, default=600, help="seconds to wait for the publication")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Artifact.objects.exists():
            raise CommandError("the catalog is empty: import it first (manage.py import_catalog FILE...)", returncode=3)
        if options["if_stale"] and not run_is_stale():
            self.stdout.write("nothing changed since the published run")
            return
        started = time.monotonic()
        arguments = {"methodology": options["methodology"]}
        if options["as_of"]:
            arguments["as_of"] = options["as_of"].isoformat()
        job = job_enqueue(kind=START, key=WHOLE, arguments=arguments)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, transient=True, disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task("scoring", total=None)

            def show(_: Job | None = None) -> None:
                run = ScoringRun.objects.filter(job_id=job.pk).first()
                if run is not None:
                    done = run.batches.filter(done=True).count()
                    progress.update(bar, completed=done, total=run.batches.count(), description=str(run))

            def work() -> None:
                jobs_run_until_idle(kind_prefix="scoring.", on_progress=show)

            run = _wait(job, timeout=options["timeout"], between=show if options["queue"] else work)
        if run.state == ScoringRun.State.ABANDONED:
            raise CommandError(f"run {run.pk} was overtaken: a newer run was published meanwhile", returncode=5)
        if run.methodology != options["methodology"]:
            raise CommandError(
                f"run {run.pk} of {run.methodology} was on its way already and is published now: start this one again",
                returncode=5,
            )
        rated = ", ".join(f"{count:,} of {run.listed[kind]:,} {kind}s" for kind, count in sorted(run.rated.items()))
        self.stdout.write(f"published run {run.pk} ({run.methodology}, as of {run.as_of}): rated {rated}")
        self.stdout.write(f"output sha256 {run.output_sha256}, {time.monotonic() - started:.1f} s")


def _wait(job: Job, *, timeout: float, between: Callable[[], None]) -> ScoringRun:
    """Until the run that this job started is over. A job that was given up ends the wait with its error."""
    deadline = time.monotonic() + timeout
    while True:
        between()
        run = ScoringRun.objects.filter(job_id=job.pk).exclude(state=ScoringRun.State.BUILDING).first()
        if run is not None:
            return run
        failed = Job.objects.filter(kind__startswith="scoring.", state=Job.State.FAILED, pk__gte=job.pk).first()
        if failed is not None:
            raise CommandError(f"{failed} failed: {failed.error.strip().splitlines()[-1]}")
        if time.monotonic() > deadline:
            raise CommandError(
                "not published in time. Is a worker running? Without --queue the work is done here",
                returncode=SERVICE_MISSING,
            )
        time.sleep(POLL_SECONDS)
