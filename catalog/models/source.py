"""Where imported facts and figures came from."""

from __future__ import annotations

from django.db import models

from common.models import StableId


class Source(StableId):
    """One version of one public collection, such as a leaderboard's export of a given day.

    `retrieved_on` is the day on which this project took its copy; it is never invented.
    """

    key = models.SlugField(max_length=64)
    version = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key", "version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="source_key_version_unique")]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})" if self.version else self.name
