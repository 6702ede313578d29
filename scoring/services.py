"""Writes of scoring: start a run, score a batch, publish. None of them enqueues; the tasks do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.touches import touches_forget, touches_take
from scoring import publishing, writing
from scoring.code import code_digest
from scoring.evidence import Evidence, evidence_gather, id_ranges, latest_observation
from scoring.formula.bands import sd_classes
from scoring.formula.digests import digests_sum, row_digests
from scoring.formula.filling import Mask
from scoring.formula.intervals import NORMAL_90, Intervals
from scoring.formula.profile import MICRO, Integers
from scoring.formula.scores import Scores
from scoring.formulas import intervals, score
from scoring.kin import folded_among
from scoring.methodology import CURRENT, Kind, methodology_get, methodology_of
from scoring.models import Publication, ReceiptAddress, ScoringBatch, ScoringRun
from scoring.planning import Plan, plan_make
from scoring.readings import Reading
from scoring.retiring import give_up, is_overtaken

# Small enough that a killed worker loses a second of work, large enough that COPY and numpy pay.
BATCH_ARTIFACTS = 4000


def run_start(
    *,
    job_id: int | None = None,
    as_of: date | None = None,
    methodology: str = CURRENT,
    whole: bool = False,
    asked_by: str = "",
) -> ScoringRun:
    """Begin a run with its table and batches; called again for the same job it returns the run that exists.

    It scores what changed since the published run where that gives the same as scoring everything, which `whole` asks
    for. What is touched is taken before anything is read: what is written meanwhile stays for the next run.
    """
    document = methodology_get(methodology)
    with transaction.atomic():
        if job_id is not None and (existing := ScoringRun.objects.filter(job_id=job_id).first()):
            return existing
        run = ScoringRun.objects.create(
            job_id=job_id,
            methodology=document.version,
            methodology_sha256=document.sha256,
            code_sha256=code_digest(),
            as_of=as_of or latest_observation(),
            asked_by=asked_by,
        )
        plan = plan_make(run, touches_take(by=run.pk), whole=whole)
        run.base, run.why_whole = plan.base, plan.why_whole
        run.ground = plan.base.ground if plan.base else run.pk
        run.save()
        writing.table_create(run)
        ScoringBatch.objects.bulk_create(_batches(run, plan))
    return run


def _batches(run: ScoringRun, plan: Plan) -> Iterator[ScoringBatch]:
    if plan.base is None:
        for number, (first, last) in enumerate(id_ranges(size=BATCH_ARTIFACTS)):
            yield ScoringBatch(run=run, number=number, first_id=first, last_id=last)
        return
    for number, start in enumerate(range(0, len(plan.artifact_ids), BATCH_ARTIFACTS)):
        ids = plan.artifact_ids[start : start + BATCH_ARTIFACTS]
        yield ScoringBatch(run=run, number=number, first_id=ids[0], last_id=ids[-1], artifact_ids=ids)


@dataclass(frozen=True)
class ComputedBatch:
    """A batch's rows, not written yet, and the sum of their digests."""

    run_id: int
    batch: ScoringBatch
    rows: list[tuple[Any, ...]]
    digest_sum: int


def batch_compute(*, run_id: int, number: int) -> ComputedBatch:
    """Read and score one batch; writes nothing, so that the fence is held for the write alone."""
    batch = ScoringBatch.objects.select_related("run").get(run_id=run_id, number=number)
    rows, digests = rows_compute(batch)
    return ComputedBatch(run_id, batch, rows, digests_sum(digests))


def rows_compute(batch: ScoringBatch) -> tuple[list[tuple[Any, ...]], list[bytes]]:
    """The rows of a batch in the order of `writing.COLUMNS`, and the digest of each."""
    run = batch.run
    methodology = methodology_of(version=run.methodology, sha256=run.methodology_sha256)
    rows: list[tuple[Any, ...]] = []
    digests: list[bytes] = []
    for kind in get_args(Kind):
        evidence = evidence_gather(
            methodology,
            kind,
            first_id=batch.first_id,
            last_id=batch.last_id,
            ids=batch.artifact_ids,
            as_of=run.as_of,
        )
        scores = score(methodology, kind, evidence.values, evidence.reliabilities)
        result = _Result(
            kind=kind,
            evidence=evidence,
            scores=scores,
            between=intervals(methodology, kind, scores, evidence.reliabilities, evidence.noises),
            rated=scores.own_coverage >= round(methodology.rated_from * MICRO),
            folded=folded_among([subject.artifact_id for subject in evidence.subjects]),
        )
        own = _digests(result)
        digests += own
        rows += ((run.ground or run.pk, run.pk, *row) for row in _rows(result, own))
    return rows, digests


