"""Hands job ids to Celery. A broker that is down costs a short wait and a log line, never the caller's work."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

RUN_TASK = "jobs.run"
# How long a broker that hangs may hold up whoever enqueues, a fraction of the half second that a caller notices.
WAIT_SECONDS = 0.2
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


def ids_send(*, job_ids: Sequence[int]) -> int:
    """Send one message per id and return how many left. What could not be sent stays due in the ledger."""
    if _breaker.is_open():
        return 0
    sent = 0
    # A connection of its own: a worker may wait for its broker, a reader's request may not.
    impatient = {"socket_timeout": WAIT_SECONDS, "socket_connect_timeout": WAIT_SECONDS, "max_retries": 0}
    try:
        with current_app.connection_for_write(transport_options=impatient) as connection:
            for job_id in job_ids:
                current_app.send_task(
                    RUN_TASK, kwargs={"job_id": job_id}, connection=connection, retry=False, ignore_result=True
                )
                sent += 1
    except (OperationalError, OSError) as error:
        _breaker.open()
        log.warning("broker_unreachable", unsent=len(job_ids) - sent, error=str(error))
    return sent
