"""Notes what is shown and chosen, off the response: a request puts it into a list, a thread of the process writes it.

The address of a visitor stays in memory until the next write, a second at most, and goes nowhere: what is written are
keys of it (`matchgraph.graph.visitors`). What a killed process had not written yet is lost: a second of traffic.
"""

from __future__ import annotations

import atexit
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from common.clients import client_address
from matchgraph.graph.keeping import salts_of
from matchgraph.graph.masking import normalized
from matchgraph.graph.tokens import Shown, nonce_make
from matchgraph.graph.traffic import Page, Reacted, Reaction, Surface, events_write
from matchgraph.graph.visitors import block_of, is_program, key

FLUSH_SECONDS = 1.0
# Of a process whose database does not answer; the newest are dropped, and the log says how many.
WAITING_MOST = 10_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request tells of who asks."""

    address: str
    agent: str
    recorded: bool

    @classmethod
    def of(cls, meta: Mapping[str, object]) -> Visitor:
        """From a WSGI environment. Somebody who asks not to be tracked is not recorded (Global Privacy Control)."""
        refused = meta.get("HTTP_SEC_GPC") == "1" or meta.get("HTTP_DNT") == "1"
        return cls(
            address=client_address(meta, proxies=settings.TRUSTED_PROXIES),
            agent=str(meta.get("HTTP_USER_AGENT", ""))[:300],
            recorded=settings.MATCH_RECORDING and not refused,
        )


@dataclass(frozen=True, slots=True)
class Results:
    """What a page shows, in its order: artifacts, capability kinds (0: none), thousandths of the words' promise."""

    artifact_ids: tuple[int, ...]
    kind_ids: tuple[int, ...]
    promises: tuple[int, ...]
    swapped: tuple[int, ...] = ()


class Recorder:
    """One a process. Its thread starts with the first event, so that it is not lost in a fork."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Visitor, Page] | Reacted] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._dropped = 0

    def page(self, visitor: Visitor, query: str, results: Results, *, surface: Surface) -> Shown | None:
        """Note a result page; None where nothing is noted. Position 0 of what is returned stands for the page.

        Programs weigh nothing on pages for people; the API is theirs, and weighs where feedback names an answer.
        """
        words = normalized(query)
        if not visitor.recorded or not words or not results.artifact_ids:
            return None
        now = datetime.now(UTC)
        page = Page(
            at=now,
            nonce=nonce_make(),
            words=words,
            surface=surface,
            artifact_ids=results.artifact_ids,
            kind_ids=results.kind_ids,
            promises=results.promises,
            swapped=results.swapped,
            block=b"",
            visitor=b"",
            person=surface is Surface.API or not is_program(visitor.agent),
        )
        self._put((visitor, page))
        return Shown(now.date(), page.nonce, 0)

    def reaction(self, shown: Shown, reaction: Reaction) -> None:
        self._put(Reacted(datetime.now(UTC), shown.day, shown.nonce, shown.position, reaction))

    def flush(self) -> int:
        """Write what waits; how many events that were. Events stay where the database refuses them."""
        with self._lock:
            waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not waiting:
                return 0
            try:
                pages = [_keyed(*one) for one in waiting if not isinstance(one, Reacted)]
                events_write(pages, [one for one in waiting if isinstance(one, Reacted)])
            except DatabaseError:
                self._waiting.extendleft(reversed(waiting))
                raise
        return len(waiting)

    def _put(self, event: tuple[Visitor, Page] | Reacted) -> None:
        if len(self._waiting) >= WAITING_MOST:
            self._dropped += 1
            return
        self._waiting.append(event)
        if settings.MATCH_FLUSH and self._thread is None:
            self._thread = threading.Thread(target=self._write_on, name="matchgraph", daemon=True)
            self._thread.start()
            atexit.register(self._end)

    def _write_on(self) -> None:
        """Until the process ends, and then once more."""
        ends = False
        while not ends:
            ends = self._wake.wait(FLUSH_SECONDS)
            try:
                self.flush()
                if self._dropped:
                    log.warning("events_dropped", count=self._dropped)
                    self._dropped = 0
            except DatabaseError as error:
                log.warning("events_not_written", waiting=len(self._waiting), error=str(error))
            finally:
                connection.close()

    def _end(self) -> None:
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=FLUSH_SECONDS)


def _keyed(visitor: Visitor, page: Page) -> Page:
    salts = salts_of(page.at.date())
    return replace(
        page,
        block=key(salts.block, block_of(visitor.address)),
        visitor=key(salts.visitor, f"{visitor.address} {visitor.agent}"),
    )


recorder = Recorder()


def today() -> date:
    return datetime.now(UTC).date()
