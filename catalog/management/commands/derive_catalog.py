"""`manage.py derive_catalog`: what follows from imported facts, by rule."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.deriving_capabilities import capabilities_infer
from catalog.deriving_families import families_derive
from catalog.deriving_relations import relations_resolve
from catalog.rulebook import BadRulesError

# Each step may read what the ones before it wrote.
STEPS = (
    ("relations", relations_resolve),
    ("families", families_derive),
    ("capabilities", capabilities_infer),
)


class Command(BaseCommand):
    help = (
        "Derive from imported facts what follows from them by rule: relations to other artifacts, members of families, "
        "and inferred capability entries. A step in which nothing has changed rests. What a curator wrote stays. "
        "Exit codes: 0 done, 3 the rules are not sound."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, step in STEPS:
            begun = time.monotonic()
            try:
                derived = step()
            except BadRulesError as error:
                raise CommandError(f"catalog/rules: {error}", returncode=3) from error
            self.stdout.write(f"{name}: {derived} in {time.monotonic() - begun:.1f} s")
