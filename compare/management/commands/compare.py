"""`manage.py compare A B [C ...]`: the comparison page in a terminal, as Markdown or as JSON."""

from __future__ import annotations

import shutil
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Artifact
from catalog.selectors import artifact_find, artifact_named
from compare.formats.data import page_json
from compare.formats.markdown import markdown
from compare.formats.outline import outline
from compare.formats.tables import page_csv
from compare.formats.terminal import terminal_text
from compare.pages.comparison import comparison_page
from compare.pairs import SIDES
from scoring.selectors import published_run

UNKNOWN = 3


class Command(BaseCommand):
    help = (
        "Compare two to six artifacts, named by slug, name or alias. Prints what the page prints. "
        "Exit codes: 0 printed, 2 usage, 3 a name is unknown (near matches are listed)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="+", metavar="NAME")
        parser.add_argument("--format", choices=("text", "md", "json", "csv"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        artifacts = {artifact.slug: artifact for artifact in map(self._find, options["names"])}
        if len(artifacts) not in SIDES:
            raise CommandError(f"name {SIDES.start} to {SIDES.stop - 1} different artifacts", returncode=2)
        page = comparison_page([artifacts[slug] for slug in sorted(artifacts)], run=published_run())
        if options["format"] == "json":
            text = page_json(page, indent=2).decode() + "\n"
        elif options["format"] == "md":
            text = markdown(outline(page))
        elif options["format"] == "csv":
            text = page_csv(page)
        else:
            color = self.stdout.isatty() and not options["no_color"]
            text = terminal_text(outline(page), width=shutil.get_terminal_size().columns, color=color)
        self.stdout.write(text, ending="")

    def _find(self, name: str) -> Artifact:
        found = artifact_named(name.replace("\x00", ""))
        if found.redirect_to:
            found = artifact_find(found.redirect_to)
        if found.artifact is not None:
            return found.artifact
        near = "\n".join(f"  {match.slug}  ({match.name}, {match.kind})" for match in found.near)
        like = f" Near matches:\n{near}" if near else " Nothing here looks like it."
        raise CommandError(f"nothing listed is called {name!r}.{like}", returncode=UNKNOWN)
