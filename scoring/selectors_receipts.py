"""Receipts, derived from the stored rows whenever they are asked for."""

from __future__ import annotations

from catalog.models import Artifact, Source
from scoring.methodology import methodology_of
from scoring.models import ReceiptAddress, Score
from scoring.receipt import Receipt, StoredScore, receipt_make
from scoring.selectors import RunInfo, run_info, scores_in_force


def receipt_of(artifact: Artifact, *, run: RunInfo) -> Receipt | None:
    """The receipt of an artifact's score in a run that is kept whole; None where that run has none. Two queries."""
    row = scores_in_force(run).filter(artifact_id=artifact.pk).first()
    if row is None:
        return None
    ids = {source_id for source_id in row.source_ids if source_id}
    named = Source.objects.filter(pk__in=ids).values_list("pk", "key", "version")
    sources = {pk: (key, version) for pk, key, version in named}
    return receipt_make(
        methodology_of(version=run.methodology, sha256=run.methodology_sha256),
        stored_score(row, slug=artifact.slug, run=run),
        sources,
    )


def stored_score(row: Score, *, slug: str, run: RunInfo) -> StoredScore:
    return StoredScore(
        slug=slug,
        kind=row.kind,  # type: ignore[arg-type]
        as_of=run.as_of,
        rated=row.rated,
        score=row.score,
        score_tenths=row.score_tenths,
        own_coverage=row.own_coverage,
        coverage=row.coverage,
        values=row.values,
        reliabilities=row.reliabilities,
        points=row.points,
        tenths=row.tenths,
        component_tenths=row.component_tenths,
        component_values=row.component_values,
        readings=row.readings,
        results=row.results,
        low=row.low,
        high=row.high,
    )


def receipt_find(sha256: str) -> tuple[Artifact, RunInfo] | None:
    """Whose score in which run an address was given out for; None where it never was, or the run is pruned."""
    found = ReceiptAddress.objects.select_related("run").filter(sha256=bytes.fromhex(sha256)).first()
    artifact = Artifact.objects.listed().filter(pk=found.artifact_id).first() if found else None
    return (artifact, run_info(found.run)) if found and artifact else None
