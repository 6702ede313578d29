"""Public pages beside a hello view, through the WSGI application itself: queries and time, without a network.

Run by `benchmarks` as a process of its own, with the settings of the database that holds a published run.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connection

from benchmarks.measuring import Case, Line, interleave, lines_of
from config.wsgi import application
from scoring.selectors import leaderboard

AREA = "pages"
HELLO = "hello (/healthz)"
REPEATS = 20


def measure(*, rounds: int) -> Iterator[Line]:
    """One line a page that exists; each round asks every page a few times in turn."""
    first = {name: _first_request(path) for name, path in addresses().items()}
    cases = {HELLO: Case(_repeated("/healthz"))}
    cases |= {name: Case(_repeated(path)) for name, path in addresses().items() if first[name].status == 200}
    notes = {name: f"{one.queries} queries, {one.size:,} bytes" for name, one in first.items()}
    for line in lines_of(AREA, interleave(cases, rounds=rounds), against=HELLO, notes=notes):
        yield Line(**{**line.as_dict(), "seconds": round(line.seconds / REPEATS, 6)})


def addresses() -> dict[str, str]:
    """The first two of each leaderboard stand for imported artifacts, the seed pairs for curated ones."""
    first, second = (entry.artifact.slug for entry in leaderboard(kind="model", offset=0, limit=2).entries)
    dataset = leaderboard(kind="dataset", offset=0, limit=1).entries[0].artifact.slug
    model_pair, mixed_pair = ("-vs-".join(sorted(pair)) for pair in ((first, second), (first, dataset)))
    return {
        "home": "/",
        "comparison of two models": f"/compare/{model_pair}/",
        "comparison of model and dataset": f"/compare/{mixed_pair}/",
        "comparison internlm, the-pile": "/compare/internlm-vs-the-pile/",
        "comparison blip-2, the-pile": "/compare/blip-2-vs-the-pile/",
        "artifact": f"/artifacts/{first}/",
        "leaderboard": "/rank/model/",
        "search": "/search/?q=question+answering",
        "names while typed": "/suggest/?q=llama",
        "methodology": "/methodology/",
        "comparison as JSON": f"/api/v1/comparisons/{model_pair}",
        "artifact as JSON": f"/api/v1/artifacts/{first}",
        "search as JSON": "/api/v1/search?q=question+answering",
    }


@dataclass(frozen=True)
class Request:
    """What a request brought, and how many statements it took."""

    status: int
    size: int
    queries: int


def _first_request(path: str) -> Request:
    """The cache of this process is its own, so the first request finds nothing in it."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        statements.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        status, body = _get(path)
    return Request(status, len(body), len(statements))


def _repeated(path: str) -> Callable[[], object]:
    return lambda: [_get(path) for _ in range(REPEATS)]


def _get(path: str) -> tuple[int, bytes]:
    bare, _, query = path.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": bare, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
    environ["wsgi.input"] = io.BytesIO()
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, *_: Any) -> Callable[[bytes], object]:
        statuses.append(status)
        return _body_elsewhere

    response = application(environ, start_response)
    try:
        return int(statuses[0].split()[0]), b"".join(response)
    finally:
        response.close()


def _body_elsewhere(_data: bytes) -> None:
    """Django returns bodies and never writes them this way."""


if __name__ == "__main__":
    json.dump([line.as_dict() for line in measure(rounds=int(sys.argv[1]))], sys.stdout)
