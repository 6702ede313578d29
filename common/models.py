"""Abstract bases shared by the apps, without a word of the domain."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Timestamped(models.Model):
    """Rows that remember when they were made and last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class StableId(models.Model):
    """Rows that keep one identity through export and import, whatever their primary key is here."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def text_list(*, help_text: str = "", max_length: int = 200) -> ArrayField[list[str], list[str]]:
    """A column of short texts in a meaningful order; empty means that nothing is stated."""
    return ArrayField(models.CharField(max_length=max_length), default=list, blank=True, help_text=help_text)


# A date as precise as its source gives it: 2023, 2023-07 or 2023-07-06. As text these sort in time order.
PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
