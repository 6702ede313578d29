"""Hands job ids to Celery. A broker that is down costs a short wait and a log line, never the caller's work."""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

RUN_TASK = "jobs.run"
# After a failure nothing is sent for this long: the dispatcher sends the ids again anyway.
PAUSE_SECONDS = 5.0


class _Breaker:
    """Remembers when the broker last failed, so that a thousand enqueues wait for it once and not a thousand times."""

    def __init__(self) -> None:
        self.closed_at = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_at

    def open(self) -> None:
        self.closed_at = time.monotonic() + PAUSE_SECONDS


_breaker = _Breaker()


def ids_send(*, job_ids: Iterable[int]) -> int:
    """Send one message per id and return how many left. What could not be sent stays due in the ledger."""
    sent = 0
    for job_id in job_ids:
        if _breaker.is_open():
            break
        try:
            current_app.send_task(RUN_TASK, kwargs={"job_id": job_id}, retry=False, ignore_result=True)
        except (OperationalError, ConnectionError, TimeoutError, OSError) as error:
            _breaker.open()
            log.warning("broker_unreachable", job_id=job_id, error=str(error))
            break
        sent += 1
    return sent
