"""An export becomes the rows of an empty instance: table by table, in one transaction, all of it or nothing.

Triggers rest meanwhile: rows that arrive are no edits, so generations stay what they were and no history is made.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pydantic import TypeAdapter

from catalog.checking import BATCH_LINES, NumberedLine, lines_fit
from catalog.exporting import END, FORMAT
from catalog.merging import LISTED, Problem
from catalog.models import ImportBatch
from catalog.portable import Change, Record, portable_records
from catalog.portable_shapes import shape_of
from catalog.records import EXPORT
from catalog.refilling_rows import (
    ARRIVED,
    links_missing,
    rows_insert,
    rows_there,
    stage_append,
    stage_close,
    stage_open,
    tables_of,
)
from common.jsonl import BadFileError, BadLineError, lines_read, object_parse

ADVICE = "Nothing of the file was imported; export it anew"


class RefusedError(Exception):
    """The export cannot be imported here; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass
class Refilled:
    """Lines of the file, and rows made, by record type."""

    lines: int = 0
    rows: Counter[str] = field(default_factory=Counter)


def export_refill(
    path: Path, *, sha256: str, dry_run: bool = False, on_progress: Callable[[int], None] = lambda _: None
) -> Refilled:
    """Import a whole export. Raises `RefusedError` and `BadFileError`; then nothing was changed."""
    refill = _Refill(path, on_progress)
    try:
        with transaction.atomic():
            refill.run()
            _note(path, sha256, refill.done)
            if dry_run:
                transaction.set_rollback(True)
    except DatabaseError as error:
        detail = getattr(error.__cause__, "diag", None)
        reason = (detail and detail.message_detail) or str(error).splitlines()[0]
        raise RefusedError([Problem(0, refill.at, f"the database refuses a row: {reason}", ADVICE)]) from error
    return refill.done


def _note(path: Path, sha256: str, done: Refilled) -> None:
    rows = sum(done.rows.values())
    ImportBatch.objects.create(
        file_name=path.name,
        sha256=sha256,
        record_type=EXPORT,
        state=ImportBatch.State.MERGED,
        lines_read=done.lines,
        created=rows,
        rows_after=rows,
        finished_at=timezone.now(),
    )


class _Refill:
    def __init__(self, path: Path, on_progress: Callable[[int], None]) -> None:
        self.on_progress = on_progress
        self.done = Refilled()
        self.at = ""
        self.lines = self._counted(lines_read(path))
        self.problems: list[Problem] = []

    def _counted(self, lines: Iterator[NumberedLine]) -> Iterator[NumberedLine]:
        for number, line in lines:
            self.done.lines = number
            yield number, line

    def run(self) -> None:
        records = self._header()
        self._refuse_unless_empty(records)
        with _triggers_rest(records):
            for record, number, lines in self._tables(records):
                self.at = record.name
                self._table(record, number, lines)

    def _header(self) -> list[Record]:
        """Which tables the file brings; the order of its lines is ours, not the file's."""
        number, line = next(self.lines, (0, b"{}"))
        header = _object(number, line)
        if header.get("record") != EXPORT or header.get("export") != FORMAT:
            raise RefusedError(
                [
                    Problem(
                        number,
                        "export",
                        f"is {header.get('export')!r}, not format {FORMAT}",
                        "Export it anew with this version",
                    )
                ]
            )
        known = {record.name: record for record in portable_records()}
        strange = [name for name in header.get("records", ()) if name not in known]
        if strange:
            reason = f"names {', '.join(map(str, strange))}, which this version does not know"
            raise RefusedError([Problem(number, "records", reason, "Bring the code up to date first")])
        return [record for record in known.values() if record.name in header["records"]]

    def _refuse_unless_empty(self, records: Sequence[Record]) -> None:
        there = rows_there(records)
        if there:
            reason = f"this instance is not empty: it holds rows of {', '.join(there)}"
            advice = "An export is imported into an empty database: make one, run manage.py migrate, and import there"
            raise RefusedError([Problem(1, "", reason, advice)])

    def _tables(self, records: Sequence[Record]) -> Iterator[tuple[Record, int, Iterator[NumberedLine]]]:
        """Each table's lines; afterwards the end of the file is checked against what came."""
        order = {record.name: place for place, record in enumerate(records)}
        last = -1
        ended = False
        for name, group in itertools.groupby(self.lines, key=_record_of):
            number, line = next(group)  # the first line tells where the table stands; the rest follows behind it
            if ended:
                raise BadFileError(number - 1, "the export ends here, and yet there are lines behind it")
            if name == END:
                self._check_end(number, line)
                ended = True
                continue
            if order.get(name, -1) <= last:
                reason = f"a line of {name or 'no record type'} cannot stand here"
                raise RefusedError([Problem(number, "record", reason, ADVICE)])
            last = order[name]
            yield records[last], number, itertools.chain([(number, line)], group)  # noqa: B031 - not used twice
        if not ended:
            raise BadFileError(self.done.lines, "the export is cut short: its last line is missing. Fetch it again")

    def _check_end(self, number: int, line: bytes) -> None:
        counts = _object(number, line).get("lines")
        if counts != dict(self.done.rows):
            raise BadFileError(number - 1, "lines are missing or doubled: the counts at the end are others")

    def _table(self, record: Record, first: int, lines: Iterator[NumberedLine]) -> None:
        """Check and stage the lines of one table, then make them rows."""
        shape, change = shape_of(record), record.coming() if record.coming else None
        stage_open()
        while batch := list(itertools.islice(lines, BATCH_LINES)):
            self._stage(record, batch, shape, change)
            self.on_progress(self.done.lines)
        self._refuse_problems()
        stage_close(record)
        self.problems += [
            Problem(line, key, f"names {value!r}, which the file does not hold", ADVICE)
            for line, key, value in links_missing(record, limit=LISTED)
        ]
        self._refuse_problems()
        record.prepare(ARRIVED)
        self.done.rows[record.name] = rows_insert(record)

    def _stage(self, record: Record, batch: list[NumberedLine], shape: TypeAdapter[Any], change: Change | None) -> None:
        fitting = lines_fit(batch, shape)
        rows, problems = [], fitting.problems
        for number, line in fitting.sound:
            try:
                rows.append((number, _changed(line, change) if change else line.decode()))
            except ValueError as error:
                problems.append(Problem(number, "", str(error), ADVICE))
        self.problems += [Problem(each.line, each.field, each.reason, ADVICE) for each in problems]
        stage_append(rows)

    def _refuse_problems(self) -> None:
        if self.problems:
            raise RefusedError(self.problems[:LISTED])


def _changed(line: bytes, change: Change) -> str:
    value = orjson.loads(line)
    change(value)
    return orjson.dumps(value).decode()


def _record_of(numbered: NumberedLine) -> str:
    return str(_object(*numbered).get("record", ""))


def _object(number: int, line: bytes) -> dict[str, Any]:
    try:
        return object_parse(line)
    except BadLineError as error:
        raise RefusedError([Problem(number, "", str(error), ADVICE)]) from error


@contextmanager
def _triggers_rest(records: Sequence[Record]) -> Iterator[None]:
    """Keeps writers away from these tables too. What the caller's transaction has left to check is checked first."""
    tables = tables_of(records)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
