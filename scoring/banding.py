"""Rank bands of a finished run, in a temporary table beside it, from where they are written with its places."""

from __future__ import annotations

import numpy as np
from django.db import connection

from scoring.formula.bands import rank_bands
from scoring.formula.intervals import NORMAL_90

TABLE = "scoring_bands"
# An artifact that its family stands for in the list without members.
FOLDED = """
    EXISTS (SELECT FROM catalog_familymembership m JOIN catalog_artifact f ON f.id = m.family_id AND f.status = 'listed'
            WHERE m.member_id = s.artifact_id)
"""


def bands_prepare(*, table: str) -> None:
    """Make `TABLE` of this transaction: bands of all rated artifacts by kind, and of those that are not folded.

    It stays empty where the methodology of the run gives no intervals.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TABLE} (artifact_id bigint PRIMARY KEY, best int, worst int, "
            "grouped_best int, grouped_worst int) ON COMMIT DROP"
        )
        cursor.execute(
            f"""
            SELECT s.artifact_id, s.kind, s.score, s.sd_evidence, s.width, {FOLDED}
            FROM {table} s WHERE s.rated AND s.sd_evidence IS NOT NULL ORDER BY s.artifact_id
            """  # noqa: S608 - the table's name is made from a number
        )
        rows = cursor.fetchall()
        if not rows:
            return
        ids, kinds, scores, sds, widths, folded = (np.array(column) for column in zip(*rows, strict=True))
        # An interval that must be wider than a normal one stands for a larger deviation.
        wide = np.rint(sds * np.array(widths, dtype=float) / NORMAL_90).astype(np.int64)
        bands = np.zeros((len(rows), 4), dtype=np.int64)
        for kind in np.unique(kinds):
            for columns, wanted in ((slice(0, 2), kinds == kind), (slice(2, 4), (kinds == kind) & ~folded)):
                bands[wanted, columns] = np.stack(rank_bands(scores[wanted], wide[wanted]), axis=1)
        with cursor.cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "int4", "int4", "int4", "int4"])
            for artifact_id, band, hidden in zip(ids.tolist(), bands.tolist(), folded.tolist(), strict=True):
                copy.write_row([artifact_id, *band[:2], *([None, None] if hidden else band[2:])])
