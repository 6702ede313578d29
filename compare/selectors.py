"""Reads of the pairs that a survey found, and of pictures. Each takes one query.

Pairs with a side that is no longer listed are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.models import Artifact
from compare.models import Comparison, PairSurvey, Picture
from compare.pairs import canonical


@dataclass(frozen=True, slots=True)
class OfferedPair:
    """`pair` is its address; `names` follow the slugs in the address."""

    pair: str
    names: tuple[str, str]
    found_at: datetime
    changed_at: datetime


def pairs_offered(*, offset: int, limit: int, reason: Comparison.Reason | None = None) -> list[OfferedPair]:
    """Those whose sides stand highest first; all of them, or those that are there for one reason."""
    pairs = _listed().filter(reason=reason) if reason else _listed()
    return _pairs(pairs.order_by("place", "pk")[offset : offset + limit])


def pairs_count() -> int:
    return _listed().count()


def pairs_newest(*, limit: int) -> list[OfferedPair]:
    """Those that appeared or changed last first."""
    return _pairs(_listed().order_by("-changed_at", "place", "pk")[:limit])


def pairs_around(artifact_ids: Iterable[int], *, limit: int) -> list[OfferedPair]:
    """Those that have one of these on a side and another artifact on the other, the highest first."""
    ids = list(artifact_ids)
    either = Q(first_id__in=ids) | Q(second_id__in=ids)
    both = Q(first_id__in=ids, second_id__in=ids)
    return _pairs(_listed().filter(either & ~both).order_by("place", "pk")[:limit])


def survey_last() -> PairSurvey | None:
    return PairSurvey.objects.first()


def picture_find(key: str) -> Picture | None:
    return Picture.objects.filter(key=key).first()


def _listed() -> QuerySet[Comparison]:
    listed = Artifact.Status.LISTED
    return Comparison.objects.filter(first__status=listed, second__status=listed)


def _pairs(rows: QuerySet[Comparison]) -> list[OfferedPair]:
    fields = ("first__slug", "first__name", "second__slug", "second__name", "found_at", "changed_at")
    found = []
    for slug, name, other_slug, other_name, found_at, changed_at in rows.values_list(*fields):
        (_, one), (_, other) = sorted([(slug, name), (other_slug, other_name)])
        found.append(OfferedPair(canonical([slug, other_slug]), (one, other), found_at, changed_at))
    return found
