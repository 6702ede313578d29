"""Reads of the ledger."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from jobs.models import Job
from jobs.sessions import SessionGone


def due_jobs() -> QuerySet[Job]:
    """Queued jobs whose time has come and running ones that their worker has lost, oldest first."""
    lost = Q(lease_until__lt=Now()) | Q(SessionGone(F("session")))
    return Job.objects.filter(
        Q(state=Job.State.QUEUED, due_at__lte=Now()) | (Q(state=Job.State.RUNNING) & lost)
    ).order_by("id")


def unsent_jobs(*, resend_after: timedelta) -> QuerySet[Job]:
    """Due jobs whose id was never handed to the broker, or so long ago that the message must be lost."""
    return due_jobs().filter(Q(sent_at__isnull=True) | Q(sent_at__lt=Now() - resend_after))


def active_jobs(*, kind_prefix: str = "") -> QuerySet[Job]:
    """Jobs that are not finished, of the kinds that start with the prefix."""
    return Job.objects.filter(state__in=Job.ACTIVE, kind__startswith=kind_prefix).order_by("id")
