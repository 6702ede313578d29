"""Writes of compare: what a survey of pairs found, and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from compare.models import Comparison, PairSurvey, Picture

CHUNK = 1000
# About 40 KB each. Whoever asks for more pairs than that has the oldest drawn again.
PICTURES_KEPT = 5000
PICTURES_PRUNED_EVERY = 100


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair that decides something. Sides by primary key, the lower one first."""

    first_id: int
    second_id: int
    reason: Comparison.Reason
    place: int
    fingerprint: str


@transaction.atomic
def pairs_write(found: Iterable[FoundPair], *, run_id: int, looked_at: int, now: datetime) -> PairSurvey:
    """Make the stored pairs those found: new ones appear, changed ones say when, all others go."""
    before = {(row.first_id, row.second_id): row for row in Comparison.objects.all()}
    made, moved, offered = [], [], 0
    for pair in found:
        offered += 1
        row = before.pop((pair.first_id, pair.second_id), None)
        if row is None:
            made.append(
                Comparison(
                    first_id=pair.first_id,
                    second_id=pair.second_id,
                    reason=pair.reason,
                    place=pair.place,
                    fingerprint=pair.fingerprint,
                    found_at=now,
                    changed_at=now,
                )
            )
        elif (row.reason, row.place, row.fingerprint) != (pair.reason, pair.place, pair.fingerprint):
            row.changed_at = now if row.fingerprint != pair.fingerprint else row.changed_at
            row.reason, row.place, row.fingerprint = pair.reason, pair.place, pair.fingerprint
            moved.append(row)
    Comparison.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    Comparison.objects.bulk_create(made, batch_size=CHUNK)
    Comparison.objects.bulk_update(moved, ["reason", "place", "fingerprint", "changed_at"], batch_size=CHUNK)
    return PairSurvey.objects.create(run_id=run_id, finished_at=now, looked_at=looked_at, offered=offered)


def picture_write(*, key: str, tag: str, png: bytes) -> None:
    """Store it in place of the former one of that key; now and then the oldest ones beyond `PICTURES_KEPT` go."""
    picture, made = Picture.objects.update_or_create(key=key, defaults={"tag": tag, "png": png, "drawn_at": Now()})
    if made and picture.pk % PICTURES_PRUNED_EVERY == 0:
        kept = Picture.objects.order_by("-drawn_at", "-pk").values("pk")[:PICTURES_KEPT]
        Picture.objects.exclude(pk__in=kept).delete()
