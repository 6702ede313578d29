"""Judged questions: those of our own in `fixtures/`, and where `EVAL_DATA` names a folder, those for development.

Ours state what answers them as facts (`wanted`), so whoever holds the facts is right; the others name slugs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from common.jsonl import lines_read

OWN = Path(__file__).resolve().parent.parent / "fixtures" / "searches" / "judged.jsonl"
DEVELOPMENT = "queries-dev.jsonl.zst"
HALVES = ("first", "second")

_FACTS = """
    SELECT a.slug, a.kind, a.tasks, a.languages, a.modalities, d.licence_class, d.open_weights, d.parameters, d.context,
           coalesce((SELECT array_agg(DISTINCT k.path ORDER BY k.path) FROM catalog_capabilityentry e
                     JOIN catalog_capabilitykind k ON k.id = e.kind_id
                     WHERE e.artifact_id = a.id AND e.status = 'published'), '{}') AS does
    FROM catalog_artifact a JOIN matchgraph_searchdocument d ON d.artifact_id = a.id
    WHERE a.status = 'listed' ORDER BY a.slug
"""


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
    rows = list(facts)
    return [
        Question(line["qid"], line["query"], line["kind"], frozenset(_holders(line["wanted"], rows)))
        for line in _lines(OWN)
    ]


def facts_read() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (orjson.loads(line) for _, line in lines_read(path))


def _holders(wanted: dict[str, Any], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (row["slug"] for row in rows if all(_holds(row, name, value) for name, value in wanted.items()))


def _holds(row: dict[str, Any], name: str, value: Any) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "slug": lambda: row["slug"] in value,
        "does": lambda: any(path == one or path.startswith(f"{one}.") for one in value for path in row["does"]),
        "language": lambda: value in row["languages"],
        "modality": lambda: value in row["modalities"],
        "licence": lambda: row["licence_class"] == value,
        "size_max": lambda: row["parameters"] is not None and row["parameters"] <= value * 1e9,
        "size_min": lambda: row["parameters"] is not None and row["parameters"] >= value * 1e9,
        "context_min": lambda: row["context"] is not None and row["context"] >= value * 1000,
    }
    return tests[name]() if name in tests else bool(row[name] == value)
