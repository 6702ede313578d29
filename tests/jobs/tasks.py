"""Handlers that the tests of the ledger run."""

from __future__ import annotations

import os
import time

from django.db import connection

from jobs.registry import JobContext, handles
from tests.jobs.models import Effect


class Seen:
    """What the handlers did in this process."""

    keys: list[str] = []
    fail_times: dict[str, int] = {}


@handles("test.note")
def note(context: JobContext) -> None:
    Seen.keys.append(context.key)


@handles("test.patience")
def patience(context: JobContext) -> None:
    """Note how long a statement of a job may take."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        Seen.keys.append(cursor.fetchone()[0])


@handles("test.flaky")
def flaky(context: JobContext) -> None:
    left = Seen.fail_times.get(context.key, 0)
    if left:
        Seen.fail_times[context.key] = left - 1
        raise RuntimeError("not this time")
    Seen.keys.append(context.key)


@handles("test.slow")
def slow(context: JobContext) -> None:
    """Work in steps, showing progress; nothing else."""
    steps = int(context.arguments.get("steps", 10))
    for step in range(steps):
        time.sleep(float(context.arguments.get("pause", 0.1)))
        context.progress(step + 1, steps)


@handles("test.once")
def once(context: JobContext) -> None:
    """One effect, left without a look whether it is there already: only the ledger keeps it from being left twice."""
    time.sleep(float(context.arguments.get("pause", 0)))
    with context.fenced():
        Effect.objects.create(key=context.key, process=os.getpid())


@handles("test.steps")
def steps(context: JobContext) -> None:
    """Several effects, taken up where the last worker left off."""
    total = int(context.arguments["steps"])
    for step in range(total):
        time.sleep(float(context.arguments["pause"]))
        with context.fenced():
            if not Effect.objects.filter(key=context.key, step=step).exists():
                Effect.objects.create(key=context.key, step=step, process=os.getpid())
            context.progress(step + 1, total)
