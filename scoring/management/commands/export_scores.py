"""`manage.py export_scores FILE|-`: the published scores as JSON lines, compressed when FILE ends in `.zst`."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from common.database import statement_timeout
from common.jsonl_writing import STANDARD_OUTPUT, lines_written
from scoring.exporting import score_lines
from scoring.selectors import published_run

NO_RUN = 3


class Command(BaseCommand):
    help = (
        "Write the score of every listed artifact as one JSON line, in the order of slugs, from the published run. "
        "The file appears when it is whole; progress goes to standard error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="such as scores.jsonl or scores.jsonl.zst; - writes to standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        run = published_run()
        if run is None:
            raise CommandError("no scoring run is published yet: run manage.py score first", returncode=NO_RUN)
        target, total, count = options["file"], sum(run.listed.values()), 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        try:
            with (
                shown as progress,
                statement_timeout(settings.JOBS_STATEMENT_SECONDS),
                lines_written(target) as write,
            ):
                bar = progress.add_task("writing scores", total=total)
                for line in score_lines(run):
                    write(line)
                    count += 1
                    progress.update(bar, completed=count)
        except OSError as error:
            raise CommandError(f"{target}: {error.strerror}. Nothing was written under that name") from error
        where = "standard output" if target == STANDARD_OUTPUT else target
        self.stderr.write(
            f"wrote {count:,} scores of run {run.run_id} ({run.methodology}, as of {run.as_of}) to {where}"
        )
