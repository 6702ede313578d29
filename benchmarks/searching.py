"""Searches beside an empty round trip, in turn, at the middle and at the slow end; and how long the index takes.

Run by `benchmarks` in a shell of its own, with the settings of the database that holds the catalog. Questions are
drawn from the catalog itself with a fixed seed: names as they are, names with one letter dropped, what kinds are for.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator

from django.db import connection

from benchmarks.measuring import Line
from catalog.models import Artifact, CapabilityKind
from matchgraph.embedding import embedder_warm, questions_forget
from matchgraph.evaluation import quantile
from matchgraph.retrieval import LISTS
from matchgraph.selectors import name_suggestions, search_candidates
from matchgraph.services import index_refresh, vectors_refresh

AREA = "search"
EMPTY = "empty round trip"
SEED = 7
ASKED = 60
LETTERS = 5


def measure(*, rounds: int) -> Iterator[Line]:
    """Two lines a case, p50 and p95 over all questions of all rounds; ratios are to the same of the round trip."""
    artifacts = Artifact.objects.listed().count()
    yield _index_line(f"index of {artifacts:,} artifacts, first time")
    yield _vectors_line(f"vectors of {artifacts:,} artifacts, first time")
    yield _index_line("index again, nothing changed")
    yield _vectors_line("vectors again, nothing changed")
    embedder_warm()
    questions_forget()
    cases = _cases()
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for number in range(ASKED):
            for name, asks in cases.items():
                begun = time.perf_counter()
                asks[number % len(asks)]()
                seconds[name].append(time.perf_counter() - begun)
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        empty = quantile(seconds[EMPTY], share)
        for name, taken in seconds.items():
            one = quantile(taken, share)
            yield Line(
                area=AREA,
                name=f"{name}, {label}",
                seconds=round(one, 6),
                spread=0.0,
                rounds=rounds,
                times=None if name == EMPTY else round(one / empty, 2),
                against="" if name == EMPTY else f"{EMPTY}, {label}",
                note=f"{len(taken)} questions",
            )


def _index_line(name: str) -> Line:
    begun = time.perf_counter()
    indexed = index_refresh()
    seconds = time.perf_counter() - begun
    rate = round(indexed.written / seconds) if indexed.written else None
    return Line(AREA, name, round(seconds, 6), 0.0, 1, per_second=rate, note=str(indexed))


def _vectors_line(name: str) -> Line:
    begun = time.perf_counter()
    vectored = vectors_refresh()
    seconds = time.perf_counter() - begun
    rate = round(vectored.embedded / seconds) if vectored.embedded else None
    return Line(AREA, name, round(seconds, 6), 0.0, 1, per_second=rate, note=str(vectored))


def _cases() -> dict[str, list[Callable[[], object]]]:
    chance = random.Random(SEED)  # noqa: S311 - the same questions each time
    names = list(Artifact.objects.listed().order_by("slug").values_list("name", flat=True))
    drawn = chance.sample(names, min(ASKED, len(names)))
    typos = [_letter_dropped(name, chance) for name in drawn if len(name) > LETTERS]
    intents = [intent for kind in CapabilityKind.objects.order_by("path") for intent in kind.intents]
    needs = chance.sample(intents, min(ASKED, len(intents)))
    return {
        EMPTY: [_round_trip],
        "name": [_search(name) for name in drawn],
        "name with a letter dropped": [_search(name) for name in typos],
        "what it is for": [_search(text) for text in needs],
        "what it is for, by words and names alone": [_search(text, "strict", "loose", "named") for text in needs],
        "what it is for, by meaning alone": [_search(text, "meant") for text in needs],
        "suggest by its first letters": [_suggest(name[:LETTERS]) for name in drawn],
    }


def _letter_dropped(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    return name[:place] + name[place + 1 :]


def _search(text: str, *lists: str) -> Callable[[], object]:
    """A process keeps the vectors of questions: here each is made anew, as for one that nobody asked before."""

    def asks() -> object:
        questions_forget()
        return search_candidates(text, lists=lists or LISTS)

    return asks


def _suggest(text: str) -> Callable[[], object]:
    return lambda: name_suggestions(text)


def _round_trip() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def print_measured(*, rounds: int) -> None:
    json.dump([line.as_dict() for line in measure(rounds=rounds)], sys.stdout)
