"""What a curated entry document left, row by row, so that its next version can be told from a curator's edits."""

from __future__ import annotations

from django.db import models

from catalog.models.artifact import Artifact


class EntryDocument(models.Model):
    """The entry document of one artifact as last imported.

    `rows` holds a digest of each row as the document set it: a row that differs from it was edited here since.
    """

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="entry_document")
    digest = models.CharField(max_length=64, help_text="sha256 of the document")
    rows = models.JSONField(default=dict, help_text="Digest of each row as the document set it")
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["artifact"]

    def __str__(self) -> str:
        return f"Entry of {self.artifact}"
