"""How an artifact stands to time, money and other artifacts: releases, prices, relations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.artifact import Artifact
from catalog.models.claim import Citation
from catalog.models.source import Source
from common.models import PARTIAL_DATE, StableId, text_list


class Release(StableId):
    """A version in an artifact's lineage, as its table shows it."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(max_length=120)
    released = models.CharField(max_length=10, blank=True)
    sizes = text_list()
    context = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    citations = models.ManyToManyField(Citation, blank=True, related_name="releases")

    class Meta:
        ordering = ["artifact", "position"]
        constraints = [
            models.UniqueConstraint(fields=["artifact", "version"], name="release_version_once"),
            models.CheckConstraint(
                condition=Q(released="") | Q(released__regex=PARTIAL_DATE), name="release_released_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.version


class Price(models.Model):
    """One provider's offer. Amounts are in `currency` per `unit`."""

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="prices")
    provider = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    currency = models.CharField(max_length=3, default="USD")
    input_amount = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    output_amount = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    cache_read_amount = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    observed = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["artifact", "provider"]
        constraints = [
            models.CheckConstraint(
                condition=Q(observed="") | Q(observed__regex=PARTIAL_DATE), name="price_observed_shape"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.artifact_id}"


class Relation(StableId):
    """How one artifact stands to another; `object_name` keeps the source's words when nothing here matches them."""

    class Type(models.TextChoices):
        TRAINED_ON = "trained_on", "trained on"
        EVALUATED_ON = "evaluated_on", "evaluated on"
        DERIVED_FROM = "derived_from", "derived from"
        SUCCESSOR_OF = "successor_of", "successor of"
        USES_ENCODER = "uses_encoder", "uses encoder"
        PART_OF = "part_of", "part of"

    subject = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(max_length=16, choices=Type.choices)
    object = models.ForeignKey(Artifact, null=True, blank=True, on_delete=models.SET_NULL, related_name="relations_to")
    object_name = models.CharField(max_length=200)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="relations")
    rule = models.CharField(
        max_length=32, blank=True, help_text="How a derived relation found its object. Empty: set by a curator"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="relations")

    class Meta:
        ordering = ["subject", "type", "object_name"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "type", "object_name"], name="relation_once"),
            models.CheckConstraint(
                condition=Q(object__isnull=True) | ~Q(object=models.F("subject")), name="relation_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_type_display()} {self.object_name}"