@dataclass(frozen=True)
class _Result:
    """What the formula made of the artifacts of one kind; `folded` holds ids."""

    kind: str
    evidence: Evidence
    scores: Scores
    between: Intervals | None
    rated: Mask
    folded: set[int]


def batch_write(*, rows: ComputedBatch) -> bool:
    """Write a batch's rows; True when it was the run's last one. Needs the caller's transaction.

    The run's row is locked while batches are counted: of two that end at once, exactly one sees that nothing is left.
    """
    run = ScoringRun.objects.select_for_update().get(pk=rows.run_id)
    if run.state != ScoringRun.State.BUILDING:
        return False
    batch = rows.batch
    writing.rows_replace(run_id=run.pk, first_id=batch.first_id, last_id=batch.last_id, rows=rows.rows)
    ScoringBatch.objects.filter(pk=batch.pk).update(
        done=True, rows=len(rows.rows), digest_sum=f"{rows.digest_sum:064x}"
    )
    return not ScoringBatch.objects.filter(run=run, done=False).exists()


def _rows(result: _Result, digests: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of `writing.COLUMNS`, without the runs."""
    evidence, scores, rated = result.evidence, result.scores, result.rated
    classes = _sd_classes(result.between, len(evidence.subjects))
    for index, subject in enumerate(evidence.subjects):
        readings = [_stored(reading) for reading in evidence.readings[index]]
        yield (
            subject.artifact_id,
            result.kind,
            subject.slug,
            subject.artifact_id in result.folded,
            bool(rated[index]),
            -int(scores.total[index]) if rated[index] else 1,
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
            *_interval(result.between, index),
            int(classes[index]),
            digests[index],
            readings,
        )


def _digests(result: _Result) -> list[bytes]:
    """Of each row what the formula made of it. Readings are left out: they name sources by the ids of one database."""
    evidence, scores, between = result.evidence, result.scores, result.between
    words = [
        f"{subject.slug} {result.kind} {int(result.rated[index])} {int(subject.artifact_id in result.folded)}"
        for index, subject in enumerate(evidence.subjects)
    ]
    numbers = [
        scores.total,
        scores.own_coverage,
        scores.coverage,
        evidence.values,
        evidence.reliabilities,
        scores.row_points,
        scores.row_tenths,
        scores.component_values,
    ]
    if between is not None:
        numbers += [between.low, between.high, between.sd_evidence, between.sd_method, between.component_sds]
    return row_digests(words, *numbers)


def _sd_classes(between: Intervals | None, count: int) -> Integers:
    """An interval that must be wider than a normal one stands for a larger deviation; -1 without intervals."""
    if between is None:
        return np.full(count, -1, dtype=np.int64)
    return sd_classes(np.rint(between.sd_evidence * between.widths / NORMAL_90))


def _stored(reading: Reading) -> list[Any]:
    """A reading as it is kept; a share of trust of its own stands behind, where there is one."""
    share = () if reading.share is None else (reading.share,)
    return [reading.state, reading.raw, reading.observed, reading.source_id, reading.note, *share]


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
    """Bring the run's rows into force and point readers to it; a run published already stays as it is.

    Needs the caller's transaction: before its commit every reader sees the former run, afterwards every one the new.
    A run that another one has overtaken is abandoned: readers never go back to an older catalog. A run of another
    methodology than the former one keeps what changed.
    """
    pointer, _ = Publication.objects.select_for_update().get_or_create(pk=1)
    run = ScoringRun.objects.select_for_update().get(pk=run_id)
    if run.state != ScoringRun.State.BUILDING:
        return run
    if run.batches.filter(done=False).exists():
        raise ValueError(f"{run} has batches left to do")
    if is_overtaken(run, pointer.run_id):
        give_up(run, ScoringRun.State.ABANDONED)
        return run
    publishing.result_bring_in(run, former=pointer.run)
    run.state = ScoringRun.State.PUBLISHED
    run.published_at = timezone.now()
    run.save()
    ScoringRun.objects.filter(state=ScoringRun.State.PUBLISHED).exclude(pk=run.pk).update(
        state=ScoringRun.State.SUPERSEDED
    )
    Publication.objects.filter(version=pointer.version).update(run=run, version=F("version") + 1)
    touches_forget(by=run.pk)
    return run


def receipt_issue(*, artifact_id: int, run_id: int, sha256: str) -> None:
    """Remember whose receipt an address is, so that whoever was given the address can come back for it."""
    ReceiptAddress.objects.bulk_create(
        [ReceiptAddress(sha256=bytes.fromhex(sha256), run_id=run_id, artifact_id=artifact_id)], ignore_conflicts=True
    )
