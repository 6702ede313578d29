"""How well search finds before and after a learning run, on the frozen judged questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from catalog.models import Artifact
from matchgraph.evaluation import SHOWN, ndcg, reciprocal_rank
from matchgraph.graph.masking import normalized
from matchgraph.graph_models import Edge, LearningRun
from matchgraph.judged import facts_read, judged_read
from matchgraph.learning.clicks import promise_at
from matchgraph.learning.lift import LearnedLift, taught
from matchgraph.retrieval import Question, candidates_find

DEPTH = 50


def quality_measure(run: LearningRun) -> dict[str, Any]:
    """nDCG@10 and MRR of the words' order and of the order with the run's lifts; kept with the run.

    `touched` are the questions that the run knows an edge of: on all others both orders are one.
    """
    questions = [one for one in judged_read(facts_read()) if one.relevant]
    slugs = dict(Artifact.objects.listed().values_list("pk", "slug"))
    measured: dict[str, list[tuple[float, float]]] = {"before": [], "after": []}
    touched = 0
    for one in questions:
        found = [row.artifact_id for row in candidates_find(Question(one.text))][:DEPTH]
        edges = Edge.objects.filter(run=run, intent__words=normalized(one.text), quarantined=False)
        lifts = {pk: LearnedLift(lift, days) for pk, lift, days in edges.values_list("artifact_id", "lift", "days")}
        touched += bool(lifts)
        for name, order in (("before", found), ("after", _taught(found, lifts))):
            ranking = [slugs[pk] for pk in order if pk in slugs]
            measured[name].append((ndcg(ranking, one.relevant, SHOWN), reciprocal_rank(ranking, one.relevant)))
    run.quality = {"questions": len(questions), "touched": touched} | {
        name: {"ndcg": _mean([gain for gain, _ in rows]), "mrr": _mean([rank for _, rank in rows])}
        for name, rows in measured.items()
    }
    run.save(update_fields=["quality"])
    return run.quality


def _taught(found: Sequence[int], lifts: dict[int, LearnedLift]) -> list[int]:
    if not lifts:
        return list(found)
    nothing = LearnedLift(0.0, 0)
    promises = np.array([promise_at(place) for place in range(1, len(found) + 1)])
    order = taught([lifts.get(pk, nothing) for pk in found], promises)
    return [found[place] for place in order.tolist()]


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
