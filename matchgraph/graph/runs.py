"""Learning runs: all edges from the daily roll-ups, the same bytes whenever they are asked for; in force by one row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from common.columns import columns_read
from matchgraph.graph.rolling_up import VOICE_DAYS
from matchgraph.graph_models import Edge, LearningRun, MatchPublication
from matchgraph.learning.clicks import BUCKETS, Floats, Integers, bounded, credible, gammas
from matchgraph.learning.lift import lifts
from matchgraph.learning.propensity import thetas

# What was clicked so many days ago counts half.
HALF_LIFE = 90.0
# Beyond four half-lives a day is a sixteenth of itself, and left out.
WINDOW = timedelta(days=360)
# Pages say "in the last ninety days".
SHOWN_DAYS = 90
RUNS_KEPT = 5
COLUMNS = (
    *("prior", "gamma", "low", "high", "lift", "exposures", "clicks"),
    *("blocks", "searches", "matched", "days", "quarantined"),
)
ROWS = """
    SELECT intent_id, artifact_id, kind_id, bucket::int4 AS bucket, (%(as_of)s::date - day)::int4 AS age,
        exposures, clicks, promise, searches, matched, clicked, concentrated
    FROM matchgraph_edgeday WHERE simulated = %(simulated)s AND day <= %(as_of)s AND day > %(since)s
    ORDER BY intent_id, artifact_id, kind_id, day, bucket
"""
TYPES = {
    **dict.fromkeys(("intent_id", "artifact_id", "kind_id"), np.int64),
    **dict.fromkeys(("bucket", "age"), np.int32),
    **dict.fromkeys(("exposures", "clicks", "promise"), np.float64),
    **dict.fromkeys(("searches", "matched", "clicked"), np.int32),
    "concentrated": np.bool_,
}


@dataclass(frozen=True)
class Learned:
    """Edges in the order of intent, artifact and kind: arrays (edges,)."""

    keys: Integers
    prior: Floats
    gamma: Floats
    low: Floats
    high: Floats
    lift: Floats
    exposures: Floats
    clicks: Floats
    blocks: Integers
    searches: Integers
    matched: Integers
    days: Integers
    quarantined: npt.NDArray[np.bool_]
    theta: Floats

    @property
    def sha256(self) -> str:
        """Of every number, to the last bit."""
        digest = hashlib.sha256()
        for column in (self.keys, *self.columns(), self.theta):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def columns(self) -> list[npt.NDArray[Any]]:
        """All but the keys, in the order of `COLUMNS`."""
        return [getattr(self, name) for name in COLUMNS]


def edges_learn(as_of: date, *, simulated: bool) -> Learned:
    """What the roll-ups up to a day say of every edge; one query."""
    given = {"as_of": as_of, "since": as_of - WINDOW, "simulated": simulated}
    intents, artifacts, kinds, bucket, age, exposures, clicks, promise, searches, matched, clicked, concentrated = (
        columns_read(ROWS, given, TYPES)
    )
    keys, edge = np.unique(np.stack([intents, artifacts, kinds], axis=1), axis=0, return_inverse=True)
    edge = edge.ravel()
    count = len(keys)
    decay = 2.0 ** (-age / HALF_LIFE)

    def by_bucket(values: Floats) -> Floats:
        cells = edge * BUCKETS + bucket
        summed = np.bincount(cells, values, minlength=count * BUCKETS).astype(np.float64)
        return summed.reshape(count, BUCKETS)

    def recent(values: Integers) -> Integers:
        summed: Integers = np.bincount(edge, values * (age < SHOWN_DAYS), minlength=count).astype(np.int64)
        return summed

    seen, chosen = by_bucket(exposures * decay), by_bucket(clicks * decay)
    weight = np.bincount(edge, searches * decay, minlength=count)
    prior = bounded(np.bincount(edge, promise * searches * decay, minlength=count) / np.maximum(weight, 1e-12))
    theta = thetas(seen, chosen)
    newest = np.full(count, np.iinfo(np.int32).max)
    np.minimum.at(newest, edge, age)
    quarantined = np.zeros(count, dtype=bool)
    np.logical_or.at(quarantined, edge, concentrated & (age == newest[edge]))
    # An edge under quarantine says what its words promise, until other blocks have spoken.
    seen[quarantined], chosen[quarantined] = 0.0, 0.0
    gamma = gammas(seen, chosen, prior, theta=theta)
    between = credible(gamma, seen, theta=theta)
    return Learned(
        keys=keys,
        prior=prior,
        gamma=gamma,
        low=between.low,
        high=between.high,
        lift=lifts(gamma, prior, exposed=seen.sum(axis=1), clicked=chosen.sum(axis=1)),
        exposures=seen.sum(axis=1),
        clicks=chosen.sum(axis=1),
        blocks=recent(clicked),
        searches=recent(searches),
        matched=recent(matched),
        days=_days_chosen(edge, age, clicked, count),
        quarantined=quarantined,
        theta=theta,
    )


def _days_chosen(edge: Integers, age: Integers, clicked: Integers, count: int) -> Integers:
    """On how many of the last thirty days each edge was chosen."""
    recent = (clicked > 0) & (age < VOICE_DAYS)
    days = np.unique(edge[recent] * VOICE_DAYS + age[recent])
    found: Integers = np.bincount(days // VOICE_DAYS, minlength=count).astype(np.int64)
    return found


def run_learn(as_of: date, *, simulated: bool) -> LearningRun:
    """Learn all edges and put them into force, in one transaction; older runs beyond the last five go."""
    learned = edges_learn(as_of, simulated=simulated)
    with transaction.atomic():
        run = LearningRun.objects.create(
            as_of=as_of,
            simulated=simulated,
            thetas=[round(float(theta), 6) for theta in learned.theta],
            edges_count=len(learned.keys),
            quarantined=int(learned.quarantined.sum()),
            sha256=learned.sha256,
        )
        edges_write(run, learned)
        run_publish(run)
        kept = LearningRun.objects.order_by("-pk").values_list("pk", flat=True)[:RUNS_KEPT]
        LearningRun.objects.exclude(pk__in=list(kept)).delete()
    return run


def edges_write(run: LearningRun, learned: Learned) -> None:
    """Put the edges of a run in place of those that it has."""
    Edge.objects.filter(run=run).delete()
    columns = [column.tolist() for column in learned.columns()]
    listed = ", ".join(f'"{name}"' for name in ("run_id", "intent_id", "artifact_id", "kind_id", *COLUMNS))
    with connection.cursor() as cursor, cursor.copy(f"COPY matchgraph_edge ({listed}) FROM STDIN") as copy:
        for key, *values in zip(learned.keys.tolist(), *columns, strict=True):
            copy.write_row([run.pk, *key, *values])


def run_publish(run: LearningRun) -> None:
    """Put a run into force; a former one as well, which takes back what was learned since."""
    MatchPublication.objects.update_or_create(pk=1, defaults={"run": run})


def run_in_force() -> LearningRun | None:
    found = MatchPublication.objects.select_related("run").first()
    return found.run if found else None
