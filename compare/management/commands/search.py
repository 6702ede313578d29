"""`manage.py search`: brings the index in line, asks it, and measures it on judged queries."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.selectors import artifacts_by_id
from common.jsonl import BadFileError, BadLineError, lines_read, object_parse
from compare.pages.search_hits import answers_find
from matchgraph.evaluation import JudgedQuery, Measured, judged_parse
from matchgraph.retrieval import LISTS, Filters
from matchgraph.selectors import search_candidates
from matchgraph.services import index_refresh, vectors_refresh
from matchgraph.tasks import refresh
from scoring.selectors import RunInfo, published_run

WAYS = {"full text": ("strict", "loose"), "names": ("named",), "meaning": ("meant",), "fused": LISTS}
AS_SHOWN = "as shown"
BAD_FILE = 3


class Command(BaseCommand):
    help = (
        "index: bring the search index in line with the catalog; rests when nothing has changed. "
        "ask TEXT: print what the search page would list. "
        "evaluate FILE: measure rankings on judged queries (docs/search.md). "
        "Exit codes: 0 done, 3 the file cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        index = commands.add_parser("index", help="bring the index in line with the catalog")
        index.add_argument(
            "--queue", action="store_true", help="leave the vectors to a worker, and do not wait for them"
        )
        ask = commands.add_parser("ask", help="print the first answers to a question")
        ask.add_argument("text")
        ask.add_argument("--limit", type=int, default=10)
        evaluate = commands.add_parser("evaluate", help="measure rankings on judged queries")
        evaluate.add_argument("file", type=Path)
        evaluate.add_argument("--kind", action="append", help="only queries of this kind; may be given again")
        evaluate.add_argument("--limit", type=int, help="only the first so many queries of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["command"]:
            case "index":
                self._index(queue=options["queue"])
            case "ask":
                self._ask(options["text"], limit=options["limit"])
            case "evaluate":
                queries = _judged(options["file"], kinds=options["kind"], limit=options["limit"])
                self._evaluate(queries)

    def _index(self, *, queue: bool) -> None:
        begun = time.monotonic()
        self.stdout.write(f"search index: {index_refresh()} in {time.monotonic() - begun:.1f} s")
        begun = time.monotonic()
        if queue:
            refresh()
        else:
            self.stdout.write(f"search vectors: {vectors_refresh()} in {time.monotonic() - begun:.1f} s")

    def _ask(self, text: str, *, limit: int) -> None:
        found = answers_find(text, filters=Filters())
        artifacts = artifacts_by_id([row.artifact_id for row in found.ranked[:limit]])
        for place, row in enumerate(found.ranked[:limit], 1):
            score = "Unrated" if row.score is None else f"{row.score:.1f}"
            self.stdout.write(f"{place:3}  {score:>7}  {artifacts[row.artifact_id].slug}")
        if not found.ranked:
            self.stdout.write("nothing found")

    def _evaluate(self, queries: Sequence[JudgedQuery]) -> None:
        """Each query is asked in every way in turn, so that whatever else the machine does falls on all alike."""
        run = published_run()
        measured: dict[tuple[str, str], Measured] = defaultdict(Measured)
        for query in queries:
            for way in (*WAYS, AS_SHOWN):
                begun = time.perf_counter()
                ids = _ranking(query.query, way, run)
                seconds = time.perf_counter() - begun
                artifacts = artifacts_by_id(ids)
                slugs = [artifacts[pk].slug for pk in ids if pk in artifacts]
                for kind in (query.kind, "all"):
                    measured[kind, way].add(slugs, query.relevant, seconds)
        heads = ("queries", "n", "way", "recall@10", "recall@50", "MRR", "nDCG@10", "p50 ms", "p95 ms")
        self.stdout.write("{:24}{:>6}  {:10}{:>10}{:>10}{:>8}{:>9}{:>9}{:>9}".format(*heads))
        for (kind, way), one in sorted(measured.items(), key=lambda item: (item[0][0] == "all", item[0][0])):
            *quality, middle, slow = one.row()
            figures = "{:10.3f}{:10.3f}{:8.3f}{:9.3f}".format(*quality)
            self.stdout.write(f"{kind:24}{len(one.seconds):6}  {way:10}{figures}{middle:9.1f}{slow:9.1f}")


def _ranking(text: str, way: str, run: RunInfo | None) -> list[int]:
    if way == AS_SHOWN:
        return [row.artifact_id for row in answers_find(text, filters=Filters(), run=run).ranked]
    return [one.artifact_id for one in search_candidates(text, lists=WAYS[way])]


def _judged(path: Path, *, kinds: Sequence[str] | None, limit: int | None) -> list[JudgedQuery]:
    queries: list[JudgedQuery] = []
    taken: dict[str, int] = defaultdict(int)
    for query in _lines(path):
        if (kinds and query.kind not in kinds) or (limit is not None and taken[query.kind] >= limit):
            continue
        taken[query.kind] += 1
        queries.append(query)
    if not queries:
        raise CommandError(f"{path}: holds no judged query of these kinds", returncode=BAD_FILE)
    return queries


def _lines(path: Path) -> Iterator[JudgedQuery]:
    try:
        for number, line in lines_read(path):
            try:
                yield judged_parse(object_parse(line))
            except (BadLineError, ValueError) as error:
                raise CommandError(f"{path}, line {number}: {error}", returncode=BAD_FILE) from error
    except (BadFileError, OSError) as error:
        raise CommandError(f"{path}: {error}", returncode=BAD_FILE) from error
