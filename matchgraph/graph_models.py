"""The match graph: what people asked for, what they were shown and chose by day, and the edges learned from it.

Raw events stand in tables by day that are no models: `matchgraph.graph.traffic` writes and drops them. What is
kept for good is counts that no person, visitor or network can be told from.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from catalog.models import Artifact


class Intent(models.Model):
    """What searchers want: queries that say the same in one spelling, masked (`matchgraph.graph.masking`)."""

    words = models.CharField(max_length=200, unique=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", help_text="Says the same as"
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.words


class KeySalt(models.Model):
    """What keys of one purpose are made with for a while; with it goes every way from a key to an address."""

    class Purpose(models.TextChoices):
        VISITOR = "visitor", "visitor, for a day"
        BLOCK = "block", "network block, for ninety days"

    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    since = models.DateField(help_text="First day of its period")
    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "since"], name="match_salt_once")]

    def __str__(self) -> str:
        return f"{self.purpose} keys since {self.since}"


class EdgeDay(models.Model):
    """What one day said of an edge: effective exposures and clicks by bucket of position, capped and weighted by block.

    `kind_id` is the capability kind by which the artifact served, 0 where none was named. `promise` is the mean chance
    that the words alone gave the edge. Never changed: a day is rolled up again whole.
    """

    day = models.DateField()
    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="+")
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="+")
    kind_id = models.BigIntegerField()
    bucket = models.SmallIntegerField()
    simulated = models.BooleanField()
    exposures = models.FloatField()
    clicks = models.FloatField()
    promise = models.FloatField()
    searches = models.IntegerField(help_text="Result pages that showed it, none left out")
    matched = models.IntegerField(help_text="Blocks that engaged with it among the first ten")
    clicked = models.IntegerField(help_text="Blocks that engaged with it at all")
    concentrated = models.BooleanField(help_text="On that day its clicks of ninety days came from too few blocks")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["simulated", "intent", "artifact", "kind_id", "day", "bucket"], name="match_edge_day_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="match_edge_day_day")]

    def __str__(self) -> str:
        return f"edge {self.intent_id}-{self.artifact_id} on {self.day}"


class BlockVoice(models.Model):
    """That a network block has spoken about an edge: it has one voice in thirty days. Kept for ninety."""

    block = models.BinaryField()
    intent_id = models.BigIntegerField()
    artifact_id = models.BigIntegerField()
    day = models.DateField()
    clicked = models.FloatField()
    simulated = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["simulated", "block", "intent_id", "artifact_id", "day"], name="match_voice_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="match_voice_day")]

    def __str__(self) -> str:
        return f"a block on edge {self.intent_id}-{self.artifact_id}, {self.day}"


class OutcomeDay(models.Model):
    """How often people said on one day that an artifact did or did not do what they came for."""

    day = models.DateField()
    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="+")
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="+")
    simulated = models.BooleanField()
    helped = models.IntegerField()
    failed = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["simulated", "intent", "artifact", "day"], name="match_outcome_once")
        ]

    def __str__(self) -> str:
        return f"{self.helped} of {self.helped + self.failed} on {self.day}"


class LearningRun(models.Model):
    """All edges as learned from the days up to one; built aside, then in force by `MatchPublication`."""

    as_of = models.DateField(help_text="The last day that it knows of")
    simulated = models.BooleanField(help_text="Learned from traffic that no person made")
    thetas = models.JSONField(help_text="Chances to be looked at, by bucket of position")
    edges_count = models.IntegerField(default=0)
    quarantined = models.IntegerField(default=0, help_text="Edges that rest on too few blocks")
    sha256 = models.CharField(max_length=64, help_text="Of all edges: the same roll-ups give the same ones")
    quality = models.JSONField(null=True, help_text="On judged questions, before and after: `matchgraph.graph.quality`")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"learning run {self.pk} as of {self.as_of}{', simulated' if self.simulated else ''}"


class MatchPublication(models.Model):
    """The one row that names the learning run in force."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    run = models.ForeignKey(LearningRun, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="match_publication_is_one_row")]

    def __str__(self) -> str:
        return f"publication of {self.run}"


class Edge(models.Model):
    """That an artifact serves an intent by a capability kind, how surely, and by which evidence.

    `gamma` lies between `low` and `high` with 90 %; `lift` is in logits. Counts are decayed but for `searches`,
    `matched`, which are those of the last ninety days, and `blocks`, which are clicks by independent blocks.
    """

    run = models.ForeignKey(LearningRun, on_delete=models.CASCADE, related_name="edges")
    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="edges")
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="match_edges")
    kind_id = models.BigIntegerField()
    prior = models.FloatField()
    gamma = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    lift = models.FloatField()
    exposures = models.FloatField()
    clicks = models.FloatField()
    blocks = models.IntegerField()
    searches = models.IntegerField()
    matched = models.IntegerField()
    days = models.SmallIntegerField(help_text="Days of the last thirty on which somebody chose it")
    quarantined = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "intent", "artifact", "kind_id"], name="match_edge_once")]
        indexes = [models.Index(fields=["artifact", "run"], name="match_edge_artifact")]

    def __str__(self) -> str:
        return f"edge {self.intent_id}-{self.artifact_id}"
