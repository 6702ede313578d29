"""Whether what readers see is what scoring everything would give now: the safe net under runs of what changed.

The published run is computed again, batch by batch, and compared row by row with what is stored; nothing is written but
the verdict. What was touched since the run began is left out: its rows may differ. Since touches are read after the
rows, no edit can pass between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Touch
from common.columns import blocks_copy
from scoring.evidence import id_ranges
from scoring.formula.digests import digests_sum
from scoring.kin import affected_by
from scoring.ladder import ladder_differs
from scoring.milestones import milestones_differ
from scoring.models import NEVER, Publication, Score, ScoringBatch, ScoringCheck, ScoringRun
from scoring.rows import COLUMNS
from scoring.services import BATCH_ARTIFACTS, rows_compute
from scoring.writing import NAMES, in_force

log = structlog.get_logger(__name__)

NAMED = 20
ROWS_AT_ONCE = 20000
# Which run made a row says nothing about what is in it.
COMPARED = [name for name in COLUMNS if name not in ("run_id", "since_run")]
FRESH = "scoring_fresh"


class NothingToCheckError(Exception):
    """There is no published run that could be computed again."""


@dataclass
class _Findings:
    checked: int = 0
    left_out: int = 0
    differing: list[str] = field(default_factory=list)


def published_check(*, on_batch: Callable[[int, int], None] = lambda done, batches: None) -> ScoringCheck:
    """Compute the published run again and keep what differs. Raises `NothingToCheckError`.

    A check during which another run is published is over at once, and says so.
    """
    started = timezone.now()
    run = ScoringRun.objects.filter(pk__in=Publication.objects.values("run")).first()
    if run is None or not run.code_sha256:
        raise NothingToCheckError("no run is published, or one from before rows had digests")
    findings = _Findings()
    ranges = _ranges()
    overtaken = False
    for number, (first, last) in enumerate(ranges):
        overtaken = not _batch_check(run, first, last, findings)
        if overtaken:
            break
        on_batch(number + 1, len(ranges))
    if not overtaken:
        findings.differing += _whole_check(run)
    check = ScoringCheck.objects.create(
        run=run,
        started_at=started,
        finished_at=timezone.now(),
        overtaken=overtaken,
        checked=findings.checked,
        left_out=findings.left_out,
        differing=len(findings.differing),
        examples=findings.differing[:NAMED],
    )
    if check.differing:
        log.error("scores_differ", run_id=run.pk, differing=check.differing, examples=check.examples)
    return check


def _batch_check(run: ScoringRun, first: int, last: int, findings: _Findings) -> bool:
    """Compare one range of ids; False when the run is published no longer."""
    computed = rows_compute(ScoringBatch(run=run, number=0, first_id=first, last_id=last))
    compared = _compare(run, first, last, computed.blocks)
    touched = set(Touch.objects.values_list("artifact_id", flat=True).distinct())
    if Publication.objects.values_list("run_id", flat=True).first() != run.pk or None in touched:
        return False
    aside = set(affected_by({each for each in touched if each is not None}))
    for artifact_id, slug, difference in compared:
        if artifact_id in aside:
            findings.left_out += 1
            continue
        findings.checked += 1
        if difference:
            findings.differing.append(f"{slug}: {difference}")
    return True


def _compare(run: ScoringRun, first: int, last: int, blocks: list[bytes]) -> list[tuple[int, str, str]]:
    """Of each artifact in the range, in order, its slug and how the computed row differs from the stored one."""
    names = ", ".join(f"""CASE WHEN f."{name}" IS DISTINCT FROM s."{name}" THEN '{name}' END""" for name in COMPARED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{FRESH}")
        cursor.execute(f"CREATE TEMPORARY TABLE {FRESH} (LIKE scoring_score INCLUDING DEFAULTS) ON COMMIT DROP")
        blocks_copy(f"{FRESH} ({NAMES})", blocks)
        cursor.execute(
            f"""
            SELECT artifact_id, coalesce(s.slug, f.slug), CASE
                WHEN s.run_id IS NULL THEN 'is listed and has no score'
                WHEN f.run_id IS NULL THEN 'has a score and is not listed'
                ELSE concat_ws(', ', {names}) END
            FROM {FRESH} f FULL JOIN (
                SELECT * FROM scoring_score r WHERE {in_force("r")} AND artifact_id BETWEEN %(first)s AND %(last)s
            ) s USING (artifact_id) ORDER BY artifact_id
            """,  # noqa: S608 - our own names
            {"ground": run.ground or run.pk, "run": run.pk, "first": first, "last": last},
        )
        return [(int(artifact_id), slug, difference) for artifact_id, slug, difference in cursor.fetchall()]


def _in_force(run: ScoringRun) -> QuerySet[Score]:
    return Score.objects.filter(run_id=run.ground or run.pk, since_run__lte=run.pk, until_run__gt=run.pk)


def _whole_check(run: ScoringRun) -> list[str]:
    """What is kept of all rows together, against the rows: no edit moves these."""
    digests = _in_force(run).values_list("digest", flat=True).iterator(chunk_size=ROWS_AT_ONCE)
    found = {
        "the sum of all digests": int(run.digest_sum, 16) != digests_sum(bytes(digest) for digest in digests),
        "the rungs of the lists": ladder_differs(run),
        "the milestones of the lists": milestones_differ(run),
    }
    return [name for name, differs in found.items() if differs]


def _ranges() -> list[tuple[int, int]]:
    """Ranges of ids without gaps between them: a row whose artifact is gone lies in one of them too."""
    ends = [last for _, last in id_ranges(size=BATCH_ARTIFACTS)]
    ends[-1:] = [NEVER]
    return list(zip([0, *(end + 1 for end in ends)], ends, strict=False))
