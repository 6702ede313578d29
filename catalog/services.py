"""Writes of the catalog: the import of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from catalog.checking import batches_check, record_type_read
from catalog.merging import LISTED, Merge, Merged, Problem, Refusals, organizations_merge, sources_merge
from catalog.merging_artifacts import artifacts_check, artifacts_match, artifacts_merge
from catalog.merging_entries import entries_check, entries_merge
from catalog.merging_kinds import kinds_check, kinds_match, kinds_merge
from catalog.merging_signals import signals_check, signals_match, signals_merge
from catalog.models import Artifact, CapabilityKind, EntryDocument, ImportBatch, Signal, Source
from catalog.recording import changes_by, changes_by_rule
from catalog.records import EXPORT
from catalog.refilling import RefusedError, export_refill
from catalog.staging import Stage
from common.database import statement_timeout
from common.jsonl import BadFileError, lines_read

# Any number will do as long as nothing else here takes it.
IMPORT_LOCK = 7_306_001

ROWS: dict[str, type[models.Model]] = {
    "artifact": Artifact,
    "capability_kind": CapabilityKind,
    "entry": EntryDocument,
    "signal": Signal,
    "source": Source,
}

Progress = Callable[[int], None]


class ImportBusyError(Exception):
    """Another import runs."""


@dataclass
class ImportReport:
    """What came of one file. `merged` is False for a refused file and for a dry run: nothing was changed then.

    `conflicts` are rows that an entry document would change and that somebody edited here: they were left alone.
    """

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
    conflicts: list[Problem] = field(default_factory=list)

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
            if report.record_type == EXPORT:
                return _refill(path, report, dry_run=dry_run, on_progress=on_progress)
            batch = _batch_for(path, report)
            if batch.state == ImportBatch.State.MERGED:
                report.read = report.unchanged = batch.lines_read - batch.refused
                report.merged = not dry_run
                return report
            return _Run(path, batch, report, skip_bad=skip_bad, on_progress=on_progress).finish(dry_run=dry_run)
        except BadFileError as error:
            advice = "Nothing of the file was imported; mend it and run the import again"
            report.problems.append(Problem(error.line, "", error.reason, advice))
            report.refused += 1
            return report


def _refill(path: Path, report: ImportReport, *, dry_run: bool, on_progress: Progress) -> ImportReport:
    """An export goes into an empty instance, whole; `skip_bad` leaves nothing of it out."""
    try:
        done = export_refill(path, sha256=_sha256(path), dry_run=dry_run, on_progress=on_progress)
    except RefusedError as error:
        report.problems, report.refused = error.problems, len(error.problems)
        return report
    report.read, report.created, report.merged = done.lines, sum(done.rows.values()), not dry_run
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
    """The batch of this very content: merged with nothing changed since, half staged, or a new one."""
    sha256 = _sha256(path)
    same_type = ImportBatch.objects.filter(record_type=report.record_type)
    merged = same_type.filter(state=ImportBatch.State.MERGED, sha256=sha256).first()
    if merged is not None and _still_holds(merged):
        return merged
    half_staged = same_type.filter(state=ImportBatch.State.STAGING)
    if half := half_staged.filter(sha256=sha256).first():
        return half
    for outdated in half_staged.filter(file_name=path.name):
        Stage(outdated).drop()
        outdated.delete()
    return ImportBatch.objects.create(file_name=path.name, sha256=sha256, record_type=report.record_type)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _still_holds(merged: ImportBatch) -> bool:
    """Whether importing the same bytes again could change nothing, so that reading them can be left out.

    Not when lines of it were refused (what they lacked may be there now), when a later file changed such rows, or
    when there are fewer of them than the merge left. Curated values need no look: an import keeps them anyway.
    """
    later = ImportBatch.objects.filter(state=ImportBatch.State.MERGED, pk__gt=merged.pk).exclude(created=0, changed=0)
    if merged.record_type != "source":  # sources come with files of every type
        later = later.filter(record_type=merged.record_type)
    return not merged.refused and not later.exists() and _row_count(merged.record_type) >= merged.rows_after


def _row_count(record_type: str) -> int:
    return ROWS[record_type]._default_manager.count()


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
        self.refused_lines: set[int] = set()

    def finish(self, *, dry_run: bool) -> ImportReport:
        try:
            self._stage()
            if self.report.refused and not self.skip_bad:
                return self._refuse()
            return self._merge(dry_run=dry_run)
        except BadFileError:
            self._refuse()
            raise

    def _stage(self) -> None:
        self._resume()
        self.report.read = self.batch.lines_read
        for checked in batches_check(self.path, record_type=self.batch.record_type, from_line=self.batch.next_line):
            self.report.read += checked.lines
            self._note(checked.problems, checked.refused)
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

    def _note(self, problems: list[Problem], lines: Collection[int]) -> None:
        room = LISTED - len(self.report.problems)
        self.report.problems += problems[: max(room, 0)]
        self.report.refused += len(lines)
        self.refused_lines.update(lines)

    def _merge(self, *, dry_run: bool) -> ImportReport:
        reason = f"batch {self.batch.pk}, sha256 {self.batch.sha256[:12]}"
        with changes_by(who=f"import {self.batch.file_name}", why=reason):
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
        if self.refused_lines:
            self.report.rejects_file = self._rejects_write()
        return self.report

    def _merge_rows(self, merge: Merge) -> Merged | None:
        """Merge what is staged; None when lines are refused and the rest is not wanted without them."""
        if self.batch.record_type == "source":
            merged = sources_merge(merge)
        elif self.batch.record_type == "capability_kind":
            kinds_match(merge)
            if not self._checked(merge, kinds_check(merge)):
                return None
            merged = kinds_merge(merge)
        elif self.batch.record_type == "artifact":
            artifacts_match(merge)
            if not self._checked(merge, artifacts_check(merge)):
                return None
            sources_merge(merge)
            organizations_merge(merge)
            with changes_by_rule():
                merged = artifacts_merge(merge)
        elif self.batch.record_type == "entry":
            if not self._checked(merge, entries_check(merge)):
                return None
            merged, self.report.conflicts = entries_merge(merge)
        else:
            signals_match(merge)
            sources_merge(merge)
            if not self._checked(merge, signals_check(merge)):
                return None
            merged = signals_merge(merge)
        for name in ("created", "changed", "unchanged"):
            setattr(self.batch, name, getattr(merged, name))
        self.batch.refused = self.report.refused
        self.batch.rows_after = _row_count(self.batch.record_type)
        self.batch.state = ImportBatch.State.MERGED
        self.batch.finished_at = timezone.now()
        self.batch.save()
        self.stage.drop()
        return merged

    def _checked(self, merge: Merge, refusals: Refusals) -> bool:
        """Whether the merge may go on, with the refused lines left out where that is wanted."""
        self._note(refusals.problems, refusals.lines)
        if refusals.lines and self.skip_bad:
            merge.lines_drop(refusals.lines)
        return self.skip_bad or not refusals.lines

    def _refuse(self) -> ImportReport:
        self.stage.drop()
        self.batch.state = ImportBatch.State.REFUSED
        self.batch.refused = self.report.refused
        self.batch.finished_at = timezone.now()
        self.batch.save()
        return self.report

    def _rejects_write(self) -> str:
        """Keep the refused lines where they can be mended and imported again, and beside them the reason of each."""
        folder = Path(settings.VAR_DIR) / "rejects"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{self.path.name}.{self.batch.pk}.rejects.jsonl"
        known = {problem.line: str(problem) for problem in reversed(self.report.problems)}
        with target.open("wb") as rejects, target.with_suffix(".reasons.txt").open("w", encoding="utf-8") as reasons:
            for number, line in lines_read(self.path):
                if number in self.refused_lines:
                    rejects.write(line + b"\n")
                    reasons.write(known.get(number, f"line {number}: refused") + "\n")
        return str(target)
