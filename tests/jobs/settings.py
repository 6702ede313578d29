"""Settings of the workers that tests start: leases and pauses short enough to wait for."""

from __future__ import annotations

from tests.settings import *  # noqa: F403

JOBS_LEASE_SECONDS = 2
JOBS_HEARTBEAT_SECONDS = 0.5
JOBS_RESEND_SECONDS = 1
CELERY_BEAT_SCHEDULE = {"dispatch": {"task": "jobs.dispatch", "schedule": 0.5, "options": {"expires": 2}}}
