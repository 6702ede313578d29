"""How well search finds, on judged questions: `python -m evaluation --only searching` measures this part alone.

`EVAL_DATA` names the folder with the questions for development; without it ours alone are asked, and the page says so.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.management import call_command

from catalog.models import Artifact
from compare.pages.search_hits import answers_find
from evaluation.bm25 import Bm25
from evaluation.search_queries import HALVES, Question, development_path, development_read, facts_read, own_read
from evaluation.search_words import stated_words, stems
from matchgraph.evaluation import ndcg, reciprocal_rank
from matchgraph.filters import Filters
from matchgraph.retrieval import LISTS
from matchgraph.selectors import search_candidates
from matchgraph.understanding import Understood

SEED, DRAWS, DEPTH = 20261128, 1000, 200
MEASURES = ("recall@10", "MRR", "nDCG@10", "task-hit@5")
FUSED = "fused"
Way = Callable[[str], list[str]]
Floats = npt.NDArray[np.float64]


def measure() -> dict[str, Any]:
    """Figures of every way to search by kind of question, with intervals that hold 90 % of resamplings by question."""
    catalog_fill()
    facts = facts_read()
    found = _ways(facts)
    tasks = {row["slug"]: frozenset(row["tasks"]) for row in facts}
    own = _measured(own_read(facts), found, tasks)
    path = development_path()
    if path is None:
        sys.stderr.write("searching: EVAL_DATA names no questions for development, so ours alone are asked\n")
        return {"development": None, "own": own}
    questions = development_read(path, frozenset(tasks))
    return {"development": _measured(questions, found, tasks, halves=HALVES), "own": own}


def _ways(facts: Sequence[dict[str, Any]]) -> dict[str, Way]:
    """By name. Single lists are asked with the words as they are; the fused one also without reading facets out."""
    slug_of = dict(Artifact.objects.values_list("pk", "slug"))

    def asked(*lists: str, read: bool = False) -> Way:
        def way(text: str) -> list[str]:
            plain = None if read else Understood(text, text, text)
            return [slug_of[one.artifact_id] for one in search_candidates(text, read=plain, lists=lists or LISTS)]

        return way

    def shown(text: str) -> list[str]:
        return [slug_of[one.artifact_id] for one in answers_find(text, filters=Filters()).ranked]

    return {
        "BM25": _bm25(facts),
        "full text": asked("strict", "loose"),
        "trigram": asked("named"),
        "vector": asked("meant"),
        "fused, words as they are": asked(),
        FUSED: asked(read=True),
        "as shown": shown,
    }


def _bm25(facts: Sequence[dict[str, Any]]) -> Way:
    """Over what is stated of each artifact, its words as the index takes them."""
    texts = stated_words([row["slug"] for row in facts])
    engine = Bm25([Counter(texts[row["slug"]]) for row in facts])

    def way(text: str) -> list[str]:
        return [facts[place]["slug"] for place in engine.ranking(stems(text), DEPTH)]

    return way


def _measured(
    questions: Sequence[Question], ways: dict[str, Way], tasks: dict[str, frozenset[str]], *, halves: Iterable[str] = ()
) -> list[dict[str, Any]]:
    rows = []
    for name, way in ways.items():
        values = np.array([_values(one, way(one.text), tasks) for one in questions])
        groups: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(questions):
            groups[one.kind].append(place)
        groups["all"] = list(range(len(questions)))
        if name == FUSED:
            for half in halves:
                groups[f"all, {half} half"] = [place for place, one in enumerate(questions) if one.half == half]
        rows += [{"kind": kind, "way": name, "n": len(some), **_row(values[some])} for kind, some in groups.items()]
        sys.stderr.write(f"searching: {name}\n")
    return rows


def _values(question: Question, ranking: list[str], tasks: dict[str, frozenset[str]]) -> tuple[float, ...]:
    """Recall counts of ten at most: more cannot stand among ten. A hit shares a task label with a right answer."""
    relevant = question.relevant
    wanted = frozenset().union(*(tasks[slug] for slug in relevant)) if relevant else frozenset()
    within = len(relevant.intersection(ranking[:10])) / min(10, len(relevant))
    hit = any(tasks[slug] & wanted for slug in ranking[:5])
    return within, reciprocal_rank(ranking, relevant), ndcg(ranking, relevant, 10), float(hit)


def _row(values: Floats) -> dict[str, list[float]]:
    """By measure: mean, and the ends of its interval."""
    generator = np.random.default_rng(SEED)
    draws = np.array([values[generator.integers(0, len(values), len(values))].mean(axis=0) for _ in range(DRAWS)])
    ends = np.quantile(draws, (0.05, 0.95), axis=0)
    return {
        name: [round(float(number), 3) for number in (values[:, place].mean(), *ends[:, place])]
        for place, name in enumerate(MEASURES)
    }


def catalog_fill() -> None:
    """What an imported catalog lacks until it can be searched; nothing is done twice."""
    call_command("derive_catalog")
    call_command("search", "index")
    call_command("score", "--if-stale")
