"""What was written that a score may rest on, noted by triggers and forgotten once a published run shows it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Touch(models.Model):
    """An artifact that was touched: by hand, by an import, by a rule or by plain SQL. Append-only.

    The triggers stand in the migration: one for each table that `scoring.subjects` reads, on the columns that it reads.
    A row is seen once its transaction has ended, and never before, so that none is passed over by whoever takes them.
    """

    artifact_id = models.BigIntegerField(null=True, help_text="Empty: more than can be named, or all of them")
    at = models.DateTimeField(db_default=Now())
    taken_by = models.BigIntegerField(null=True, help_text="The run that will show it")

    class Meta:
        verbose_name_plural = "touches"
        indexes = [models.Index(fields=["taken_by"], name="touch_taken_by")]

    def __str__(self) -> str:
        return f"touch of {self.artifact_id or 'everything'}"
