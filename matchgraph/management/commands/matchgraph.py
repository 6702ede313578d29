"""`manage.py matchgraph`: roll days up, learn, replay, take back, and say how things stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchgraph.graph.recording import today
from matchgraph.graph.runs import run_in_force
from matchgraph.graph_models import LearningRun
from matchgraph.selectors_graph import graph_counts
from matchgraph.services import (
    NoFormerRunError,
    NotReplayedError,
    day_roll_up,
    night,
    purge,
    quality_measure,
    run_learn,
    run_replay,
    run_take_back,
)


class Command(BaseCommand):
    help = "The match graph: what people searched for and chose, and what is learned from it. See docs/matchgraph.md."

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        ways.add_parser("night", help="what beat asks for every night: roll up, learn, drop what is old")
        roll = ways.add_parser("rollup", help="roll one day up, anew where it was before")
        roll.add_argument("--day", type=date.fromisoformat, help="default: yesterday")
        learn = ways.add_parser("learn", help="learn all edges from the roll-ups and put them into force")
        learn.add_argument("--as-of", type=date.fromisoformat, help="the last day to know of; default: yesterday")
        learn.add_argument("--simulated", action="store_true", help="from simulated traffic, and labelled so")
        replay = ways.add_parser("replay", help="make the edges of a run anew from the roll-ups, byte for byte")
        replay.add_argument("--run", type=int, help="default: the run in force")
        back = ways.add_parser("rollback", help="put a former run into force")
        back.add_argument("--to", type=int, help="its number; default: the run before the one in force")
        ways.add_parser("purge", help="drop raw events, voices and salts whose time is over")
        ways.add_parser("status", help="runs, counts, days")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['way']}")(options)

    def _night(self, options: dict[str, Any]) -> None:
        done = night(
            today(), progress=lambda number, total, text: self.stdout.write(f"{number + 1} of {total}: {text}")
        )
        for day in done.days:
            self.stdout.write(f"{day.day}: {day.shown:,} results shown, {day.voices:,} voices, {day.edges:,} rows")
        self._say_run(done.run)

    def _rollup(self, options: dict[str, Any]) -> None:
        day = options["day"] or today() - timedelta(days=1)
        done = day_roll_up(day)
        if done.missing:
            raise CommandError(f"there are no raw events of {day}: none were noted, or their seven days are over")
        self.stdout.write(f"{day}: {done.shown:,} results shown, {done.voices:,} voices, {done.edges:,} rows")

    def _learn(self, options: dict[str, Any]) -> None:
        as_of = options["as_of"] or today() - timedelta(days=1)
        run = run_learn(as_of, simulated=options["simulated"])
        quality_measure(run)
        self._say_run(run)

    def _replay(self, options: dict[str, Any]) -> None:
        run = LearningRun.objects.filter(pk=options["run"]).first() if options["run"] else run_in_force()
        if run is None:
            raise CommandError("there is no such run: `manage.py matchgraph status` lists those that are kept")
        try:
            self.stdout.write(f"{run}: {run.edges_count:,} edges replayed, sha256 {run_replay(run)}")
        except NotReplayedError as error:
            raise CommandError(str(error)) from error

    def _rollback(self, options: dict[str, Any]) -> None:
        try:
            self._say_run(run_take_back(options["to"]))
        except NoFormerRunError as error:
            raise CommandError(str(error)) from error

    def _purge(self, options: dict[str, Any]) -> None:
        gone = purge(today())
        self.stdout.write(
            f"{len(gone.partitions)} tables of raw events, {gone.voices:,} voices, {gone.salts} salts gone"
        )

    def _status(self, options: dict[str, Any]) -> None:
        counts = graph_counts()
        self.stdout.write(
            f"{counts.intents:,} intents, roll-ups of {counts.days:,} days up to {counts.last or 'never'}"
        )
        force = run_in_force()
        for run in LearningRun.objects.all():
            mark = "*" if force and force.pk == run.pk else " "
            self.stdout.write(f"{mark} {run}: {run.edges_count:,} edges, {run.quarantined} under quarantine")

    def _say_run(self, run: LearningRun | None) -> None:
        self.stdout.write(
            f"in force: {run}, {run.edges_count:,} edges, sha256 {run.sha256}" if run else "nothing was learned yet"
        )
