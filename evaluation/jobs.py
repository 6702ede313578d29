"""Which artifacts do the same job, as far as the fixtures say: a task in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import orjson

from common.jsonl import lines_read
from evaluation.results import FIXTURES
from scoring.formula.profile import Integers


def jobs_of(kind: str) -> dict[str, frozenset[str]]:
    """Task labels by slug. Language models of the boards carry none, or the same one: they do what the boards test."""
    jobs = {}
    for _, line in lines_read(FIXTURES / "catalog.jsonl.zst"):
        artifact = orjson.loads(line)
        if artifact["type"] == kind:
            jobs[artifact["slug"]] = frozenset(artifact.get("tasks") or ())
    return jobs


def same_job_pairs(jobs: Mapping[str, frozenset[str]], slugs: Sequence[str], *, count: int, seed: int) -> Integers:
    """`count` pairs of rows (count, 2) that share a task, drawn by drawing one artifact and then a partner of it."""
    random = np.random.default_rng(seed)
    by_task: dict[str, list[int]] = defaultdict(list)
    for row, slug in enumerate(slugs):
        for task in jobs.get(slug, ()):
            by_task[task].append(row)
    pairs: list[tuple[int, int]] = []
    for _ in range(50 * count):
        if len(pairs) == count:
            break
        left = int(random.integers(len(slugs)))
        tasks = sorted(task for task in jobs.get(slugs[left], ()) if len(by_task[task]) > 1)
        if not tasks:
            continue
        partners = by_task[tasks[int(random.integers(len(tasks)))]]
        right = partners[int(random.integers(len(partners)))]
        if right != left:
            pairs.append((left, right))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
