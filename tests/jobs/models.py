from __future__ import annotations

from django.db import models


class Effect(models.Model):
    """What a handler did. Nothing keeps two alike apart, so that an effect left twice is seen."""

    key = models.CharField(max_length=200)
    step = models.IntegerField(default=0)
    process = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.key}/{self.step} by {self.process}"
