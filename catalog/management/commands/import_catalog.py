"""`manage.py import_catalog FILE...`: arguments, progress and summary round `catalog.services.file_import`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from catalog.services import ImportBusyError, ImportReport, file_import

USAGE = 2
INVALID = 3
BUSY = 5
# Sources and kinds are what artifacts refer to, artifacts what signals speak of, documents name all of them.
ORDER = ("source", "capability_kind", "catalog", "families", "signal")
DOCUMENT = ".json"


class Command(BaseCommand):
    help = (
        "Import sources, capability kinds, artifacts, signals and entry documents from .jsonl, .jsonl.zst or (one "
        "document a file) .json files. A file is imported whole or not at all, unless --skip-bad is given. Importing "
        "the same file again changes nothing; a killed import goes on where it was. Exit codes: 0 imported, 2 usage, "
        "3 a file was refused, 5 another import is running."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check and count, change nothing")
        parser.add_argument("--skip-bad", action="store_true", help="import the good lines, keep the bad ones aside")
        parser.add_argument("--json", action="store_true", help="print one JSON report instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        files = sorted(options["files"], key=_place)
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            advice = "Give paths of .jsonl, .jsonl.zst or .json files"
            raise CommandError(f"no such file: {', '.join(missing)}. {advice}", returncode=USAGE)
        reports = []
        for path in files:
            try:
                reports.append(self._import(path, options))
            except ImportBusyError as busy:
                raise CommandError(str(busy), returncode=BUSY) from busy
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}", returncode=USAGE) from error
            if not options["json"]:
                self._show(reports[-1], dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"files": [report.as_dict() for report in reports]}, indent=2))
        if any(report.refused and not report.merged for report in reports):
            raise CommandError("refused: see above", returncode=INVALID)

    def _import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        wanted = {"dry_run": options["dry_run"], "skip_bad": options["skip_bad"]}
        if options["json"] or not sys.stderr.isatty():
            return file_import(path, **wanted)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, transient=True) as progress:
            task = progress.add_task(path.name, total=None)
            return file_import(path, **wanted, on_progress=lambda lines: progress.update(task, completed=lines))

    def _show(self, report: ImportReport, *, dry_run: bool) -> None:
        counts = f"{report.read:,} read, {report.created:,} created, {report.changed:,} changed"
        counts += f", {report.unchanged:,} unchanged, {report.refused:,} refused"
        resumed = f" (went on from line {report.resumed_at:,})" if report.resumed_at else ""
        self.stdout.write(f"{report.file}: {counts}{' (dry run)' if dry_run else ''}{resumed}")
        for problem in report.problems:
            self.stderr.write(f"  {problem}")
        if report.refused > len(report.problems):
            self.stderr.write(f"  ... {report.refused:,} lines were refused, the first are listed")
        for conflict in report.conflicts:
            self.stdout.write(f"  kept: {conflict}")
        if report.rejects_file:
            self.stdout.write(f"  refused lines are kept in {report.rejects_file}")


def _place(path: Path) -> int:
    if path.suffix == DOCUMENT:
        return len(ORDER)
    return next((place for place, word in enumerate(ORDER) if path.name.startswith(word)), ORDER.index("catalog"))
