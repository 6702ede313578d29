"""The job ledger: what has to be done, who is doing it and how far it got. Celery carries only the id."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Job(models.Model):
    """A piece of durable work.

    A worker holds a job by a lease and writes under its fence: whoever leases the job next raises the fence, and a
    write that carries an older one is refused. A lease ends by time or with the database session that took it.
    Times are the database's clock.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELED = "canceled", "canceled"

    ACTIVE = (State.QUEUED, State.RUNNING)
    STOPPED = (State.FAILED, State.CANCELED)

    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=200, help_text="One active job per kind and key")
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When its id was handed to the broker, until taken")
    lease_until = models.DateTimeField(null=True, blank=True)
    session = models.CharField(max_length=40, blank=True, help_text="Database session that took the lease")
    fence = models.PositiveBigIntegerField(default=0)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state__in=["queued", "running"]), name="job_one_active_per_key"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state__in=["queued", "running"]), name="job_active_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"
