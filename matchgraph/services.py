"""Writes of search and of the match graph: the index in line with the catalog, days rolled up, edges learned."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta

from matchgraph.graph.keeping import Purged, purge
from matchgraph.graph.quality import quality_measure
from matchgraph.graph.rolling_up import RolledUp, day_roll_up
from matchgraph.graph.runs import edges_learn, edges_write, run_in_force, run_learn, run_publish
from matchgraph.graph.traffic import RAW_DAYS
from matchgraph.graph_models import LearningRun
from matchgraph.indexing import Indexed, index_write, tables_analyze
from matchgraph.vectors import vectors_refresh

__all__ = [
    "day_roll_up",
    "index_refresh",
    "night",
    "purge",
    "quality_measure",
    "run_learn",
    "run_replay",
    "run_take_back",
    "vectors_refresh",
]


class NotReplayedError(Exception):
    """The roll-ups give other edges than the run holds; says how they differ."""


class NoFormerRunError(Exception):
    """There is no run to go back to."""


def index_refresh() -> Indexed:
    """Take the words of what changed in the catalog since the last time. Safe to call at any time, by anyone."""
    indexed = index_write()
    if not indexed.rested:
        tables_analyze()
    return indexed


@dataclass(frozen=True)
class Night:
    """What a night did. `run` is None where nothing was ever shown."""

    days: tuple[RolledUp, ...]
    run: LearningRun | None
    purged: Purged


def night(
    today: date,
    *,
    progress: Callable[[int, int, str], None] | None = None,
    fence: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Night:
    """Roll up every day that is over and whose raw events are still there, learn from all days, drop what is old.

    Safe to run twice: a day is rolled up to the same rows, and learning from the same rows gives the same edges.
    `fence` is what a job wraps its lasting write in.
    """
    days = [today - timedelta(days=back) for back in range(RAW_DAYS - 1, 0, -1)]
    done = []
    for number, day in enumerate(days):
        if progress:
            progress(number, len(days) + 1, f"rolling up {day}")
        done.append(day_roll_up(day))
    if progress:
        progress(len(days), len(days) + 1, "learning")
    run = run_in_force()
    if any(day.shown for day in done):
        with fence():
            run = run_learn(today - timedelta(days=1), simulated=False)
        quality_measure(run)
    return Night(tuple(day for day in done if not day.missing), run, purge(today))


def run_replay(run: LearningRun) -> str:
    """Make the edges of a run anew from the roll-ups; their digest. Raises `NotReplayedError` and changes nothing."""
    learned = edges_learn(run.as_of, simulated=run.simulated)
    if learned.sha256 != run.sha256:
        raise NotReplayedError(
            f"run {run.pk} holds {run.edges_count:,} edges with sha256 {run.sha256}, the roll-ups up to {run.as_of}"
            f" give {len(learned.keys):,} with {learned.sha256}: days have been rolled up again since, or the code is"
            " another one"
        )
    edges_write(run, learned)
    return learned.sha256


def run_take_back(to: int | None = None) -> LearningRun:
    """Put the run before the one in force, or the one named, into force. Raises `NoFormerRunError`."""
    now = run_in_force()
    runs = LearningRun.objects.order_by("-pk")
    found = runs.filter(pk=to).first() if to else runs.filter(pk__lt=now.pk).first() if now else None
    if found is None:
        kept = ", ".join(str(pk) for pk in runs.values_list("pk", flat=True)) or "none"
        raise NoFormerRunError(f"there is no {f'run {to}' if to else 'former run'} to go back to; kept are: {kept}")
    run_publish(found)
    return found
