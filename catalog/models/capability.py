"""What artifacts can do: the shared kinds on which two entries align, and one artifact's entries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.artifact import Artifact
from catalog.models.claim import Citation
from catalog.models.source import Source
from common.models import StableId, Timestamped, text_list

PATH = r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$"


class CapabilityKind(StableId):
    """A concept that capability entries share, in a tree: `text.generation.long-context`.

    A merged kind stays as a row that points to the kind it became, so that one concept has one id and old ids work.
    """

    path = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    synonyms = text_list()
    intents = text_list()
    imported = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What the last import wrote; fields that differ are curated"
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ["path"]
        constraints = [models.CheckConstraint(condition=Q(path__regex=PATH), name="capability_kind_path_shape")]

    def __str__(self) -> str:
        return self.path


class CapabilityEntry(StableId, Timestamped):
    """One thing an artifact can do, told in parts that can be aligned, cited and reviewed one by one."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        PUBLISHED = "published", "published"
        DISPUTED = "disputed", "disputed"
        RETIRED = "retired", "retired"

    class Provenance(models.TextChoices):
        VERIFIED = "verified", "verified"
        SOURCE_BACKED = "source_backed", "source-backed"
        VENDOR_CLAIMED = "vendor_claimed", "vendor-claimed"
        INFERRED = "inferred", "inferred"
        UNSOURCED = "unsourced", "unsourced"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="capabilities")
    kind = models.ForeignKey(CapabilityKind, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    unique = models.TextField(blank=True, help_text="What sets it apart")
    vs_alternatives = models.TextField(blank=True)
    best_for = text_list()
    limitations = text_list(max_length=500)
    requires = text_list()
    input_types = text_list()
    output_types = text_list()
    intents_served = text_list()
    position = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    provenance = models.CharField(max_length=16, choices=Provenance.choices, default=Provenance.UNSOURCED)
    rule = models.CharField(max_length=64, blank=True, help_text="For inferred entries: the rule that made it")
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="capabilities",
        help_text="For inferred entries: where the fact comes from",
    )
    fact = models.CharField(max_length=300, blank=True, help_text="For inferred entries: the fact, as it is stored")
    reviewed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    citations = models.ManyToManyField(Citation, blank=True, related_name="capabilities")

    class Meta:
        ordering = ["artifact", "position", "id"]
        verbose_name_plural = "capability entries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(provenance="inferred") | ~Q(rule=""), name="capability_inferred_names_rule"
            ),
        ]
        indexes = [
            # Who has a kind, and how many have it, is answered from the index alone.
            models.Index(
                fields=["kind", "artifact"], condition=Q(status="published"), name="capability_kind_published"
            ),
        ]

    def __str__(self) -> str:
        return self.name
