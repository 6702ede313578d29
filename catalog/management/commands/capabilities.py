"""`manage.py capabilities report`: which kinds are used how often, and which labels and names the rules leave open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.distribution import Distribution, distribution
from common.database import statement_timeout

SHOWN = 20


class Command(BaseCommand):
    help = "Report how capability entries spread over kinds, and how many task labels and names the rules resolve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", choices=["report"])
        parser.add_argument("--json", action="store_true", help="print everything as JSON, with nothing cut off")
        parser.add_argument("--show", type=int, default=SHOWN, help=f"longest list to print (default: {SHOWN})")

    def handle(self, *args: Any, **options: Any) -> None:
        with statement_timeout(0):
            found = distribution()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), indent=1, ensure_ascii=False))
            return
        self._kinds(found, options["show"])
        self._labels(found, options["show"])
        self._names(found, options["show"])

    def _kinds(self, found: Distribution, show: int) -> None:
        self.stdout.write(f"kinds: {found.kinds}, used {found.kinds - len(found.unused)}, unused {len(found.unused)}")
        self.stdout.write(f"  unused: {', '.join(found.unused)}")
        for kind, counts in found.entries.items():
            self.stdout.write(
                f"entries of a {kind} with facts: median {counts.median:g}"
                f" ({counts.artifacts:,} artifacts, {counts.without:,} without an entry)"
            )
            self._most(found.used.get(kind, {}), show)

    def _labels(self, found: Distribution, show: int) -> None:
        labels = found.labels
        self.stdout.write(f"uses of task labels: {labels.total:,}, mapped {_share(labels.mapped, labels.total)}")
        for reason, uses in labels.ignored.items():
            self.stdout.write(f"  no capability, {reason}: {uses:,}")
        self.stdout.write(f"  not listed: {sum(labels.unmapped.values()):,}")
        self._most(labels.unmapped, show)

    def _names(self, found: Distribution, show: int) -> None:
        for key, names in found.names.items():
            self.stdout.write(
                f"names in {key}: {names.total:,}, resolved {_share(names.resolved, names.total)},"
                f" naming nothing {names.nothing:,}, open {sum(names.unresolved.values()):,}"
            )
            self._most(names.unresolved, show)

    def _most(self, uses: Mapping[str, int], show: int) -> None:
        for name, count in list(uses.items())[:show]:
            self.stdout.write(f"  {count:>7,}  {name}")
        if len(uses) > show:
            self.stdout.write(f"  ... and {len(uses) - show:,} more")


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({100 * part / whole:.1f} %)" if whole else f"{part:,}"
