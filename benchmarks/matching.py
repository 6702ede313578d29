"""What noting costs a search page, how fast events are written, and how long a night takes to roll a day up and learn.

Run by `benchmarks` as a process of its own, with the settings of the database that holds the catalog. The day that is
rolled up is made by PostgreSQL itself: pages of ten results, of intents as skewed as people's, with a reaction on every
fourth page.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connection

from benchmarks.measuring import Case, Line, interleave, lines_of, seconds_of
from config.wsgi import application
from matchgraph.graph.recording import recorder
from matchgraph.graph.rolling_up import day_roll_up
from matchgraph.graph.runs import edges_learn, run_learn
from matchgraph.graph.traffic import Page, Reacted, Reaction, Surface, events_write, partitions_make

AREA = "match"
DAY = date(2026, 11, 20)
BATCH = 500
PLAIN, NOTED = "search page, nothing noted", "search page, noted"
REPEATS = 40
SHOWN = 10
INTENTS = 5_000
# A million pages of ten results: ten million events in a day.
PAGES = 1_000_000

INTENTS_MADE = f"INSERT INTO matchgraph_intent (words) SELECT 'made ' || n FROM generate_series(1, {INTENTS}) n"  # noqa: S608 - our own number
PAGES_MADE = f"""
    INSERT INTO matchgraph_page
    SELECT '{DAY}', decode(lpad(to_hex(n), 24, '0'), 'hex'), '{DAY}'::timestamptz + n * interval '0.08 seconds',
        i.intent, 1,
        ARRAY(SELECT 1 + (i.intent * 37 + place * 101) %% %(artifacts)s FROM generate_series(1, {SHOWN}) place),
        array_fill(0::bigint, ARRAY[{SHOWN}]), array_fill(250::smallint, ARRAY[{SHOWN}]), '{{}}',
        decode(lpad(to_hex((n * 7919) %% 200000), 24, '0'), 'hex'), decode(lpad(to_hex(n), 24, '0'), 'hex'), true, false
    FROM generate_series(1, %(pages)s) n
    CROSS JOIN LATERAL (
        SELECT (SELECT min(id) FROM matchgraph_intent WHERE words LIKE 'made %%')
            + floor(power({INTENTS}, (n * 0.6180339887) - floor(n * 0.6180339887)))::bigint %% {INTENTS} AS intent
    ) i
"""  # noqa: S608 - our own numbers
REACTIONS_MADE = f"""
    INSERT INTO matchgraph_reaction
    SELECT day, nonce, 1 + get_byte(nonce, 11) % 5, 2, at FROM matchgraph_page
    WHERE day = '{DAY}' AND get_byte(nonce, 11) % 4 = 0
"""  # noqa: S608 - our own numbers


def measure(*, rounds: int, pages: int = PAGES) -> Iterator[Line]:
    """Needs a catalog; `pages` are those of the day that is rolled up."""
    yield from _cost_of_noting(rounds)
    yield from _ingest(rounds)
    yield from _night(pages)


def _cost_of_noting(rounds: int) -> Iterator[Line]:
    """The request itself; what is written behind it is measured beside."""
    settings.MATCH_FLUSH = False

    def ask(*, noted: bool) -> None:
        settings.MATCH_RECORDING = noted
        for _ in range(REPEATS):
            environ: dict[str, object] = {}
            setup_testing_defaults(environ)
            environ |= {"PATH_INFO": "/search/", "QUERY_STRING": "q=question+answering", "HTTP_HOST": "testserver"}
            environ |= {"HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0", "REMOTE_ADDR": "203.0.113.9"}
            for _part in application(environ, _begun):  # type: ignore[arg-type]
                pass
        recorder._waiting.clear()

    cases = {PLAIN: Case(lambda: ask(noted=False), units=REPEATS), NOTED: Case(lambda: ask(noted=True), units=REPEATS)}
    ask(noted=True)
    yield from lines_of(AREA, interleave(cases, rounds=rounds), against=PLAIN, notes={})


def _begun(status: str, *_: object) -> None:
    """A refused request would be quick."""
    if not status.startswith("200"):
        raise RuntimeError(f"the search page answered {status}")


def _ingest(rounds: int) -> Iterator[Line]:
    """As the thread of a web process writes: five hundred pages and as many reactions at a time."""
    now = datetime.now(UTC)

    def write() -> None:
        nonces = [secrets.token_bytes(12) for _ in range(BATCH)]
        shown = list(range(1, 1 + SHOWN))
        pages = [
            Page(
                now,
                nonce,
                f"intent {number}",
                Surface.SEARCH,
                shown,
                [0] * SHOWN,
                [250] * SHOWN,
                [],
                nonce,
                nonce,
                True,
            )
            for number, nonce in enumerate(nonces)
        ]
        events_write(pages, [Reacted(now, now.date(), nonce, 1, Reaction.CLICK) for nonce in nonces])

    write()
    cases = {"500 pages and 500 reactions written": Case(write, units=2 * BATCH)}
    yield from lines_of(AREA, interleave(cases, rounds=rounds), notes={})


def _night(pages: int) -> Iterator[Line]:
    """Once: a day this large is as long as a round of anything else takes."""
    partitions_make([DAY])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matchgraph_intent (words) SELECT 'made ' || n FROM generate_series(1, %s) n", [INTENTS]
        )
        cursor.execute("SELECT max(id) FROM catalog_artifact")
        (artifacts,) = cursor.fetchone() or (1,)
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(PAGES_MADE, {"pages": pages, "artifacts": artifacts})
        cursor.execute(REACTIONS_MADE)
        cursor.execute("ANALYZE matchgraph_page")
        cursor.execute("ANALYZE matchgraph_reaction")
    rolled = [day_roll_up(DAY)]
    taken = seconds_of(lambda: rolled.append(day_roll_up(DAY)))
    note = f"{rolled[-1].edges:,} rows of {SHOWN * pages:,} results"
    yield _line(f"a day of {pages:,} pages rolled up", taken, pages * SHOWN, note)
    learned = edges_learn(DAY, simulated=False)
    taken = seconds_of(lambda: run_learn(DAY, simulated=False))
    yield _line("all edges learned and put into force", taken, len(learned.keys), f"{len(learned.keys):,} edges")


def _line(name: str, seconds: float, units: int, note: str) -> Line:
    return Line(AREA, name, round(seconds, 3), 0.0, 1, per_second=round(units / seconds), note=note)


if __name__ == "__main__":
    found = [line.as_dict() for line in measure(rounds=int(sys.argv[1]), pages=int(sys.argv[2]))]
    sys.stdout.write(json.dumps(found))
