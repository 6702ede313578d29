"""What the API keeps: dumps of open data, in pieces that any web process can send."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Dump(models.Model):
    """One build of all files. Readers see the latest one that is published, and before that nothing of it."""

    run_id = models.BigIntegerField(null=True, help_text="The scoring run whose scores it holds")
    manifest = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"dump {self.pk}"


class DumpFile(models.Model):
    """One file of a dump, as it is downloaded."""

    dump = models.ForeignKey(Dump, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["dump", "name"]
        constraints = [models.UniqueConstraint(fields=["dump", "name"], name="dump_file_once")]

    def __str__(self) -> str:
        return self.name


class DumpChunk(models.Model):
    """A piece of a file, in order."""

    file = models.ForeignKey(DumpFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="dump_chunk_once")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.file_id}"
