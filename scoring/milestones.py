"""Milestones of a run's lists: every thousandth place, from the rows or by shifting those of the run before."""

from __future__ import annotations

from bisect import bisect_right
from typing import TypeAlias

from django.db import connection

from scoring.models import NEVER, Milestone, ScoringRun
from scoring.writing import IDS, in_force

EVERY = 1000

# Kind, whether members are folded away; the key that orders a list.
List: TypeAlias = tuple[str, bool]
Key: TypeAlias = tuple[int, str]

# Every row that is in force, with its place in both lists.
_WALK = f"""
    (SELECT kind, rank_key, slug, folded, row_number() OVER walk AS place,
            count(*) FILTER (WHERE NOT folded) OVER walk AS grouped_place
     FROM scoring_score s WHERE {in_force("s")}
     WINDOW walk AS (PARTITION BY kind ORDER BY rank_key, slug ROWS UNBOUNDED PRECEDING))
"""  # noqa: S608 - our own names
_MARK = f"""
    INSERT INTO scoring_milestone (run_id, kind, "grouped", place, rank_key, slug)
    SELECT %(run)s, kind, lists."grouped", lists.place, rank_key, slug FROM {_WALK} walked
    CROSS JOIN LATERAL (
        VALUES (false, place), (true, CASE WHEN NOT folded THEN grouped_place END)
    ) lists ("grouped", place) WHERE lists.place %% %(every)s = 0
"""  # noqa: S608 - our own names
_ASTRAY = f"""
    SELECT EXISTS (
        SELECT FROM {_WALK} walked JOIN scoring_milestone m
            ON m.run_id = %(run)s AND m.kind = walked.kind AND m.rank_key = walked.rank_key AND m.slug = walked.slug
        WHERE m.place <> CASE WHEN m."grouped" THEN walked.grouped_place ELSE walked.place END
    )
"""  # noqa: S608 - our own names
_CHANGES = f"""
    SELECT kind, folded, rank_key, slug, CASE WHEN until_run = {NEVER} THEN 1 ELSE -1 END FROM scoring_score
    WHERE run_id = %(ground)s AND artifact_id = ANY({IDS})
        AND (until_run = %(run)s OR since_run = %(run)s AND until_run = {NEVER})
"""  # noqa: S608 - our own names


def milestones_make(run: ScoringRun) -> None:
    """Of a run whose rows are brought in. Needs the milestones of its base."""
    given = {"ground": run.ground, "run": run.pk}
    with connection.cursor() as cursor:
        if run.base_id is None:
            cursor.execute(_MARK, {**given, "every": EVERY})
            return
        cursor.execute(_CHANGES, given)
        changes = cursor.fetchall()
    lists: dict[List, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(run_id=run.base_id).order_by("kind", "grouped", "place"):
        lists.setdefault((milestone.kind, milestone.grouped), []).append(milestone)
    for (kind, grouped), milestones in lists.items():
        moves = [(key, slug, by) for of, folded, key, slug, by in changes if of == kind and not (grouped and folded)]
        _shift(milestones, moves)
    Milestone.objects.bulk_create(
        Milestone(
            run_id=run.pk,
            kind=milestone.kind,
            grouped=milestone.grouped,
            place=milestone.place,
            rank_key=milestone.rank_key,
            slug=milestone.slug,
        )
        for milestones in lists.values()
        for milestone in {milestone.place: milestone for milestone in milestones if milestone.place > 0}.values()
    )


def milestones_differ(run: ScoringRun) -> bool:
    """Whether a milestone that is still a row of its list stands at another place of it."""
    with connection.cursor() as cursor:
        cursor.execute(_ASTRAY, {"ground": run.ground, "run": run.pk})
        return bool((cursor.fetchone() or (False,))[0])


def milestones_delete(*, run_id: int) -> None:
    Milestone.objects.filter(run_id=run_id).delete()


def _shift(milestones: list[Milestone], moves: list[tuple[int, str, int]]) -> None:
    """Each place counts the rows up to its key, so that it moves by what came and went there, itself included."""
    ordered = sorted(moves)
    keys: list[Key] = [(key, slug) for key, slug, _ in ordered]
    sums = [0]
    for _, _, by in ordered:
        sums.append(sums[-1] + by)
    for milestone in milestones:
        milestone.place += sums[bisect_right(keys, (milestone.rank_key, milestone.slug))]
