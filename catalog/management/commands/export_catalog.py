"""`manage.py export_catalog FILE|-`: everything that the catalog holds as JSON lines, to be imported elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.exporting import export_write
from catalog.portable import portable_sections
from common.jsonl_writing import STANDARD_OUTPUT, file_written

INVALID = 3


class Command(BaseCommand):
    help = (
        "Write the catalog with curated state, figures, scores and their history as JSON lines, compressed when FILE "
        "ends in .zst. import_catalog reads it into an empty instance, whose export has the same bytes. The file "
        "appears when it is whole. Exit codes: 0 written, 1 not writable, 3 the methodology in force is not the code's."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="such as catalog.jsonl.zst; - writes to standard output")
        parser.add_argument("--only", nargs="+", choices=portable_sections(), default=[], help="these sections alone")
        parser.add_argument("--public", action="store_true", help="leave out what readers do not see")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["file"]
        try:
            with file_written(target) as file:
                counts = export_write(file, sections=options["only"], public=options["public"])
        except OSError as error:
            raise CommandError(f"{target}: {error.strerror}. Nothing was written under that name") from error
        except ValueError as error:
            raise CommandError(f"{error}. Run manage.py score first", returncode=INVALID) from error
        where = "standard output" if target == STANDARD_OUTPUT else target
        told = ", ".join(f"{rows:,} {name.replace('_', ' ')}" for name, rows in counts.items() if rows)
        self.stderr.write(f"wrote {sum(counts.values()):,} lines to {where}: {told or 'the catalog is empty'}")
