"""Comparisons that are offered to search engines, the surveys that found them, and pictures for previews of links."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Artifact


class Comparison(models.Model):
    """Two artifacts whose page decides something: found by a survey, gone when a later one no longer finds it.

    Sides stand in the order of their keys, whatever their slugs are. `changed_at` moves when a side was edited or
    shows another score.
    """

    class Reason(models.TextChoices):
        RIVALS = "rivals", "one can stand in for the other"
        CURATED = "curated", "both have numbered sources"

    first = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    place = models.PositiveIntegerField(help_text="Sum of the places of both in the survey: low ones stand high")
    fingerprint = models.CharField(max_length=32, help_text="Of both sides' generations and scores")
    found_at = models.DateTimeField(help_text="When a survey first found that the page decides something")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["place", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="comparison_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="comparison_sides_in_order"),
        ]
        # Each is an order in which the first few are asked for.
        indexes = [
            models.Index(fields=["-changed_at", "place", "id"], name="comparison_newest"),
            models.Index(fields=["place", "id"], name="comparison_highest"),
        ]

    def __str__(self) -> str:
        return f"{self.first} vs {self.second}"


class PairSurvey(models.Model):
    """One pass over pairs that people may ask for, under one published run."""

    run_id = models.BigIntegerField()
    finished_at = models.DateTimeField()
    looked_at = models.PositiveIntegerField(help_text="Pairs that were looked at")
    offered = models.PositiveIntegerField(help_text="Those of them whose page decides something")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.offered} of {self.looked_at} pairs under run {self.run_id}"


class Picture(models.Model):
    """The picture of one page, drawn from what `tag` stands for: another tag is another picture."""

    key = models.CharField(max_length=400, unique=True, help_text="A slug, or a-vs-b")
    tag = models.CharField(max_length=40)
    png = models.BinaryField()
    drawn_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"picture of {self.key}"
