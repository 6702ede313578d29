"""How good a ranking is on judged queries: recall, reciprocal rank, nDCG, by kind of query. Pure.

A judged file is `.jsonl` or `.jsonl.zst`; a line is `{"qid": ..., "query": ..., "kind": ..., "relevant": [slug, ...]}`
and further keys are ignored. Relevance is binary.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN = 10
DEEP = 50


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    qid: str
    query: str
    kind: str
    relevant: frozenset[str]


@dataclass
class Measured:
    """Sums over the queries of one kind under one way to search."""

    seconds: list[float] = field(default_factory=list)
    recall_10: list[float] = field(default_factory=list)
    recall_50: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)

    def add(self, ranking: Sequence[str], relevant: frozenset[str], seconds: float) -> None:
        self.seconds.append(seconds)
        self.recall_10.append(recall(ranking, relevant, SHOWN))
        self.recall_50.append(recall(ranking, relevant, DEEP))
        self.reciprocal.append(reciprocal_rank(ranking, relevant))
        self.gain.append(ndcg(ranking, relevant, SHOWN))

    def row(self) -> tuple[float, ...]:
        """recall@10, recall@50, MRR, nDCG@10, p50 and p95 in milliseconds."""
        means = (statistics.fmean(values) for values in (self.recall_10, self.recall_50, self.reciprocal, self.gain))
        return (*means, 1000 * quantile(self.seconds, 0.5), 1000 * quantile(self.seconds, 0.95))


def judged_parse(line: dict[str, Any]) -> JudgedQuery:
    """Raises ValueError that says which field is missing or of the wrong type."""
    for name in ("qid", "query", "kind"):
        if not isinstance(line.get(name), str) or not line[name].strip():
            raise ValueError(f"{name}: a text is needed")
    relevant = line.get("relevant")
    if not isinstance(relevant, list) or not relevant or not all(isinstance(slug, str) for slug in relevant):
        raise ValueError("relevant: a list of at least one slug is needed")
    return JudgedQuery(line["qid"], line["query"], line["kind"], frozenset(relevant))


def recall(ranking: Sequence[str], relevant: frozenset[str], depth: int) -> float:
    """Share of the right answers among the first `depth`."""
    return len(relevant.intersection(ranking[:depth])) / len(relevant)


def reciprocal_rank(ranking: Iterable[str], relevant: frozenset[str]) -> float:
    """1 / place of the first right answer; 0 where none was found."""
    return next((1 / place for place, slug in enumerate(ranking, 1) if slug in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: frozenset[str], depth: int) -> float:
    """Discounted gain of the first `depth` over that of the best possible order (Järvelin and Kekäläinen 2002)."""
    gained = sum(1 / math.log2(place + 1) for place, slug in enumerate(ranking[:depth], 1) if slug in relevant)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(depth, len(relevant)) + 1))
    return gained / best


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
