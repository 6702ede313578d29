"""`manage.py methodology`: show a methodology, as tables too, fit a new version on the catalog, publish one."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.describing import impact_tables, methodology_tables
from scoring.fitting import methodology_fit
from scoring.fitting_boards import FitError
from scoring.methodology import CURRENT, FOLDER, methodology_get, versions
from scoring.selectors import impact_of


class Command(BaseCommand):
    help = (
        "show: version, sha256 and weights. docs: the whole of it as Markdown tables. "
        "fit: write a version whose numbers are fitted on this catalog. "
        "publish: score everything by a version aside, measure what it changes, and flip readers to it at once. "
        "impact: what a version changed when it was published, as Markdown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb in ("show", "docs", "impact"):
            verbs.add_parser(verb).add_argument("version", nargs="?", choices=versions(), default=CURRENT)
        fit = verbs.add_parser("fit")
        fit.add_argument("--draft", default=CURRENT, choices=versions(), help="whose weights and rules are kept")
        fit.add_argument("--version", dest="name", required=True, help="name of the new version, such as ur-1.1.0")
        fit.add_argument("--replace", action="store_true", help="write over a version that no run has used yet")
        publish = verbs.add_parser("publish")
        publish.add_argument("version", choices=versions())
        publish.add_argument("--queue", action="store_true", help="let Celery workers do it, and wait")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "fit":
            self._fit(options["draft"], options["name"], replace=options["replace"])
        elif options["verb"] == "publish":
            call_command("score", methodology=options["version"], queue=options["queue"], stdout=self.stdout)
            self._impact(options["version"])
        elif options["verb"] == "impact":
            self._impact(options["version"])
        elif options["verb"] == "docs":
            self.stdout.write(methodology_tables(methodology_get(options["version"])))
        else:
            self._show(options["version"])

    def _show(self, version: str) -> None:
        methodology = methodology_get(version)
        self.stdout.write(f"{methodology.version} sha256 {methodology.sha256}")
        for component in methodology.components:
            self.stdout.write(f"{component.label}: {component.weights}")

    def _impact(self, version: str) -> None:
        impact = impact_of(version)
        if impact is None:
            self.stdout.write(f"{version} was never published here after another methodology: nothing to compare with")
        else:
            self.stdout.write(impact_tables(impact))

    def _fit(self, draft: str, name: str, *, replace: bool) -> None:
        path = FOLDER / f"{name}.json"
        if path.exists() and not replace:
            raise CommandError(f"{name} exists. A published methodology never changes: choose another --version")
        try:
            fitted = methodology_fit(methodology_get(draft), version=name)
        except FitError as error:
            raise CommandError(str(error)) from error
        path.write_text(json.dumps(fitted.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
        self.stdout.write(f"wrote {path.name}, sha256 {fitted.sha256}")
