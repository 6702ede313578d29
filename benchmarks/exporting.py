"""The export of the catalog beside `COPY TO` and zstd of the same rows, in turn and in one process.

Run by `benchmarks` in a shell of its own, with the settings of the database that holds the catalog and its scores.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

from django.db import connection

from benchmarks.measuring import Case, Line, interleave, lines_of
from benchmarks.scratch import MAXRSS_IN_MEBIBYTE
from catalog.exporting import export_write
from catalog.portable import portable_records
from common.jsonl_writing import file_written

AREA = "export"
COPY = "COPY TO and zstd of the same rows"
EXPORT = "export_catalog"


def measure(*, rounds: int) -> list[Line]:
    """Both write compressed files, at the level of the export. The first export says how much memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        copied, exported = str(Path(folder) / "copied.zst"), str(Path(folder) / "exported.jsonl.zst")

        def export() -> int:
            with file_written(exported) as file:
                return sum(export_write(file).values())

        def copy() -> None:
            with file_written(copied) as file, connection.cursor() as cursor:
                for record in portable_records():
                    statement = f"COPY (SELECT * FROM {record.table} t WHERE {record.only}) TO STDOUT"  # noqa: S608
                    with cursor.cursor.copy(statement) as rows:
                        for row in rows:
                            file.write(row)

        connection.ensure_connection()
        idle = _most_memory()
        lines = export()
        above = _most_memory() - idle
        series = interleave({COPY: Case(copy, units=lines), EXPORT: Case(export, units=lines)}, rounds=rounds)
        sizes = [Path(path).stat().st_size / (1 << 20) for path in (copied, exported)]
    notes = {
        COPY: f"{sizes[0]:.1f} MiB",
        EXPORT: f"{lines:,} lines, {sizes[1]:.1f} MiB, {above:.0f} MiB of memory above the idle process",
    }
    return lines_of(AREA, series, against=COPY, notes=notes)


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS_IN_MEBIBYTE


def print_measured(*, rounds: int) -> None:
    json.dump([line.as_dict() for line in measure(rounds=rounds)], sys.stdout)
