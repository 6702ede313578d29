"""Handlers that the tests of the ledger run, registered once."""

from __future__ import annotations

import time

from jobs.registry import JobContext, handles


class Seen:
    """What the handlers did in this process."""

    keys: list[str] = []
    fail_times: dict[str, int] = {}


@handles("test.note")
def note(context: JobContext) -> None:
    Seen.keys.append(context.key)


@handles("test.flaky")
def flaky(context: JobContext) -> None:
    left = Seen.fail_times.get(context.key, 0)
    if left:
        Seen.fail_times[context.key] = left - 1
        raise RuntimeError("not this time")
    Seen.keys.append(context.key)


@handles("test.slow")
def slow(context: JobContext) -> None:
    """Work in steps, showing progress; each step is one fenced write."""
    steps = int(context.arguments.get("steps", 10))
    for step in range(steps):
        time.sleep(float(context.arguments.get("pause", 0.1)))
        context.progress(step + 1, steps)
