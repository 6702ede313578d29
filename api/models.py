"""What the API keeps: dumps of open data, in pieces that any web process can send; keys of programs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
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


class ApiKey(models.Model):
    """Lets a program ask more often, and under a name. The secret itself is shown once and never kept."""

    class Scope(models.TextChoices):
        READ = "read", "read: everything that anybody may read, more often"

    name = models.CharField(max_length=120, help_text="Whose it is, or which program's")
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    secret_sha256 = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope.choices), default=list)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.CharField(max_length=150, blank=True, editable=False)
    expires_on = models.DateField(null=True, blank=True, help_text="Last day on which it works; empty: no end")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"uk_{self.prefix} ({self.name})"
