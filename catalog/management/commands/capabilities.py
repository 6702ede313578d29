"""`manage.py capabilities report` and `... tree`: how the kinds are used and what the rules leave open; the kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.distribution import Distribution, distribution
from catalog.models import CapabilityKind
from common.database import statement_timeout

SHOWN = 20


class Command(BaseCommand):
    help = (
        "report: how capability entries spread over kinds, and how many task labels and names the rules resolve. "
        "tree: the kinds as the table that docs/capabilities.md shows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["report", "tree"])
        parser.add_argument("--json", action="store_true", help="print everything as JSON, with nothing cut off")
        parser.add_argument("--show", type=int, default=SHOWN, help=f"longest list to print (default: {SHOWN})")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "tree":
            self.stdout.write(kinds_table(), ending="")
            return
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


def kinds_table() -> str:
    """The first two levels of the tree as a Markdown table, with the number of kinds below each root."""
    paths = list(CapabilityKind.objects.filter(merged_into=None).order_by("path").values_list("path", "name"))
    lines = ["| root | name | kinds | next level |", "|---|---|---:|---|"]
    for root, name in paths:
        if "." not in root:
            below = [path for path, _ in paths if path.startswith(f"{root}.")]
            nearest = [path.removeprefix(f"{root}.") for path in below if path.count(".") == 1]
            lines.append(f"| `{root}` | {name} | {len(below) + 1} | {', '.join(nearest)} |")
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({100 * part / whole:.1f} %)" if whole else f"{part:,}"
