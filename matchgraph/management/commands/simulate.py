"""`manage.py simulate`: labelled simulated traffic, for development and for trying the match graph out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchgraph.graph.recording import today
from matchgraph.graph.simulating import NothingToAskError, simulate
from matchgraph.services import day_roll_up, quality_measure, run_learn

DAYS_MOST = 7


class Command(BaseCommand):
    help = (
        "Make simulated searches and choices, roll them up and learn from them. They are flagged, never count as"
        " evidence of people, and every page that shows them says so. `matchgraph rollback` takes the run back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sessions", type=int, default=5_000, help="searches in all (5,000)")
        parser.add_argument(
            "--days", type=int, default=5, help=f"over so many days before today, {DAYS_MOST - 1} at most"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed makes the same traffic on the same catalog"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        days, sessions = options["days"], options["sessions"]
        if not 0 < days < DAYS_MOST or sessions < days:
            raise CommandError(
                f"--days is 1 to {DAYS_MOST - 1}, and --sessions no fewer than that: raw events live a week"
            )
        now = today()
        try:
            written = simulate(days=days, sessions=sessions, seed=options["seed"], until=now, progress=self._show)
        except NothingToAskError as error:
            raise CommandError(str(error)) from error
        for back in range(days, 0, -1):
            day_roll_up(now - timedelta(days=back))
        run = run_learn(now - timedelta(days=1), simulated=True)
        quality_measure(run)
        self.stdout.write(f"{written:,} simulated searches; in force: {run}, {run.edges_count:,} edges")

    def _show(self, written: int, total: int) -> None:
        self.stderr.write(f"{written:,} of {total:,} searches")
