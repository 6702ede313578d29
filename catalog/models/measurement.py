"""Figures: dated signals as their sources give them, and benchmark results with their setting."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.artifact import Artifact
from catalog.models.claim import Citation
from catalog.models.source import Source
from common.models import PARTIAL_DATE, StableId


class Signal(models.Model):
    """One raw observed figure. Append-only: a source that corrects itself does so under a new version."""

    class State(models.TextChoices):
        OBSERVED = "observed", "observed"
        ABSENT = "absent", "verified absent"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="signals")
    component = models.CharField(max_length=16, help_text="adoption, quality or ecosystem, as the source sorts it")
    metric = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OBSERVED)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    observed = models.CharField(max_length=10, help_text="YYYY, YYYY-MM or YYYY-MM-DD, as the source gives it")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="signals")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artifact", "metric", "observed", "source"], name="signal_once_per_day_and_source"
            ),
            models.CheckConstraint(condition=Q(observed__regex=PARTIAL_DATE), name="signal_observed_shape"),
            models.CheckConstraint(
                condition=Q(state="observed", value__isnull=False) | Q(state="absent", value__isnull=True),
                name="signal_value_when_observed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} of {self.artifact_id} on {self.observed}"


class Benchmark(StableId):
    """A test that gives comparable figures to everything that takes it under one setting."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    task_family = models.CharField(max_length=40, blank=True, help_text="text, vision, embedding ...")
    metric = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    higher_is_better = models.BooleanField(default=True)
    chance_level = models.FloatField(null=True, blank=True, help_text="What guessing scores")
    maximum = models.FloatField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class BenchmarkResult(StableId):
    """One artifact's figure on a benchmark, under the setting that makes it comparable or not."""

    class ReportedBy(models.TextChoices):
        SELF = "self", "self-reported"
        INDEPENDENT = "independent", "independent"
        COMPETITOR = "competitor", "reported by a competitor"

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="benchmark_results")
    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="results")
    variant = models.CharField(max_length=120, blank=True, help_text="Which member or version was tested")
    setting = models.CharField(max_length=120, blank=True, help_text="Shots, mode")
    value = models.FloatField()
    reported_by = models.CharField(max_length=12, choices=ReportedBy.choices)
    reported = models.CharField(max_length=10, blank=True)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="benchmark_results"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="benchmark_results")

    class Meta:
        ordering = ["artifact", "benchmark", "variant", "setting"]
        constraints = [
            models.UniqueConstraint(
                fields=["artifact", "benchmark", "variant", "setting", "reported_by", "reported"],
                name="benchmark_result_once",
            ),
            models.CheckConstraint(
                condition=Q(reported="") | Q(reported__regex=PARTIAL_DATE), name="benchmark_result_reported_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artifact} on {self.benchmark}: {self.value}"
