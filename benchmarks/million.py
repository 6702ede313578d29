"""A run over a million artifacts beside the least that it must move: its figures out, its score rows in.

The catalog stands many times over in a database of its own, with jittered figures (`million_rows.sql`). One worker
scores everything, then two; then some artifacts change. Nobody but the workers asks anything of the servers meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Case, Line, interleave, lines_of, times
from benchmarks.scratch import Scratch

AREA = "million"
ARTIFACTS = 1_000_000
CHANGED = 1_000
SEED = 7
# A round reads and writes everything five times over; more would take longer than they make surer.
ROUNDS = 3

COPY = "figures out, score rows in"
COPY_INDEXED = "the same, into a table with the indexes of the scores"
ONE = "whole run, one worker"
TWO = "whole run, two workers"
SOME = f"run of {CHANGED:,} changed"

FIGURES = "SELECT artifact_id, metric, state, value, observed, source_id FROM catalog_signal"
ROWS = "SELECT * FROM scoring_score WHERE run_id = (SELECT run_id FROM scoring_publication)"
# One more like, on the same day and by the same source, as if its owner had corrected the figure.
CHANGE = f"""
    UPDATE catalog_signal SET value = value + 1 WHERE metric = 'hf_likes' AND artifact_id IN (
        SELECT artifact_id FROM catalog_signal WHERE metric = 'hf_likes' GROUP BY artifact_id
        ORDER BY hashint8extended(artifact_id, {SEED}) LIMIT {CHANGED}
    )
"""  # noqa: S608 - our own numbers


ROWS_MADE_BY = Path(__file__).with_name("million_rows.sql")
BEGIN = (
    "import django; django.setup(); from jobs.services import job_enqueue; from scoring.tasks import START; "
    "job_enqueue(kind=START, key='run', arguments={arguments})"
)


@dataclass
class Peak:
    """The most memory that a worker held in any round, in MiB."""

    mebibytes: float = 0


def measure(scratch: Scratch, *, rounds: int, artifacts: int = ARTIFACTS) -> list[Line]:
    """Needs the database `catalog`, and leaves it alone."""
    scratch.create("million", template="catalog")
    scratch.psql_file("million", ROWS_MADE_BY, artifacts=artifacts, seed=SEED)
    one, two, some = Peak(), Peak(), Peak()
    run_make(scratch, workers=1, peak=one)
    figures, rows = Path(scratch.var_dir) / "figures", Path(scratch.var_dir) / "rows"
    scratch.psql("million", f"\\copy ({ROWS}) to '{rows}' with (format binary)")

    def copy() -> None:
        scratch.psql(
            "million",
            f"\\copy ({FIGURES}) to '{figures}' with (format binary)",
            f"\\copy score_copy from '{rows}' with (format binary)",
        )

    cases = {
        COPY: Case(copy, prepare=lambda: _table_make(scratch), units=artifacts),
        COPY_INDEXED: Case(copy, prepare=lambda: _table_make(scratch, "INCLUDING ALL"), units=artifacts),
        ONE: Case(lambda: run_make(scratch, workers=1, peak=one), units=artifacts),
        TWO: Case(lambda: run_make(scratch, workers=2, peak=two), units=artifacts),
        SOME: Case(
            lambda: run_make(scratch, workers=1, peak=some, whole=False),
            prepare=lambda: scratch.psql("million", CHANGE),
            units=CHANGED,
        ),
    }
    series = interleave(cases, rounds=min(rounds, ROUNDS))
    rows_size = rows.stat().st_size / artifacts
    scratch.drop("million")
    notes = {
        COPY: f"{artifacts:,} artifacts, {rows_size:,.0f} bytes a row of scores",
        ONE: f"at most {one.mebibytes:,.0f} MiB",
        TWO: f"{times(series[ONE], series[TWO]):.2f} times as fast as one; at most {two.mebibytes:,.0f} MiB each",
        SOME: f"1/{times(series[ONE], series[SOME]):.0f} of a whole run; at most {some.mebibytes:,.0f} MiB",
    }
    return lines_of(AREA, series, against=COPY, notes=notes)


def run_make(scratch: Scratch, *, workers: int, peak: Peak, whole: bool = True) -> None:
    """One run from its start to its publication, by so many processes of `manage.py run_jobs`."""
    scratch.python("million", "-c", BEGIN.format(arguments={"whole": whole}))
    scratch.manage("million", "run_jobs", "--kind", "scoring.start", "--once")
    held = scratch.manage_together("million", "run_jobs", "--kind", "scoring.", processes=workers)
    peak.mebibytes = max(peak.mebibytes, held)


def _table_make(scratch: Scratch, like: str = "") -> None:
    scratch.psql("million", "DROP TABLE IF EXISTS score_copy", f"CREATE TABLE score_copy (LIKE scoring_score {like})")
