"""What was touched since the scores that readers see were made, and who is at work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from catalog.models import Touch


@dataclass(frozen=True)
class Edits:
    """When the first and the last of some edits were made."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Touched:
    """Ids of artifacts that were touched, some of them gone by now. `everything`: the ids do not name all of them."""

    artifact_ids: frozenset[int]
    everything: bool = False


def edits_waiting() -> Edits | None:
    """The edits that no published run shows yet; None when there are none. One query."""
    found = Touch.objects.aggregate(first=Min("at"), last=Max("at"))
    return Edits(**found) if found["first"] else None


def touches_take(*, by: int) -> Touched:
    """Note what is touched by now as the work of one run, whoever was at work on it before.

    What is touched afterwards stays for the next one, even when this one should see it already.
    """
    Touch.objects.update(taken_by=by)
    ids = set(Touch.objects.filter(taken_by=by).values_list("artifact_id", flat=True).distinct())
    return Touched(frozenset(each for each in ids if each is not None), everything=None in ids)


def touches_forget(*, by: int) -> None:
    """A published run shows what it took."""
    Touch.objects.filter(taken_by=by).delete()
