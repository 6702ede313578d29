"""What a new run has to score: what changed since the published one, or everything where that cannot be known."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Sum

from catalog.touches import Touched
from scoring.kin import affected_by
from scoring.models import Publication, ScoringRun

# Rows of a whole run's table that are no longer in force slow readers down a little, and each is a row twice.
SHARE_SUCCEEDED = 0.2


@dataclass(frozen=True)
class Plan:
    """With a base: the ids of all artifacts to look at again, in order. Without: why everything is scored."""

    base: ScoringRun | None
    artifact_ids: list[int] = field(default_factory=list)
    why_whole: str = ""


def plan_make(run: ScoringRun, touched: Touched, *, whole: bool) -> Plan:
    """For a run whose methodology, code and day are set."""
    base = ScoringRun.objects.filter(pk__in=Publication.objects.values("run")).first()
    if base is None:
        return Plan(None, why_whole="no run is published")
    if reason := _reason(run, base, touched, whole=whole):
        return Plan(None, why_whole=reason)
    ids = affected_by(touched.artifact_ids)
    scored = ScoringRun.objects.filter(ground=base.ground, base__isnull=False).aggregate(Sum("scored"))["scored__sum"]
    all_of_them = sum(base.listed.values())
    if len(ids) + (scored or 0) > SHARE_SUCCEEDED * all_of_them:
        return Plan(
            None,
            why_whole=f"{len(ids):,} to score again and {scored or 0:,} since the last whole run, of {all_of_them:,}",
        )
    return Plan(base, ids)


def _reason(run: ScoringRun, base: ScoringRun, touched: Touched, *, whole: bool) -> str:
    """Why nothing of the base can stand; empty when it can."""
    if whole:
        return "asked for"
    if base.methodology_sha256 != run.methodology_sha256:
        return f"{run.methodology} instead of {base.methodology}"
    if base.code_sha256 != run.code_sha256:
        return "the code that scores is another"
    if base.as_of != run.as_of:
        return f"as of {run.as_of} instead of {base.as_of}"
    if touched.everything:
        return "more was touched than can be named"
    return ""
