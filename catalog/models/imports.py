"""One row for every file that was imported, refused or left half read, and one for every step that derives rows."""

from __future__ import annotations

from django.db import models

from common.models import StableId


class ImportBatch(StableId):
    """The import of one file: how far it got, and what came of each line.

    `next_line` is committed together with the staged lines before it, so a killed import goes on from there.
    """

    class State(models.TextChoices):
        STAGING = "staging", "staging"
        MERGED = "merged", "merged"
        REFUSED = "refused", "refused"

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    record_type = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGING)
    next_line = models.PositiveBigIntegerField(default=1)
    lines_read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    rows_after = models.PositiveBigIntegerField(default=0, help_text="Rows of its type when it was merged")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name_plural = "import batches"
        indexes = [models.Index(fields=["sha256"], name="import_batch_sha256")]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"


class Derivation(models.Model):
    """A step that derives rows from the catalog: what it last saw, so that it rests while nothing has changed."""

    name = models.CharField(max_length=40, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Of everything that the step reads and writes")
    finished_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
