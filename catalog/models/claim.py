"""Statements about artifacts, and the sources that they cite."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.artifact import Artifact
from common.models import PARTIAL_DATE, StableId, Timestamped


class Citation(StableId):
    """A numbered source of one artifact's entry, reused by every statement that rests on it.

    Either somebody here opened it (`retrieved_on`) or another source cites it (`cited_by`); a date is never invented.
    """

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveIntegerField()
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=160, blank=True)
    published = models.CharField(max_length=10, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    cited_by = models.CharField(max_length=300, blank=True, help_text="Which source cites it, when nobody opened it")

    class Meta:
        ordering = ["artifact", "number"]
        constraints = [
            models.UniqueConstraint(fields=["artifact", "number"], name="citation_number_once"),
            models.CheckConstraint(
                condition=Q(retrieved_on__isnull=False) | ~Q(cited_by=""), name="citation_opened_or_cited_by"
            ),
            models.CheckConstraint(
                condition=Q(published="") | Q(published__regex=PARTIAL_DATE), name="citation_published_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] {self.title}"


class Claim(StableId, Timestamped):
    """One statement about an artifact, with its value in comparable form where it has one."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        PROPOSED = "proposed", "proposed"
        PUBLISHED = "published", "published"
        DISPUTED = "disputed", "disputed"
        RETIRED = "retired", "retired"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="claims")
    subject = models.CharField(max_length=120, help_text="What it speaks of: licence, facts.parameters, history ...")
    statement = models.TextField()
    value = models.JSONField(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    reviewed_on = models.DateField(null=True, blank=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="claims")

    class Meta:
        ordering = ["artifact", "subject", "id"]

    def __str__(self) -> str:
        return f"{self.artifact}: {self.subject}"
