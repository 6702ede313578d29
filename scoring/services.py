"""Writes of scoring: start a run, score a batch, publish. None of them enqueues; the tasks do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.touches import touches_forget, touches_take
from scoring import publishing, writing
from scoring.code import code_digest
from scoring.evidence import evidence_gather, id_ranges, latest_observation
from scoring.formula.digests import digests_sum
from scoring.formula.profile import MICRO
from scoring.formulas import intervals, score
from scoring.kin import folded_among
from scoring.methodology import CURRENT, Kind, methodology_get, methodology_of
from scoring.models import Publication, ReceiptAddress, ScoringBatch, ScoringRun
from scoring.planning import Plan, plan_make
from scoring.retiring import give_up, is_overtaken
from scoring.rows import Result, result_digests, rows_block

# Small enough that a killed worker loses a second of work, large enough that COPY and numpy pay.
BATCH_ARTIFACTS = 10_000


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
class ComputedRows:
    """Rows as blocks of `scoring.rows`, how many they are, and the sum of their digests."""

    blocks: list[bytes]
    count: int
    digest_sum: int


@dataclass(frozen=True)
class ComputedBatch:
    """A batch's rows, not written yet."""

    run_id: int
    batch: ScoringBatch
    rows: ComputedRows


def batch_compute(*, run_id: int, number: int) -> ComputedBatch:
    """Read and score one batch; writes nothing, so that the fence is held for the write alone."""
    batch = ScoringBatch.objects.select_related("run").get(run_id=run_id, number=number)
    return ComputedBatch(run_id, batch, rows_compute(batch))


def rows_compute(batch: ScoringBatch) -> ComputedRows:
    run = batch.run
    methodology = methodology_of(version=run.methodology, sha256=run.methodology_sha256)
    blocks: list[bytes] = []
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
        result = Result(
            kind=kind,
            evidence=evidence,
            scores=scores,
            between=intervals(methodology, kind, scores, evidence.reliabilities, evidence.noises),
            rated=scores.own_coverage >= round(methodology.rated_from * MICRO),
            folded=np.isin(evidence.subjects.ids, list(folded_among(evidence.subjects.ids.tolist()))),
        )
        own = result_digests(result)
        digests += own
        blocks.append(rows_block(result, own, run_id=run.ground or run.pk, since_run=run.pk))
    return ComputedRows(blocks, len(digests), digests_sum(digests))


def batch_write(*, rows: ComputedBatch) -> bool:
    """Write a batch's rows; True when it was the run's last one. Needs the caller's transaction.

    The run's row is locked while batches are counted: of two that end at once, exactly one sees that nothing is left.
    """
    run = ScoringRun.objects.select_for_update().get(pk=rows.run_id)
    if run.state != ScoringRun.State.BUILDING:
        return False
    batch, computed = rows.batch, rows.rows
    writing.rows_replace(run_id=run.pk, first_id=batch.first_id, last_id=batch.last_id, blocks=computed.blocks)
    ScoringBatch.objects.filter(pk=batch.pk).update(
        done=True, rows=computed.count, digest_sum=f"{computed.digest_sum:064x}"
    )
    return not ScoringBatch.objects.filter(run=run, done=False).exists()


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
