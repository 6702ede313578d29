"""Finished pages kept in the memory of each process, in front of Django.

What Django allows a public cache to keep is kept, and asked for again under its entity tag once it is a second old: the
few queries behind the tag instead of the whole page. Bodies leave compressed; each encoding is made once a page.
Requests with a cookie, credentials, a query or a range pass by, and so does everything below `SKIPPED`.
"""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import zstandard

Encoding = Literal["zstd", "gzip", ""]
Header = tuple[str, str]

# An edit shows after a second at the latest where it changes the page's own tag, and after LONGEST where it does not
# (the name of an artifact that is only mentioned); the latter is what pages allow other caches too.
FRESH_SECONDS = 1.0
LONGEST_SECONDS = 600.0
# Below one packet, compression only costs time.
WORTH_BYTES = 1400
# The rate limit counts every request to the API, staff pages are private, static files are compressed already.
SKIPPED = ("/api/", "/dump/", "/admin/", "/static/", "/healthz", "/readyz")
COMPRESSED = ("text/", "application/json", "application/problem+json", "application/atom+xml", "application/xml",
              "image/svg+xml")  # fmt: skip
PORT = re.compile(r":\d+$")
ENCODED_TAG = re.compile(r'-(?:zstd|gzip)"')
# The highest take many times as long for a page a twentieth shorter.
LEVELS = {"gzip": 6, "zstd": 6}


