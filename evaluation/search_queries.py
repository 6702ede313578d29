"""Judged questions: those of our own in `fixtures/`, and where `EVAL_DATA` names a folder, those for development.

Ours state what answers them as facts (`wanted`), so whoever holds the facts is right; the others name slugs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from common.jsonl import lines_read
from matchgraph.judged import facts_read, judged_read

DEVELOPMENT = "queries-dev.jsonl.zst"
HALVES = ("first", "second")
__all__ = ["HALVES", "Question", "development_path", "development_read", "facts_read", "own_read"]


@dataclass(frozen=True)
class Question:
    """`relevant` are the slugs of right answers, one at least."""

    qid: str
    text: str
    kind: str
    relevant: frozenset[str]

    @property
    def half(self) -> str:
        """Which half it belongs to, by a hash: what was tuned on one is tested on the other."""
        return HALVES[hashlib.sha256(self.qid.encode()).digest()[0] % 2]


def development_path() -> Path | None:
    """The questions for development; None where `EVAL_DATA` is not given or holds none."""
    folder = os.environ.get("EVAL_DATA", "")
    path = Path(folder) / DEVELOPMENT
    return path if folder and path.exists() else None


def development_read(path: Path, slugs: frozenset[str]) -> list[Question]:
    """Questions with an answer that is listed here; `facets` are never read."""
    return [
        Question(line["qid"], line["query"], line["kind"], found)
        for line in _lines(path)
        if (found := slugs.intersection(line["relevant"]))
    ]


def own_read(facts: Iterable[dict[str, Any]]) -> list[Question]:
    return [Question(one.qid, one.text, one.kind, one.relevant) for one in judged_read(facts)]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (orjson.loads(line) for _, line in lines_read(path))
