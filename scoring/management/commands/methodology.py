"""`manage.py methodology`: show the methodology in force, as tables too, or fit a new version on the catalog."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.describing import methodology_tables
from scoring.fitting import methodology_fit
from scoring.methodology import CURRENT, FOLDER, methodology_get


class Command(BaseCommand):
    help = (
        "show: version, sha256 and weights. docs: the whole of it as Markdown tables. "
        "fit: write a version whose scales are fitted on this catalog."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("show")
        verbs.add_parser("docs")
        fit = verbs.add_parser("fit")
        fit.add_argument("--draft", default=CURRENT, help="the version whose weights and rules are kept")
        fit.add_argument("--version", dest="name", required=True, help="name of the new version, such as ur-0.2.0")
        fit.add_argument("--replace", action="store_true", help="write over a version that no run has used yet")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "show":
            self._show()
        elif options["verb"] == "docs":
            self.stdout.write(methodology_tables(methodology_get()))
        else:
            self._fit(options["draft"], options["name"], replace=options["replace"])

    def _show(self) -> None:
        methodology = methodology_get()
        self.stdout.write(f"{methodology.version} sha256 {methodology.sha256}")
        for component in methodology.components:
            self.stdout.write(f"{component.label}: {component.weights}")

    def _fit(self, draft: str, name: str, *, replace: bool) -> None:
        path = FOLDER / f"{name}.json"
        if path.exists() and not replace:
            raise CommandError(f"{name} exists. A published methodology never changes: choose another --version")
        fitted = methodology_fit(methodology_get(draft), version=name)
        path.write_text(json.dumps(fitted.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
        self.stdout.write(f"wrote {path.name}, sha256 {fitted.sha256}")
