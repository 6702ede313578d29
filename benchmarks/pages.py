"""Public pages beside a hello view, through the WSGI application itself: queries and time, without a network.

Run by `benchmarks` as a process of its own, with the settings of the database that holds a published run.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.db import connection

from benchmarks.measuring import Case, Line, interleave, lines_of
from config.wsgi import application as front
from scoring.selectors import leaderboard

AREA = "pages"
# The other pages are measured without what the process keeps of them.
KEPT = "comparison of two models, from memory"
ASKED_AGAIN = "comparison of two models, unchanged by its tag"
HELLO = "hello (/healthz)"
REPEATS = 20


def measure(*, rounds: int) -> Iterator[Line]:
    """One line a page that exists; each round asks every page a few times in turn."""
    first = {name: _first_request(path) for name, path in addresses().items()}
    cases = {HELLO: Case(_repeated("/healthz"))}
    cases |= {name: Case(_repeated(path)) for name, path in addresses().items() if first[name].status == 200}
    pair = addresses()["comparison of two models"]
    cases[KEPT] = Case(_repeated(pair, application=front, HTTP_ACCEPT_ENCODING="zstd"))
    cases[ASKED_AGAIN] = Case(_repeated(pair, HTTP_IF_NONE_MATCH=first["comparison of two models"].tag))
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
    tag: str


def _first_request(path: str) -> Request:
    """The cache of this process is its own, so the first request finds nothing in it."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        statements.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        status, headers, body = _get(path)
    return Request(status, len(body), len(statements), headers.get("ETag", ""))


def _repeated(path: str, *, application: WSGIApplication = front.application, **headers: str) -> Callable[[], object]:
    return lambda: [_get(path, application, headers) for _ in range(REPEATS)]


def _get(
    path: str, application: WSGIApplication = front.application, headers: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, dict[str, str], bytes]:
    bare, _, query = path.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": bare, "QUERY_STRING": query, "HTTP_HOST": "testserver", **headers}
    environ["wsgi.input"] = io.BytesIO()
    setup_testing_defaults(environ)
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        said.append((status, headers))
        return _body_elsewhere

    response = application(environ, start_response)
    body = b"".join(response)
    if callable(close := getattr(response, "close", None)):
        close()
    status, answered = said[0]
    return int(status.split()[0]), dict(answered), body


def _body_elsewhere(_data: bytes) -> None:
    """Django returns bodies and never writes them this way."""


if __name__ == "__main__":
    json.dump([line.as_dict() for line in measure(rounds=int(sys.argv[1]))], sys.stdout)
