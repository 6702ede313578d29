"""Writes of the catalog: the import of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from catalog.checking import batches_check, record_type_read
from catalog.merging import Merge, Merged, Problem, organizations_merge, sources_merge
from catalog.merging_artifacts import artifacts_check, artifacts_match, artifacts_merge
from catalog.merging_signals import signals_check, signals_match, signals_merge
from catalog.models import ImportBatch
from catalog.staging import Stage
from common.database import statement_timeout
from common.jsonl import BadFileError, BadLineError

# Any number will do as long as nothing else here takes it.
IMPORT_LOCK = 7_306_001
PROBLEMS_LISTED = 200

Progress = Callable[[int], None]


class ImportBusyError(Exception):
    """Another import runs."""


@dataclass
class ImportReport:
    """What came of one file. `merged` is False for a refused file and for a dry run: nothing was changed then."""

    file: str
    record_type: str = ""
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    merged: bool = False
    resumed_at: int = 0
    rejects_file: str = ""
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def file_import(
    path: Path, *, dry_run: bool = False, skip_bad: bool = False, on_progress: Progress = lambda _: None
) -> ImportReport:
    """Import one file, all of it or (by default, when any line is bad) nothing of it.

    Raises `ImportBusyError` when another import runs, OSError when the file cannot be read. A file or line that is
    not acceptable is told by the report.
    """
    report = ImportReport(file=path.name)
    with _only_import(), statement_timeout(0):
        try:
            report.record_type = record_type_read(path)
            batch = _batch_for(path, report)
            if batch.state == ImportBatch.State.MERGED:
                report.read = report.unchanged = batch.lines_read - batch.refused
                report.merged = not dry_run
                return report
            return _Run(path, batch, report, skip_bad=skip_bad, on_progress=on_progress).finish(dry_run=dry_run)
        except (BadFileError, BadLineError) as error:
            advice = "Nothing of the file was imported; mend it and run the import again"
            line = error.line if isinstance(error, BadFileError) else 1
            reason = error.reason if isinstance(error, BadFileError) else str(error)
            report.problems.append(Problem(line, "", reason, advice))
            report.refused += 1
            return report


@contextmanager
def _only_import() -> Iterator[None]:
    """Hold the import lock of this database; it goes with the connection, so a killed import leaves none behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [IMPORT_LOCK])
        if not (cursor.fetchone() or (False,))[0]:
            raise ImportBusyError("another import is running: wait for it and run this again")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [IMPORT_LOCK])


