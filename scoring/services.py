"""Writes of scoring: start a run, score a batch, publish, prune. None of them enqueues; the tasks do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scoring import writing
from scoring.evidence import Evidence, evidence_gather, id_ranges, latest_observation
from scoring.formula.filling import Mask
from scoring.formula.intervals import Intervals
from scoring.formula.profile import MICRO
from scoring.formula.scores import Scores
from scoring.formulas import intervals, score
from scoring.history import history_record
from scoring.impact import impact_measure
from scoring.methodology import CURRENT, Kind, methodology_get, methodology_of
from scoring.models import Publication, ReceiptAddress, ScoringBatch, ScoringRun
from scoring.readings import Reading

# Small enough that a killed worker loses a second of work, large enough that COPY and numpy pay.
BATCH_ARTIFACTS = 4000
RUNS_KEPT = 2


def run_start(*, job_id: int | None = None, as_of: date | None = None, methodology: str = CURRENT) -> ScoringRun:
    """Begin a run with its table and batches; called again for the same job it returns the run that exists."""
    document = methodology_get(methodology)
    with transaction.atomic():
        if job_id is not None and (existing := ScoringRun.objects.filter(job_id=job_id).first()):
            return existing
        run = ScoringRun.objects.create(
            job_id=job_id,
            methodology=document.version,
            methodology_sha256=document.sha256,
            as_of=as_of or latest_observation(),
        )
        writing.table_create(run_id=run.pk)
        ScoringBatch.objects.bulk_create(
            ScoringBatch(run=run, number=number, first_id=first, last_id=last)
            for number, (first, last) in enumerate(id_ranges(size=BATCH_ARTIFACTS))
        )
    return run


@dataclass(frozen=True)
class ComputedBatch:
    """A batch's rows, not written yet."""

    run_id: int
    batch: ScoringBatch
    rows: list[tuple[Any, ...]]


def batch_compute(*, run_id: int, number: int) -> ComputedBatch:
    """Read and score one batch; writes nothing, so that the fence is held for the write alone."""
    batch = ScoringBatch.objects.select_related("run").get(run_id=run_id, number=number)
    methodology = methodology_of(version=batch.run.methodology, sha256=batch.run.methodology_sha256)
    rows: list[tuple[Any, ...]] = []
    for kind in get_args(Kind):
        evidence = evidence_gather(
            methodology, kind, first_id=batch.first_id, last_id=batch.last_id, as_of=batch.run.as_of
        )
        scores = score(methodology, kind, evidence.values, evidence.reliabilities)
        between = intervals(methodology, kind, scores, evidence.reliabilities, evidence.noises)
        rated = scores.own_coverage >= round(methodology.rated_from * MICRO)
        rows += ((run_id, *row) for row in _rows(kind, evidence, scores, between, rated))
    return ComputedBatch(run_id, batch, rows)


def batch_write(*, rows: ComputedBatch) -> bool:
    """Write a batch's rows; True when it was the run's last one. Needs the caller's transaction.

    The run's row is locked while batches are counted: of two that end at once, exactly one sees that nothing is left.
    """
    run = ScoringRun.objects.select_for_update().get(pk=rows.run_id)
    if run.state != ScoringRun.State.BUILDING:
        return False
    batch = rows.batch
    writing.rows_replace(run_id=run.pk, first_id=batch.first_id, last_id=batch.last_id, rows=rows.rows)
    ScoringBatch.objects.filter(pk=batch.pk).update(done=True)
    return not ScoringBatch.objects.filter(run=run, done=False).exists()


