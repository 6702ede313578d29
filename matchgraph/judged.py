"""Judged questions of our own: each states what answers it as facts (`wanted`), so whoever holds the facts is right.

They are frozen in `fixtures/searches/judged.jsonl`: every learning run is measured on the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from common.jsonl import lines_read

OWN = Path(__file__).resolve().parent.parent / "fixtures" / "searches" / "judged.jsonl"

_FACTS = """
    SELECT a.slug, a.kind, a.tasks, a.languages, a.modalities, d.licence_class, d.open_weights, d.parameters, d.context,
           coalesce((SELECT array_agg(DISTINCT k.path ORDER BY k.path) FROM catalog_capabilityentry e
                     JOIN catalog_capabilitykind k ON k.id = e.kind_id
                     WHERE e.artifact_id = a.id AND e.status = 'published'), '{}') AS does
    FROM catalog_artifact a JOIN matchgraph_searchdocument d ON d.artifact_id = a.id
    WHERE a.status = 'listed' ORDER BY a.slug
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """`relevant` are the slugs of right answers; none where the catalog holds none."""

    qid: str
    text: str
    kind: str
    relevant: frozenset[str]


def judged_read(facts: Iterable[dict[str, Any]]) -> list[Judged]:
    rows = list(facts)
    lines = (orjson.loads(line) for _, line in lines_read(OWN))
    return [
        Judged(line["qid"], line["query"], line["kind"], frozenset(_holders(line["wanted"], rows))) for line in lines
    ]


def facts_read() -> list[dict[str, Any]]:
    """What every listed artifact states, by slug; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


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
