"""What a curator says of two capability entries: that they are the same thing, or that they are not."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from catalog.models.capability import CapabilityEntry
from common.models import StableId, Timestamped


class AlignmentOverride(StableId, Timestamped):
    """Wins over every rule by which comparisons align two entries. One word a pair, whichever entry is named first.

    It names entries by their identity and outlives them: a rule takes an inferred entry away with its fact and brings
    it back under the same identity, and what was said of it holds again.
    """

    class Verdict(models.TextChoices):
        SAME = "same", "the same capability"
        DIFFERENT = "different", "not the same capability"

    one = models.ForeignKey(
        CapabilityEntry,
        to_field="uid",
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="overrides_as_one",
        help_text="An entry of one artifact. Type a part of its name or of its artifact's",
    )
    other = models.ForeignKey(
        CapabilityEntry,
        to_field="uid",
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="overrides_as_other",
        help_text="An entry of another artifact",
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True, help_text="Why, for the next curator")

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="alignment_override_two_entries"),
            models.UniqueConstraint(
                Least("one", "other"),
                Greatest("one", "other"),
                name="alignment_override_one_word_a_pair",
                violation_error_message="Something is said of these two entries already: change that instead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.one_id} and {self.other_id}"

    def clean(self) -> None:
        """Entries of one artifact never stand in one row of a comparison."""
        ends = CapabilityEntry.objects.filter(uid__in=[self.one_id, self.other_id])
        artifacts = list(ends.values_list("artifact_id", flat=True))
        if len(artifacts) == 2 and len(set(artifacts)) == 1:
            raise ValidationError("Both entries are of one artifact: choose entries of two")
