"""`manage.py score`: a scoring run, in this process or through Celery, with progress until it is published."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from catalog.models import Artifact
from jobs.models import Job
from jobs.services import job_enqueue, jobs_run_until_idle
from scoring.freshness import ONE, START, run_is_stale
from scoring.methodology import CURRENT, versions
from scoring.models import ScoringRun
from scoring.progress import progress_of, runs_counted
from scoring.verification import NothingToCheckError, published_check

SERVICE_MISSING = 4
CONFLICT = 5
POLL_SECONDS = 0.2
# Without a terminal a line is written this often.
SAY_SECONDS = 10.0


class Command(BaseCommand):
    help = (
        "Score what changed since the published run, or every listed artifact where that cannot be known, and publish. "
        "Readers see the former run until the new one is complete. "
        "By default the work is done here; with --queue by Celery workers, and this waits for them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="day from which ages count (default: last figure)")
        parser.add_argument(
            "--methodology", choices=versions(), default=CURRENT, help=f"the version to score by (default: {CURRENT})"
        )
        parser.add_argument("--whole", action="store_true", help="score everything, whatever changed")
        parser.add_argument("--queue", action="store_true", help="let Celery workers do it, and wait")
        parser.add_argument("--if-stale", action="store_true", help="only when something changed since the last run")
        parser.add_argument("--timeout", type=float, default=600, help="seconds to wait for the publication")
        parser.add_argument(
            "--verify", action="store_true", help="score nothing anew: compute the published run again and compare"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Artifact.objects.exists():
            raise CommandError("the catalog is empty: import it first (manage.py import_catalog FILE...)", returncode=3)
        if options["verify"]:
            self._verify()
        elif options["if_stale"] and not run_is_stale():
            self.stdout.write("nothing changed since the published run")
        else:
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        started = time.monotonic()
        arguments = {"methodology": options["methodology"], "whole": options["whole"], "asked_by": _caller()}
        if options["as_of"]:
            arguments["as_of"] = options["as_of"].isoformat()
        job = job_enqueue(kind=START, key=ONE, arguments=arguments)
        with _Display(self.stdout.write) as display:

            def show(_: Job | None = None) -> None:
                run = runs_counted().filter(job_id=job.pk).first()
                if run is not None:
                    display.show(run)

            def work() -> None:
                jobs_run_until_idle(kind_prefix="scoring.", on_progress=show)

            run = _wait(job, timeout=options["timeout"], between=show if options["queue"] else work)
        self._say(run, options["methodology"], time.monotonic() - started)

    def _say(self, run: ScoringRun, methodology: str, seconds: float) -> None:
        if run.state == ScoringRun.State.ABANDONED:
            raise CommandError(
                f"run {run.pk} was overtaken: another run was published meanwhile. Start this one again",
                returncode=CONFLICT,
            )
        if run.state == ScoringRun.State.CANCELED:
            raise CommandError(f"run {run.pk} was canceled. Start it again", returncode=CONFLICT)
        if run.methodology != methodology:
            raise CommandError(
                f"run {run.pk} of {run.methodology} was on its way already and is published now: start this one again",
                returncode=CONFLICT,
            )
        rated = ", ".join(f"{count:,} of {run.listed[kind]:,} {kind}s" for kind, count in sorted(run.rated.items()))
        self.stdout.write(f"published run {run.pk} ({run.methodology}, as of {run.as_of}): rated {rated}")
        why = f"everything ({run.why_whole})" if run.base_id is None else f"what changed since run {run.base_id}"
        self.stdout.write(f"scored {run.scored:,}: {why}")
        self.stdout.write(f"output sha256 {run.output_sha256}, {seconds:.1f} s")

    def _verify(self) -> None:
        try:
            check = published_check()
        except NothingToCheckError as nothing:
            raise CommandError(f"{nothing}: run manage.py score first", returncode=3) from nothing
        if check.overtaken:
            raise CommandError("another run was published meanwhile, or everything was touched", returncode=CONFLICT)
        left_out = f", {check.left_out:,} left out that were touched since" if check.left_out else ""
        self.stdout.write(f"run {check.run_id}: {check.checked:,} scores computed again{left_out}")
        if check.differing:
            listed = "\n".join(check.examples)
            raise CommandError(f"{check.differing:,} differ from what is published:\n{listed}", returncode=1)
        self.stdout.write("all are as published")


class _Display:
    """A bar on a terminal; elsewhere a plain line now and then."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self.on_terminal = sys.stderr.isatty()
        self.bars = Progress(*columns, transient=True, disable=not self.on_terminal)
        self.bar = self.bars.add_task("scoring", total=None)
        self.write = write
        self.said_at = time.monotonic()

    def __enter__(self) -> _Display:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def show(self, run: ScoringRun) -> None:
        progress = progress_of(run)
        text = f"{run}: {progress}"
        self.bars.update(self.bar, completed=progress.done, total=progress.batches or None, description=text)
        if not self.on_terminal and time.monotonic() - self.said_at >= SAY_SECONDS:
            self.said_at = time.monotonic()
            self.write(text)


def _caller() -> str:
    """Whose command it is, as far as the system knows."""
    try:
        return f"manage.py score ({getpass.getuser()})"
    except (KeyError, OSError):
        return "manage.py score"


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
