"""What happens to a finished run inside the transaction that publishes it: rows, places, counts, digest, history."""

from __future__ import annotations

from django.db import connection

from scoring import writing
from scoring.formula.digests import WHOLE, digests_sum, sum_digest
from scoring.history import history_record
from scoring.impact import impact_measure
from scoring.ladder import ladder_make, ladders_delete
from scoring.milestones import milestones_delete, milestones_make
from scoring.models import ScoringRun

# Sorting a list of a million needs no file then.
WORK_MEM = "128MB"


def result_bring_in(run: ScoringRun, *, former: ScoringRun | None) -> None:
    """Make the run's rows those of its number, and set what the run says of them; the caller saves it.

    Costs what the run scored, not what the catalog holds, where the run has a base.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEM])
    writing.rows_bring_in(run)
    ladder = ladder_make(run)
    milestones_make(run)
    run.listed, run.rated, run.grouped = ladder.listed, ladder.rated, ladder.grouped_counts
    batches = list(run.batches.values_list("rows", "digest_sum"))
    run.scored = sum(rows for rows, _ in batches)
    total = (sum(int(digest or "0", 16) for _, digest in batches) + _kept_sum(run)) % WHOLE
    run.digest_sum, run.output_sha256 = f"{total:064x}", sum_digest(total)
    history_record(run, former=former)
    if former is not None and former.methodology_sha256 != run.methodology_sha256:
        run.impact = impact_measure(run, former=former)


def places_delete(*, run_id: int) -> None:
    """Forget the places of a run that is kept whole no longer."""
    ladders_delete(run_id=run_id)
    milestones_delete(run_id=run_id)


def _kept_sum(run: ScoringRun) -> int:
    """The sum of the digests of its base, without those that it ended."""
    if run.base is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT digest FROM scoring_score
            WHERE run_id = %(ground)s AND until_run = %(run)s AND artifact_id = ANY({writing.IDS})
            """,  # noqa: S608 - our own names
            {"ground": run.ground, "run": run.pk},
        )
        ended = digests_sum(bytes(row[0]) for row in cursor.fetchall())
    return int(run.base.digest_sum, 16) - ended
