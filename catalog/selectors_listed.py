"""Everything that is listed, for those who walk through all of it. Each takes one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from catalog.models import Artifact


@dataclass(frozen=True, slots=True)
class ListedAddress:
    id: int
    slug: str
    updated_at: datetime


def listed_count() -> int:
    return Artifact.objects.listed().count()


def listed_addresses(*, offset: int, limit: int) -> list[ListedAddress]:
    """In the order in which they came: what is new stands on the last page, and no page moves."""
    rows = Artifact.objects.listed().order_by("pk").values_list("pk", "slug", "updated_at")
    return [ListedAddress(*row) for row in rows[offset : offset + limit]]


def artifacts_cited(*, limit: int) -> list[int]:
    """Ids of listed artifacts with numbered sources of their own, those with most of them first."""
    cited = Artifact.objects.listed().annotate(sources=Count("citations")).filter(sources__gt=0)
    return list(cited.order_by("-sources", "pk").values_list("pk", flat=True)[:limit])


def listed_after(slug: str, *, kind: str, task: str, limit: int) -> list[Artifact]:
    """The artifacts behind that slug, in the order of slugs, of one kind or with one task where it is given."""
    rows = Artifact.objects.listed().select_related("organization").filter(slug__gt=slug).order_by("slug")
    if kind:
        rows = rows.filter(kind=kind)
    if task:
        rows = rows.filter(tasks__contains=[task])
    return list(rows[:limit])
