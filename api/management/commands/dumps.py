"""`manage.py dumps build|show`: open data made now, or what is there."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.models import Dump
from api.selectors import dump_published
from api.services import dump_build
from common.database import statement_timeout

NONE = 3


class Command(BaseCommand):
    help = (
        "Build the files below /dump/ and put them in place of the former ones at once (build), or say what is there "
        "(show). Exit codes: 0 done, 3 nothing is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["build", "show"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "build":
            with statement_timeout(0):
                self.show(dump_build())
            return
        dump = dump_published()
        if dump is None:
            raise CommandError("no dump has been made yet: run manage.py dumps build", returncode=NONE)
        self.show(dump)

    def show(self, dump: Dump) -> None:
        self.stdout.write(f"dump {dump.pk} of {dump.published_at:%Y-%m-%d %H:%M} UTC")
        for file in dump.files.order_by("name"):
            self.stdout.write(f"  {file.name}: {file.lines:,} lines, {file.size:,} bytes, sha256 {file.sha256}")
