"""Signs of life of the workers, for whoever watches the site."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Max, Q
from django.db.models.functions import Greatest, Now

from jobs.models import Job

# In the cache and not in the ledger: beat, broker and worker leave it together, and without a broker there is none.
DISPATCHED = "jobs.dispatched_at"


def sign_leave() -> None:
    """Note that a worker has just taken a message."""
    cache.set(DISPATCHED, time.time(), timeout=None)


def worker_age() -> float | None:
    """Seconds since a worker was last seen to take a message, renew a lease or end a job; None when never.

    A worker whose every process is busy takes no dispatch, so the leases it renews count as well.
    """
    heartbeat = ExpressionWrapper(
        F("lease_until") - timedelta(seconds=settings.JOBS_LEASE_SECONDS), output_field=DateTimeField()
    )
    newest = Greatest(Max(heartbeat, filter=Q(state=Job.State.RUNNING)), Max("finished_at"))
    in_ledger = Job.objects.exclude(state=Job.State.CANCELED).aggregate(
        age=ExpressionWrapper(Now() - newest, output_field=DurationField())
    )["age"]
    ages = [] if in_ledger is None else [in_ledger.total_seconds()]
    dispatched = cache.get(DISPATCHED)
    if dispatched is not None:
        ages.append(time.time() - dispatched)
    return max(0.0, min(ages)) if ages else None
