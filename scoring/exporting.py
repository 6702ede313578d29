"""The published scores as lines, one an artifact, read from the database in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from scoring.cards import value_tenths
from scoring.formula.rounding import tenths
from scoring.methodology import Kind, methodology_get
from scoring.score_lines import ComponentLine, score_line
from scoring.selectors import RunInfo
from scoring.writing import in_force

ROWS_AT_ONCE = 2000
STATEMENT = f"""
    SELECT a.slug, s.kind, s.rated, s.score_tenths, s.low, s.high, s.own_coverage, s.coverage, s.component_tenths,
           s.component_values
    FROM scoring_score s JOIN catalog_artifact a ON a.id = s.artifact_id AND a.status = 'listed'
    WHERE {in_force("s")} ORDER BY a.slug COLLATE "C"
"""  # noqa: S608 - our own names


def score_lines(run: RunInfo) -> Iterator[dict[str, Any]]:
    """Every listed artifact of a run that is kept whole, in the order of slugs; one server-side cursor."""
    methodology = methodology_get(run.methodology)
    weights: dict[str, list[tuple[str, float]]] = {}
    kinds: tuple[Kind, ...] = ("model", "dataset")
    for kind in kinds:
        weights[kind] = [(component.key, component.weights[kind]) for component in methodology.components]
    connection.ensure_connection()
    with transaction.atomic(), connection.connection.cursor(name="score_lines") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(STATEMENT, {"ground": run.ground, "run": run.run_id})
        for slug, kind, rated, total, low, high, own_coverage, coverage, points, values in cursor:
            yield score_line(
                slug=slug,
                kind=kind,
                score_tenths=total if rated else None,
                low_tenths=tenths(low) if rated and low is not None else None,
                high_tenths=tenths(high) if rated and high is not None else None,
                coverage=own_coverage,
                run_id=run.run_id,
                methodology=run.methodology,
                components=[
                    ComponentLine(key, value_tenths(values[place]), points[place], weight, coverage[place])
                    for place, (key, weight) in enumerate(weights[kind])
                ],
            )