def _batch_for(path: Path, report: ImportReport) -> ImportBatch:
    """The batch of this very content: merged as the last of its type, half staged, or a new one."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sha256.update(block)
    same_type = ImportBatch.objects.filter(record_type=report.record_type)
    last = same_type.filter(state=ImportBatch.State.MERGED, file_name=path.name).first()
    if last is not None and last.sha256 == sha256.hexdigest():
        return last
    half = same_type.filter(state=ImportBatch.State.STAGING, sha256=sha256.hexdigest()).first()
    if half is not None:
        return half
    return ImportBatch.objects.create(file_name=path.name, sha256=sha256.hexdigest(), record_type=report.record_type)


class _Run:
    """One batch on its way: staged chunk by chunk, then merged in one transaction or dropped."""

    def __init__(
        self, path: Path, batch: ImportBatch, report: ImportReport, *, skip_bad: bool, on_progress: Progress
    ) -> None:
        self.path = path
        self.batch = batch
        self.report = report
        self.skip_bad = skip_bad
        self.on_progress = on_progress
        self.stage = Stage(batch)
        self.rejects: list[tuple[int, bytes]] = []

    def finish(self, *, dry_run: bool) -> ImportReport:
        try:
            self._stage()
            if self.report.refused and not self.skip_bad:
                return self._refuse()
            return self._merge(dry_run=dry_run)
        except (BadFileError, BadLineError):
            self._refuse()
            raise

    def _stage(self) -> None:
        self._resume()
        self.report.read = self.batch.lines_read
        for checked in batches_check(self.path, record_type=self.batch.record_type, from_line=self.batch.next_line):
            self.report.read += checked.lines
            self._note(checked.problems, checked.rejects)
            self.stage.append(checked.rows, next_line=checked.next_line, lines_read=self.report.read)
            self.on_progress(self.report.read)

    def _resume(self) -> None:
        """Go on behind the checkpoint when every line before it still waits; else begin anew."""
        if self.batch.next_line > 1 and self.stage.row_count() == self.batch.lines_read:
            self.report.resumed_at = self.batch.next_line
            return
        with transaction.atomic():
            self.batch.next_line, self.batch.lines_read = 1, 0
            self.batch.save(update_fields=["next_line", "lines_read"])
            self.stage.create()

    def _note(self, problems: list[Problem], rejects: list[tuple[int, bytes]]) -> None:
        room = PROBLEMS_LISTED - len(self.report.problems)
        self.report.problems += problems[: max(room, 0)]
        self.report.refused += len(rejects)
        self.rejects += rejects if self.skip_bad else []

    def _merge(self, *, dry_run: bool) -> ImportReport:
        with transaction.atomic():
            merge = Merge(self.batch)
            merged = self._merge_rows(merge)
            if merged is not None:
                self.report.created, self.report.changed = merged.created, merged.changed
                self.report.unchanged = merged.unchanged
            if merged is None or dry_run:
                transaction.set_rollback(True)
        if merged is None:
            return self._refuse()
        if dry_run:
            self.stage.drop()
            self.batch.delete()
            return self.report
        self.report.merged = True
        if self.rejects:
            self.report.rejects_file = self._rejects_write()
        return self.report

    def _merge_rows(self, merge: Merge) -> Merged | None:
        """Merge what is staged; None when lines are refused and the rest is not wanted without them."""
        if self.batch.record_type == "source":
            merged = sources_merge(merge)
        elif self.batch.record_type == "artifact":
            artifacts_match(merge)
            if not self._checked(merge, artifacts_check(merge)):
                return None
            sources_merge(merge)
            organizations_merge(merge)
            merged = artifacts_merge(merge)
        else:
            signals_match(merge)
            sources_merge(merge)
            if not self._checked(merge, signals_check(merge)):
                return None
            merged = signals_merge(merge)
        for name in ("created", "changed", "unchanged"):
            setattr(self.batch, name, getattr(merged, name))
        self.batch.refused = self.report.refused
        self.batch.state = ImportBatch.State.MERGED
        self.batch.finished_at = timezone.now()
        self.batch.save()
        self.stage.drop()
        return merged

    def _checked(self, merge: Merge, problems: list[Problem]) -> bool:
        lines = sorted({problem.line for problem in problems})
        wanted = set(lines) if self.skip_bad else set()
        self._note(problems, [(line, b"") for line in lines])
        if wanted:
            merge.drop_lines(lines)
        return self.skip_bad or not problems

    def _refuse(self) -> ImportReport:
        self.stage.drop()
        self.batch.state = ImportBatch.State.REFUSED
        self.batch.refused = self.report.refused
        self.batch.finished_at = timezone.now()
        self.batch.save()
        return self.report

    def _rejects_write(self) -> str:
        """Keep the refused lines, with their numbers, where they can be mended and imported again."""
        folder = Path(settings.VAR_DIR) / "rejects"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{self.path.name}.{self.batch.pk}.rejects.jsonl"
        reasons = {problem.line: str(problem) for problem in self.report.problems}
        with target.open("w", encoding="utf-8") as file:
            for number, line in sorted(self.rejects):
                text = line.decode("utf-8", "backslashreplace")
                file.write(f"# {reasons.get(number, f'line {number}')}\n{text}\n")
        return str(target)
