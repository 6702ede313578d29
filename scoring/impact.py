"""What a new methodology does to the scores: the run that is about to be published against the one that readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from django.db import connection

from scoring.formula.agreement import kendall
from scoring.formula.profile import Integers
from scoring.methodology import Kind, Methodology, methodology_get
from scoring.models import ScoringRun

TOP = 100
# Points, and how many of those who moved by more are named.
MOVED = 5.0
MOVERS_NAMED = 20
REASONS_NAMED = 4

# Artifacts that both runs score, with the row of each.
_BOTH = """
    scoring_score o JOIN scoring_score n ON n.artifact_id = o.artifact_id
    AND n.run_id = %(ground)s AND n.since_run <= %(run)s AND n.until_run > %(run)s
    AND o.run_id = %(former_ground)s AND o.since_run <= %(former)s AND o.until_run > %(former)s
"""


def impact_measure(run: ScoringRun, *, former: ScoringRun) -> dict[str, Any]:
    """By kind: agreement of both orders, shifts of the score, who is rated now, and the largest moves with reasons.

    Needs the rows of both runs, and their rungs. Everything is in points of the score, as it is shown.
    """
    documents = methodology_get(former.methodology), methodology_get(run.methodology)
    kinds = {kind: _kind(run, former, kind, documents) for kind in get_args(Kind)}
    return {
        "methodology": run.methodology,
        "former_methodology": former.methodology,
        "former_run": former.pk,
        "kinds": kinds,
    }


@dataclass(frozen=True)
class _Both:
    """Artifacts that are rated in both runs: tenths and positions, before and after."""

    ids: Integers
    before: Integers
    after: Integers
    place_before: Integers
    place_after: Integers


def _kind(
    run: ScoringRun, former: ScoringRun, kind: Kind, documents: tuple[Methodology, Methodology]
) -> dict[str, Any]:
    both = _both(run, former, kind)
    shifts = (both.after - both.before) / 10
    counts = {
        "rated_before": former.rated.get(kind, 0),
        "rated_after": run.rated.get(kind, 0),
        "rated_in_both": len(both.ids),
    }
    if not len(both.ids):
        return counts
    top = both.place_before <= TOP
    tau = kendall(both.before, both.after)
    moved = np.abs(shifts) > MOVED
    order = np.lexsort((both.ids, -np.abs(shifts)))[:MOVERS_NAMED]
    named = [int(both.ids[row]) for row in order if moved[row]]
    return counts | {
        "tau": None if tau is None else round(tau, 4),
        "top": max(int(top.sum()), min(TOP, former.rated.get(kind, 0))),
        "top_kept": int((top & (both.place_after <= TOP)).sum()),
        "shift_mean": round(float(shifts.mean()), 2),
        "shift_quantiles": [round(float(q), 1) for q in np.quantile(shifts, [0.05, 0.25, 0.5, 0.75, 0.95])],
        "moved": int(moved.sum()),
        "movers": _movers(run, former, kind, documents, named),
    }


def _given(run: ScoringRun, former: ScoringRun) -> dict[str, Any]:
    return {"run": run.pk, "ground": run.ground, "former": former.pk, "former_ground": former.ground}


def _both(run: ScoringRun, former: ScoringRun, kind: Kind) -> _Both:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT n.artifact_id, o.score_tenths, n.score_tenths, before.position, after.position
            FROM {_BOTH}
            JOIN scoring_rung before ON before.run_id = %(former)s AND before.kind = o.kind
                AND before.tenths = o.score_tenths AND before.sd_class = o.sd_class
            JOIN scoring_rung after ON after.run_id = %(run)s AND after.kind = n.kind
                AND after.tenths = n.score_tenths AND after.sd_class = n.sd_class
            WHERE n.kind = %(kind)s AND o.rated AND n.rated ORDER BY n.artifact_id
            """,  # noqa: S608 - our own names
            {**_given(run, former), "kind": kind},
        )
        rows = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 5)
    return _Both(*rows.T)


def _movers(
    run: ScoringRun,
    former: ScoringRun,
    kind: Kind,
    documents: tuple[Methodology, Methodology],
    ids: list[int],
) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT a.id, a.slug, a.name, o.score_tenths, n.score_tenths, o.tenths, n.tenths
            FROM {_BOTH} JOIN catalog_artifact a ON a.id = n.artifact_id WHERE n.artifact_id = ANY(%(ids)s)
            """,  # noqa: S608 - our own names
            {**_given(run, former), "ids": ids},
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    movers = []
    for slug, name, before, after, rows_before, rows_after in (found[each] for each in ids if each in found):
        reasons = _reasons(documents, kind, rows_before, rows_after)
        movers.append({"slug": slug, "name": name, "before": before / 10, "after": after / 10, "reasons": reasons})
    return movers


def _reasons(
    documents: tuple[Methodology, Methodology], kind: Kind, before: list[int], after: list[int]
) -> list[dict[str, Any]]:
    """The largest differences of rows; what a component starts at counts as one row, the rest as another."""
    rows: dict[str, int] = {}
    for document, tenths, sign in ((documents[0], before, -1), (documents[1], after, 1)):
        signals = document.signals_of(kind)
        labels = [signal.key for signal in signals] + ["starting values"] * len(document.components)
        for label, points in zip(labels, tenths, strict=True):
            rows[label] = rows.get(label, 0) + sign * points
    ordered = sorted((item for item in rows.items() if item[1]), key=lambda item: (-abs(item[1]), item[0]))
    named, rest = ordered[:REASONS_NAMED], sum(points for _, points in ordered[REASONS_NAMED:])
    others = [("all others", rest)] if rest else []
    return [{"row": label, "points": points / 10} for label, points in (*named, *others)]
