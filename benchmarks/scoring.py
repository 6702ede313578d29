"""A scoring run of the whole catalog beside reading its figures and writing as many finished rows."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measuring import Case, Line, interleave, lines_of
from benchmarks.scratch import Scratch

AREA = "scoring"
COPY = "read the figures, COPY finished rows"
RUN = "scoring run, published"

FIGURES = "SELECT artifact_id, metric, state, value, observed, source_id FROM catalog_signal"
ROWS = "SELECT * FROM scoring_score WHERE run_id = (SELECT run_id FROM scoring_publication)"
COUNT = "import django; django.setup(); from catalog.models import Artifact; print(Artifact.objects.listed().count())"


def measure(scratch: Scratch, *, rounds: int) -> list[Line]:
    """Needs the database `catalog`; leaves it with a published run."""
    scratch.manage("catalog", "score", "--whole")
    artifacts = int(scratch.python("catalog", "-c", COUNT))
    rows = Path(scratch.var_dir) / "rows"
    scratch.psql("catalog", f"\\copy ({ROWS}) to '{rows}' with (format binary)")
    figures = Path(scratch.var_dir) / "figures"

    def copy() -> None:
        scratch.psql(
            "catalog",
            f"\\copy ({FIGURES}) to '{figures}' with (format binary)",
            f"\\copy score_copy from '{rows}' with (format binary)",
        )

    def empty_table() -> None:
        scratch.psql(
            "catalog", "DROP TABLE IF EXISTS score_copy", "CREATE TABLE score_copy (LIKE scoring_score INCLUDING ALL)"
        )

    try:
        series = interleave(
            {
                COPY: Case(copy, prepare=empty_table, units=artifacts),
                RUN: Case(lambda: scratch.manage("catalog", "score", "--whole"), units=artifacts),
            },
            rounds=rounds,
        )
    finally:
        scratch.psql("catalog", "DROP TABLE IF EXISTS score_copy")
    return lines_of(AREA, series, against=COPY, notes={RUN: f"{artifacts:,} artifacts, start of Python included"})