def _rows(
    kind: str, evidence: Evidence, scores: Scores, between: Intervals | None, rated: Mask
) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of `writing.COLUMNS`, without the run."""
    for index, subject in enumerate(evidence.subjects):
        readings = [_stored(reading) for reading in evidence.readings[index]]
        yield (
            subject.artifact_id,
            kind,
            bool(rated[index]),
            int(scores.total[index]),
            int(scores.total_tenths[index]),
            int(scores.own_coverage[index]),
            scores.coverage[index].tolist(),
            evidence.values[index].tolist(),
            evidence.reliabilities[index].tolist(),
            scores.row_points[index].tolist(),
            scores.row_tenths[index].tolist(),
            scores.component_tenths[index].tolist(),
            scores.component_values[index].tolist(),
            *_interval(between, index),
            readings,
        )


def _stored(reading: Reading) -> list[Any]:
    """A reading as it is kept; behind it a share of trust of its own, and board results, where there are any."""
    kept = [reading.state, reading.raw, reading.observed, reading.source_id, reading.note]
    if reading.results is not None:
        return [*kept, reading.share, dict(reading.results)]
    return kept if reading.share is None else [*kept, reading.share]


def _interval(between: Intervals | None, index: int) -> tuple[Any, ...]:
    if between is None:
        return (None,) * 6
    return (
        int(between.low[index]),
        int(between.high[index]),
        int(between.sd_evidence[index]),
        int(between.sd_method[index]),
        float(between.widths[index]),
        between.component_sds[index].tolist(),
    )


def run_publish(*, run_id: int) -> ScoringRun:
    """Attach the run's table and point readers to it; a run published already stays as it is.

    Needs the caller's transaction: before its commit every reader sees the former run, afterwards every one the new.
    A run that a newer one has overtaken is abandoned: readers never go back to an older catalog. A run of another
    methodology than the former one keeps what changed.
    """
    pointer, _ = Publication.objects.select_for_update().get_or_create(pk=1)
    run = ScoringRun.objects.select_for_update().get(pk=run_id)
    if run.state != ScoringRun.State.BUILDING:
        return run
    if run.batches.filter(done=False).exists():
        raise ValueError(f"{run} has batches left to do")
    if pointer.run_id is not None and pointer.run_id > run_id:
        _abandon(run)
        return run
    writing.places_assign(run_id=run_id)
    counts = writing.counts_read(run_id=run_id)
    run.rated, run.listed, run.grouped, run.output_sha256 = counts.rated, counts.listed, counts.grouped, counts.digest
    history_record(run_id=run_id, former_id=pointer.run_id)
    former = pointer.run
    if former is not None and former.methodology_sha256 != run.methodology_sha256:
        run.impact = impact_measure(run, former=former)
    writing.table_attach(run_id=run_id)
    run.state = ScoringRun.State.PUBLISHED
    run.published_at = timezone.now()
    run.save()
    ScoringRun.objects.filter(state=ScoringRun.State.PUBLISHED).exclude(pk=run.pk).update(
        state=ScoringRun.State.SUPERSEDED
    )
    Publication.objects.filter(version=pointer.version).update(run=run, version=F("version") + 1)
    return run


def receipt_issue(*, artifact_id: int, run_id: int, sha256: str) -> None:
    """Remember whose receipt an address is, so that whoever was given the address can come back for it."""
    ReceiptAddress.objects.bulk_create(
        [ReceiptAddress(sha256=bytes.fromhex(sha256), run_id=run_id, artifact_id=artifact_id)], ignore_conflicts=True
    )


def runs_prune() -> int:
    """Drop the tables of all but the last published runs and of runs that were overtaken; returns how many went.

    Raises OperationalError rather than wait for a reader of an old run while new readers queue up behind.
    """
    whole = ScoringRun.objects.filter(state__in=[ScoringRun.State.PUBLISHED, ScoringRun.State.SUPERSEDED])
    old = list(whole.order_by("-pk")[RUNS_KEPT:])
    for run in old:
        with transaction.atomic():
            writing.table_drop(run_id=run.pk)
            ReceiptAddress.objects.filter(run=run).delete()
            ScoringRun.objects.filter(pk=run.pk).update(state=ScoringRun.State.PRUNED)
    overtaken = ScoringRun.objects.filter(
        state=ScoringRun.State.BUILDING, pk__lt=Publication.objects.values_list("run_id")[:1]
    )
    for pk in list(overtaken.values_list("pk", flat=True)):
        with transaction.atomic():
            _abandon(ScoringRun.objects.select_for_update().get(pk=pk))
    return len(old)


def _abandon(run: ScoringRun) -> None:
    writing.table_drop(run_id=run.pk)
    run.state = ScoringRun.State.ABANDONED
    run.save(update_fields=["state"])