@dataclass(slots=True)
class Page:
    """One finished answer: `headers` without tag, length and encoding. Times are seconds of the clock."""

    headers: tuple[Header, ...]
    tag: str
    body: bytes
    made: float
    checked: float
    encoded: dict[Encoding, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + sum(map(len, self.encoded.values()))


@dataclass(slots=True)
class Answer:
    """What the application said."""

    status: str
    headers: list[Header]
    body: Iterable[bytes]

    @property
    def code(self) -> int:
        return int(self.status.split()[0])

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def close(self) -> None:
        if callable(close := getattr(self.body, "close", None)):
            close()

    def read(self) -> bytes:
        try:
            return b"".join(self.body)
        finally:
            self.close()


class PageCache:
    """A WSGI application in front of another one. `limit` is what it keeps, in bytes; 0 only compresses."""

    def __init__(
        self, application: WSGIApplication, *, limit: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.application = application
        self.limit = limit
        self.clock = clock
        self.size = 0
        self.pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        if asked:
            environ["HTTP_IF_NONE_MATCH"] = ENCODED_TAG.sub('"', asked)
        encoding = encoding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = key_of(environ) if self.limit else None
        if key is None:
            return _passed(_ask(self.application, environ), environ, encoding, start_response)
        page = self._current(key, environ)
        if isinstance(page, Answer):
            return _passed(page, environ, encoding, start_response)
        return self._send(page, environ, encoding, start_response)

    def _current(self, key: tuple[str, ...], environ: WSGIEnvironment) -> Page | Answer:
        """The page as it is now, from memory where it can be; else what the application says instead."""
        now = self.clock()
        with self.lock:
            kept = self.pages.get(key)
            if kept:
                self.pages.move_to_end(key)
        if kept and now - kept.checked < FRESH_SECONDS:
            return kept
        asking = {**environ, "REQUEST_METHOD": "GET"}
        asking.pop("HTTP_IF_NONE_MATCH", None)
        if kept and now - kept.made < LONGEST_SECONDS:
            asking["HTTP_IF_NONE_MATCH"] = kept.tag
        answer = _ask(self.application, asking)
        # A page of a few minutes ago is better than none while the database is away.
        unchanged = answer.code == HTTPStatus.NOT_MODIFIED or answer.code >= HTTPStatus.INTERNAL_SERVER_ERROR
        if kept and unchanged and "HTTP_IF_NONE_MATCH" in asking:
            answer.close()
            kept.checked = now
            return kept
        page = _page_of(answer, now)
        self._keep(key, page)
        return page or answer

    def _keep(self, key: tuple[str, ...], page: Page | None) -> None:
        """Replace what is kept under the key; what was not asked for longest goes when there is too much."""
        with self.lock:
            if old := self.pages.pop(key, None):
                self.size -= old.size
            if page is None or page.size > self.limit:
                return
            self.pages[key] = page
            self.size += page.size
            while self.size > self.limit:
                _, gone = self.pages.popitem(last=False)
                self.size -= gone.size

    def _send(
        self, page: Page, environ: WSGIEnvironment, encoding: Encoding, start_response: StartResponse
    ) -> Iterable[bytes]:
        encoding = encoding if _worth(page.headers, len(page.body)) else ""
        headers = [*page.headers, ("ETag", _tag(page.tag, encoding))]
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), page.tag):
            start_response("304 Not Modified", [each for each in headers if each[0].lower() != "content-type"])
            return []
        body = self._encoded(page, encoding)
        start_response("200 OK", [*headers, *_encoding_headers(encoding), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _encoded(self, page: Page, encoding: Encoding) -> bytes:
        if not encoding:
            return page.body
        body = page.encoded.get(encoding)
        if body is None:
            body = _compress(page.body, encoding)
            with self.lock:
                page.encoded[encoding] = body
                self.size += len(body) if any(page is other for other in self.pages.values()) else 0
        return body


def key_of(environ: WSGIEnvironment) -> tuple[str, ...] | None:
    """What tells pages apart; None for a request that is not answered from memory."""
    personal = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "QUERY_STRING")
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(environ.get(name) for name in personal):
        return None
    accept = environ.get("HTTP_ACCEPT", "").replace(" ", "")
    if path.startswith(SKIPPED) or not (accept in ("", "*/*", "text/html") or accept.startswith("text/html,")):
        return None
    # What a client may write into these as it likes must not make many pages of one: Django looks at no more of them.
    secure = "https" in (environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO", ""))
    host = PORT.sub("", environ.get("HTTP_HOST", "").lower())
    return host, "https" if secure else "http", path


def encoding_of(accepted: str) -> Encoding:
    """The best of what a client takes: `gzip;q=0` refuses it, `*` takes anything."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        _, _, weight = parameter.partition("q=")
        try:
            weights[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    offered: Sequence[Encoding] = ("zstd", "gzip")
    best = max(offered, key=lambda name: weights.get(name, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else ""


def _ask(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    said: list[tuple[str, list[Header]]] = []

    def start_response(status: str, headers: list[Header], exc_info: object = None) -> Callable[[bytes], object]:
        said.append((status, headers))
        return _written

    body = application(environ, start_response)
    status, headers = said[-1]
    return Answer(status, headers, body)


def _written(_data: bytes) -> None:
    raise NotImplementedError("answers come as iterables, not by write()")


def _page_of(answer: Answer, now: float) -> Page | None:
    """The page of an answer that may be kept, its body read; None leaves the answer as it is."""
    tag = answer.header("etag")
    shared = "public" in answer.header("cache-control") and not answer.header("set-cookie")
    if answer.code != HTTPStatus.OK or not shared or not tag.startswith('"') or answer.header("content-encoding"):
        return None
    own = ("etag", "content-length", "vary")
    headers = [each for each in answer.headers if each[0].lower() not in own]
    return Page((*headers, _vary(answer)), tag, answer.read(), made=now, checked=now)


def _passed(
    answer: Answer, environ: WSGIEnvironment, encoding: Encoding, start_response: StartResponse
) -> Iterable[bytes]:
    """An answer on its way to one client: compressed where it is whole, public and long enough."""
    length = answer.header("content-length")
    private = environ.get("HTTP_COOKIE") or answer.header("set-cookie") or answer.header("content-encoding")
    whole = length.isdigit() and _worth(answer.headers, int(length))
    if private or not whole or environ["REQUEST_METHOD"] == "HEAD":
        start_response(answer.status, answer.headers)
        return answer.body
    own = ("etag", "content-length", "vary")
    headers = [each for each in answer.headers if each[0].lower() not in own]
    body = answer.read()
    if encoding:
        body = _compress(body, encoding)
    if tag := answer.header("etag"):
        headers.append(("ETag", _tag(tag, encoding)))
    start_response(
        answer.status, [*headers, _vary(answer), *_encoding_headers(encoding), ("Content-Length", str(len(body)))]
    )
    return [body]


def _worth(headers: Sequence[Header], length: int) -> bool:
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return length >= WORTH_BYTES and kind.startswith(COMPRESSED)


def _vary(answer: Answer) -> Header:
    names = [name.strip() for name in answer.header("vary").split(",") if name.strip()]
    return "Vary", ", ".join([*names, "Accept-Encoding"])


def _encoding_headers(encoding: Encoding) -> list[Header]:
    return [("Content-Encoding", encoding)] if encoding else []


def _tag(tag: str, encoding: Encoding) -> str:
    """A strong tag names one encoding of a page."""
    return f'{tag[:-1]}-{encoding}"' if encoding else tag


def _matches(asked: str, tag: str) -> bool:
    return asked.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in asked.split(","))


def _compress(body: bytes, encoding: Encoding) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body, LEVELS["gzip"], mtime=0)
    return zstandard.ZstdCompressor(level=LEVELS["zstd"]).compress(body)
