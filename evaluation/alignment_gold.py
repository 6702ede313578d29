"""Judged pairs of artifacts (tests/golden/alignment) as lists that alignment takes, under four ways to see them.

Pure Python over files: no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from common.jsonl import lines_read
from compare.answers.alignment import Entry
from compare.answers.likeness import word_counts

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "golden" / "alignment"
KINDS = ROOT / "fixtures" / "capability_kinds.jsonl"
# What is seen of the kinds. "one side": the second list has none. "words of the source": nor our names, but the labels
# that its sources gave it. "neither": no list has kinds.
VIEWS = ("as stored", "one side", "words of the source", "neither")
FOLDS = ("development", "held-out")

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A capability kind with all its words."""

    path: str
    name: str
    synonyms: tuple[str, ...]
    definition: str

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.name, *self.synonyms, self.path.rpartition(".")[2])


@dataclass(frozen=True)
class JudgedPair:
    """Two lists of entries and the pairs of ids that a person takes for the same thing."""

    stratum: str
    fold: str
    lists: tuple[tuple[Row, ...], tuple[Row, ...]]
    same: frozenset[tuple[str, str]]


def kinds_read() -> dict[str, Kind]:
    return {
        row["path"]: Kind(row["path"], row["name"], tuple(row["synonyms"]), row["definition"]) for row in _rows(KINDS)
    }


def gold_read() -> list[JudgedPair]:
    """All judged pairs in their order."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for name in ("entries.jsonl", "retold.jsonl"):
        for row in _rows(GOLD / name):
            lists[row["artifact"]].append(row)
    return [
        JudgedPair(
            stratum=row["stratum"],
            fold=row["fold"],
            lists=(tuple(lists[row["a"]]), tuple(lists[row["b"]])),
            same=frozenset((one, other) for one, other in row["same"]),
        )
        for row in _rows(GOLD / "pairs.jsonl")
    ]


def seen(pair: JudgedPair, view: str, kinds: dict[str, Kind]) -> tuple[list[Entry], list[Entry]]:
    """The two lists under a view."""
    one, other = (
        [_entry(row, place, view, second=bool(side), kinds=kinds) for place, row in enumerate(rows)]
        for side, rows in enumerate(pair.lists)
    )
    return one, other


def words_of_kinds() -> dict[str, int]:
    """What compare/answers/common_words.json holds."""
    kinds = kinds_read().values()
    return {"": len(kinds), **word_counts(" ".join((k.name, *k.synonyms, k.definition)) for k in kinds)}


def _entry(row: Row, place: int, view: str, *, second: bool, kinds: dict[str, Kind]) -> Entry:
    hidden = view == "neither" or (second and view != "as stored")
    kind = None if hidden else row["kind"]
    name = row["label"] or row["name"] if second and view == "words of the source" else row["name"]
    text = row["description"] if row["written"] else ""
    return Entry(row["id"], kind, name, place, kinds[kind].terms if kind else (), text)


def _rows(path: Path) -> Iterator[Row]:
    return (orjson.loads(line) for _, line in lines_read(path))
