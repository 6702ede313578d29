"""`python -m evaluation.alignment_draw`: draw the artifact pairs of tests/golden/alignment by a fixed seed.

Needs DATABASE_URL of an empty database, which it migrates and fills with the fixtures. Writes `entries.jsonl`, and
prints the drawn pairs as JSON lines without a judgement: a person reads them and judges (see the README there).
"""

from __future__ import annotations

import importlib
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

SEED = 20261128
ROOT = Path(__file__).resolve().parent.parent
GOLD, FIXTURES = ROOT / "tests" / "golden" / "alignment", ROOT / "fixtures"
CURATED = ("blip-2", "internlm", "the-pile")
RETOLD = {"blip-2": "retold-blip-2", "internlm": "retold-internlm", "the-pile": "retold-the-pile"}
# An artifact can be drawn when it says this much in the words of its sources, and no more than a page shows unfolded.
LABELS, ENTRIES = 3, 20
LABEL = re.compile(r'Listed under the task label "(.+)"\.')

Row = dict[str, Any]
Drawn = tuple[str, str, str]
Met = Callable[[Sequence[Row], Sequence[Row]], bool]


def entry_rows() -> Iterator[Row]:
    """Every published entry of the catalog; an inferred one with the label of its source where it rests on one."""
    models = importlib.import_module("catalog.models")
    entries = models.CapabilityEntry.objects.filter(status="published").select_related("kind", "artifact")
    for entry in entries.order_by("artifact__slug", "position", "id").iterator():
        label = LABEL.fullmatch(entry.description)
        yield {
            "id": f"{entry.artifact.slug}/{entry.kind.path}",
            "artifact": entry.artifact.slug,
            "of": entry.artifact.kind,
            "kind": entry.kind.path,
            "name": entry.name,
            "description": entry.description,
            "label": label[1] if label else "",
            "written": entry.provenance != "inferred",
        }


def draw(rows: Iterable[Row]) -> list[Drawn]:
    """(a, b, stratum) of every pair; the same rows give the same pairs."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        lists[row["artifact"]].append(row)
    generator = random.Random(SEED)  # noqa: S311  # a draw that must repeat, not a secret
    able = {of: sorted(slug for slug, each in lists.items() if _able(each, of)) for of in ("model", "dataset")}
    pairs: list[Drawn] = []

    def some(a: str, of: str, count: int, stratum: str, met: Met | None = None) -> None:
        found = [slug for slug in able[of] if slug != a and (met is None or met(lists[a], lists[slug]))]
        pairs.extend((a, b, stratum) for b in generator.sample(found, count))

    for of in ("model", "dataset"):
        for a in generator.sample(able[of], 15):
            some(a, of, 1, "inferred", _share_a_job)
        for a in generator.sample(able[of], 4):
            some(a, of, 1, "inferred")
    for a in generator.sample(able["model"], 4):
        some(a, "dataset", 1, "inferred")
    for a in CURATED:
        of = lists[a][0]["of"]
        some(a, of, 4, "curated", _share_a_kind)
        some(a, of, 2, "curated")
        some(a, of, 3, "retold", _share_a_kind)
        pairs[-3:] = [(RETOLD[a], b, "retold") for _, b, _ in pairs[-3:]]
        pairs.append((a, RETOLD[a], "retold"))
    pairs += [("internlm", "the-pile", "curated"), ("blip-2", "the-pile", "curated"), ("blip-2", "internlm", "curated")]
    return [*pairs, ("blip-2", RETOLD["internlm"], "retold"), ("internlm", RETOLD["blip-2"], "retold")]


def held_out(pairs: Sequence[Drawn]) -> set[int]:
    """Places of the pairs that no fit sees: half of each stratum."""
    generator = random.Random(SEED)  # noqa: S311  # a draw that must repeat, not a secret
    held: set[int] = set()
    for stratum in sorted({stratum for *_, stratum in pairs}):
        places = [place for place, pair in enumerate(pairs) if pair[2] == stratum]
        generator.shuffle(places)
        held.update(places[: len(places) // 2])
    return held


def _able(rows: Sequence[Row], of: str) -> bool:
    plain = rows[0]["of"] == of and not any(row["written"] for row in rows)
    return plain and len(rows) <= ENTRIES and sum(bool(row["label"]) for row in rows) >= LABELS


def _share_a_job(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """A kind that rests on labels of tasks in both."""
    return bool({row["kind"] for row in one if row["label"]} & {row["kind"] for row in other if row["label"]})


def _share_a_kind(one: Sequence[Row], other: Sequence[Row]) -> bool:
    return bool({row["kind"] for row in one} & {row["kind"] for row in other})


def _fill() -> None:
    """The catalog of the fixtures with what follows from it."""
    call_command("migrate", verbosity=0)
    services = importlib.import_module("catalog.services")
    names = ["sources.jsonl", "capability_kinds.jsonl", "catalog.jsonl.zst", "families.jsonl", "signals.jsonl.zst"]
    for path in [*(FIXTURES / name for name in names), *sorted((FIXTURES / "entries").glob("*.json"))]:
        services.file_import(path)
    importlib.import_module("catalog.deriving_relations").relations_resolve()
    importlib.import_module("catalog.deriving_families").families_derive()
    importlib.import_module("catalog.deriving_capabilities").capabilities_infer()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    _fill()
    rows = list(entry_rows())
    pairs = draw(rows)
    drawn = {slug for a, b, _ in pairs for slug in (a, b)}
    with (GOLD / "entries.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if row["artifact"] in drawn)
    held = held_out(pairs)
    for place, (a, b, stratum) in enumerate(pairs):
        fold = "held-out" if place in held else "development"
        sys.stdout.write(json.dumps({"a": a, "b": b, "stratum": stratum, "fold": fold, "same": None}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
