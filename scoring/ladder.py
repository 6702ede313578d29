"""The rungs of a run: counted over its rows, or over what it changes of the rungs of the run before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from django.db import connection

from scoring.formula.bands import positions, rank_bands
from scoring.formula.profile import Integers
from scoring.models import NEVER, Rung, ScoringRun
from scoring.writing import IDS

# Kind, tenths, class of deviation.
Key: TypeAlias = tuple[str, int, int]
UNRATED = -1

_COUNT = """
    SELECT kind, CASE WHEN rated THEN score_tenths ELSE -1 END, CASE WHEN rated THEN sd_class ELSE -1 END,
           count(*), count(*) FILTER (WHERE NOT folded)
    FROM scoring_score WHERE run_id = %(ground)s AND {rows} GROUP BY 1, 2, 3
"""
_COLUMNS = [
    *("kind", "tenths", "sd_class", "artifacts", "grouped"),
    *("position", "best", "worst", "grouped_position", "grouped_best", "grouped_worst"),
]
_TYPES = ["int8", "varchar", "int2", "int2", *["int4"] * 8]


@dataclass(frozen=True)
class Ladder:
    """Artifacts by rung, and those among them that no family stands for."""

    artifacts: Counter[Key]
    grouped: Counter[Key]

    @property
    def listed(self) -> dict[str, int]:
        return _by_kind(self.artifacts)

    @property
    def rated(self) -> dict[str, int]:
        """Of every kind that is listed."""
        rated = _by_kind(Counter({key: count for key, count in self.artifacts.items() if key[1] != UNRATED}))
        return {kind: rated.get(kind, 0) for kind in self.listed}

    @property
    def grouped_counts(self) -> dict[str, dict[str, int]]:
        rated = _by_kind(Counter({key: count for key, count in self.grouped.items() if key[1] != UNRATED}))
        listed = _by_kind(self.grouped)
        return {kind: {"rated": rated.get(kind, 0), "listed": listed.get(kind, 0)} for kind in self.listed}


def ladder_make(run: ScoringRun) -> Ladder:
    """Count the rungs of a run whose rows are brought in, and store them. Needs the rungs of its base."""
    given = {"ground": run.ground, "run": run.pk}
    if run.base_id is None:
        ladder = _counted("true", given)
    else:
        ladder = _stored(run.base_id)
        for rows, sign in (("until_run = %(run)s", -1), (f"until_run = {NEVER} AND since_run = %(run)s", 1)):
            change = _counted(f"{rows} AND artifact_id = ANY({IDS})", given)
            for key, count in change.artifacts.items():
                ladder.artifacts[key] += sign * count
                ladder.grouped[key] += sign * change.grouped[key]
    _store(run.pk, ladder)
    return ladder


def ladder_differs(run: ScoringRun) -> bool:
    """Whether the stored rungs are not those of the rows that are in force."""
    in_force = "since_run <= %(run)s AND until_run > %(run)s"
    counted = _counted(in_force, {"ground": run.ground, "run": run.pk})
    return set(_rungs(counted)) != set(Rung.objects.filter(run_id=run.pk).values_list(*_COLUMNS))


def ladders_delete(*, run_id: int) -> None:
    Rung.objects.filter(run_id=run_id).delete()


def _counted(rows: str, given: dict[str, Any]) -> Ladder:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=rows), given)
        return _ladder(cursor.fetchall())


def _stored(run_id: int) -> Ladder:
    rungs = Rung.objects.filter(run_id=run_id)
    return _ladder(rungs.values_list("kind", "tenths", "sd_class", "artifacts", "grouped"))


def _ladder(rows: Iterable[tuple[Any, ...]]) -> Ladder:
    ladder = Ladder(Counter(), Counter())
    for kind, tenths, sd_class, artifacts, grouped in rows:
        ladder.artifacts[kind, tenths, sd_class] = artifacts
        ladder.grouped[kind, tenths, sd_class] = grouped
    return ladder


def _by_kind(counts: Counter[Key]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (kind, _, _), count in counts.items():
        found[kind] += count
    return {kind: found[kind] for kind in sorted(found) if found[kind]}


def _store(run_id: int, ladder: Ladder) -> None:
    with connection.cursor() as cursor:
        names = ", ".join(_COLUMNS)
        with cursor.cursor.copy(f"COPY scoring_rung (run_id, {names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(_TYPES)
            for rung in _rungs(ladder):
                copy.write_row([run_id, *rung])


def _rungs(ladder: Ladder) -> Iterator[tuple[Any, ...]]:
    """In the order of `_COLUMNS`; rungs on which nothing stands are left out."""
    for kind in sorted(ladder.listed):
        keys = sorted(key for key, count in ladder.artifacts.items() if key[0] == kind and count)
        rated = [key for key in keys if key[1] != UNRATED]
        lists = [[counts[key] for key in rated] for counts in (ladder.artifacts, ladder.grouped)]
        places = [_places(rated, np.array(counts, dtype=np.int64)) for counts in lists]
        placed = {key: (*everything, *grouped) for key, everything, grouped in zip(rated, *places, strict=True)}
        for key in keys:
            yield (*key, ladder.artifacts[key], ladder.grouped[key], *placed.get(key, (None,) * 6))


def _places(keys: list[Key], counts: Integers) -> list[tuple[int | None, ...]]:
    """Position, best and worst place by rung; the latter two only where every rung has a class of deviation."""
    tenths, classes = (np.array([key[part] for key in keys], dtype=np.int64) for part in (1, 2))
    where = positions(tenths, counts).tolist()
    if (classes < 0).any():
        return [(position, None, None) for position in where]
    best, worst = rank_bands(tenths, classes, counts)
    return list(zip(where, best.tolist(), worst.tolist(), strict=True))
