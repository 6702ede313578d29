"""Finished pages in front of Django: what is kept, for how long, and what passes by."""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import dataclass, field
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
import zstandard
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Artifact
from config.page_cache import PageCache, encoding_of
from tests.compare import factories

LONG = "A page of some length. " * 200
PUBLIC = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public, max-age=60"), ("X-Own", "kept")]


@dataclass
class Site:
    """A small WSGI application whose text can change; it counts what it was asked and what it rendered."""

    text: str = LONG
    status: str = "200 OK"
    headers: list = field(default_factory=lambda: list(PUBLIC))
    asked: int = 0
    rendered: int = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        body = f"{environ['PATH_INFO']} {self.text}".encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if environ.get("HTTP_IF_NONE_MATCH") == tag and self.status == "200 OK":
            start_response("304 Not Modified", [("ETag", tag), ("Cache-Control", "public, max-age=60")])
            return []
        self.rendered += 1
        start_response(self.status, [*self.headers, ("ETag", tag), ("Content-Length", str(len(body)))])
        return [body]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@dataclass
class Reply:
    code: int
    headers: dict
    body: bytes

    @property
    def text(self):
        how = self.headers.get("Content-Encoding")
        plain = {"zstd": zstandard.decompress, "gzip": gzip.decompress, None: bytes}[how](self.body)
        return plain.decode()


def ask(application, path="/page/", method="GET", query="", **headers):
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query, "SCRIPT_NAME": ""}
    environ["HTTP_HOST"] = "testserver"
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    environ["wsgi.input"] = io.BytesIO()
    setup_testing_defaults(environ)
    said = []

    def start_response(status, given, exc_info=None):
        said.append((status, given))
        return lambda _: None

    body = application(environ, start_response)
    read = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, given = said[-1]
    names = [name.lower() for name, _ in given]
    assert len(names) == len(set(names)), f"a header twice: {names}"
    return Reply(int(status.split()[0]), dict(given), read)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cache(site, clock):
    return PageCache(site, limit=10_000_000, clock=clock)


def test_a_page_within_a_second_is_made_once_and_keeps_its_headers(cache, site):
    first, second = ask(cache), ask(cache)
    assert (site.asked, first.text, first.headers) == (1, second.text, second.headers)
    assert first.headers["X-Own"] == "kept"
    assert int(first.headers["Content-Length"]) == len(first.body)


def test_after_a_second_the_site_is_asked_by_tag_and_renders_no_more(cache, site, clock):
    ask(cache)
    clock.now += 2
    ask(cache)
    assert (site.asked, site.rendered) == (2, 1)


def test_an_edit_shows_after_a_second(cache, site, clock):
    before = ask(cache)
    site.text = LONG + "edited"
    assert ask(cache).text == before.text
    clock.now += 1.01
    after = ask(cache)
    assert after.text.endswith("edited")
    assert after.headers["ETag"] != before.headers["ETag"]


def test_after_ten_minutes_a_page_is_made_anew_whatever_its_tag_says(cache, site, clock):
    for _ in range(601):
        ask(cache)
        clock.now += 1.01
    assert site.rendered == 2


def test_while_the_site_fails_a_page_of_minutes_ago_is_shown_and_later_none(cache, site, clock):
    page = ask(cache)
    site.status = "500 Internal Server Error"
    clock.now += 300
    assert ask(cache).text == page.text
    clock.now += 301
    assert ask(cache).code == 500
    site.status = "200 OK"
    assert ask(cache).code == 200


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_body_is_compressed_under_a_tag_of_its_own_that_brings_304(cache, encoding):
    plain, packed = ask(cache), ask(cache, accept_encoding=encoding)
    assert packed.text == plain.text
    assert len(packed.body) < len(plain.body) / 4
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + f'-{encoding}"'
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    again = ask(cache, accept_encoding=encoding, if_none_match=packed.headers["ETag"])
    assert (again.code, again.body, again.headers["ETag"]) == (304, b"", packed.headers["ETag"])


def test_what_passes_by_is_compressed_and_brings_304_too(cache, site):
    packed = ask(cache, query="quality=100", accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    again = ask(cache, query="quality=100", if_none_match=packed.headers["ETag"], accept_encoding="gzip")
    assert (again.code, site.rendered) == (304, 1)


@pytest.mark.parametrize(
    "request_of",
    [
        {"cookie": "sessionid=abc"},
        {"authorization": "Bearer abc"},
        {"range": "bytes=0-10"},
        {"accept": "application/json"},
        {"accept": "text/markdown, text/html;q=0.5"},
        {"query": "at=2026-01-01"},
        {"method": "POST"},
        {"path": "/api/v1/artifacts"},
        {"path": "/admin/"},
    ],
    ids=str,
)
def test_what_is_the_readers_own_is_never_kept(cache, site, request_of):
    for _ in range(2):
        ask(cache, **request_of)
    assert site.rendered == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", PUBLIC),
        ("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "no-store")]),
        ("200 OK", [*PUBLIC, ("Set-Cookie", "a=b")]),
    ],
)
def test_only_whole_public_answers_are_kept(cache, site, status, headers):
    site.status, site.headers = status, headers
    assert ask(cache).headers.get("Set-Cookie") == dict(headers).get("Set-Cookie")
    ask(cache)
    assert (site.rendered, cache.size) == (2, 0)


def test_a_request_with_a_cookie_is_not_compressed_beside_what_it_may_hold(cache):
    assert "Content-Encoding" not in ask(cache, cookie="sessionid=abc", accept_encoding="gzip").headers


def test_head_is_answered_without_a_body(cache):
    got, head = ask(cache), ask(cache, method="HEAD")
    assert (head.body, head.headers) == (b"", got.headers)


def test_pages_of_another_host_or_scheme_stand_apart(cache, site):
    ask(cache)
    ask(cache, host="other.example")
    ask(cache, x_forwarded_proto="https")
    assert site.rendered == 3


def test_ports_and_schemes_of_a_clients_own_make_no_second_page(cache, site):
    ask(cache)
    for number in range(5):
        ask(cache, host=f"TestServer:{number}", x_forwarded_proto=f"http{number}")
    assert (site.rendered, len(cache.pages)) == (1, 1)


def test_memory_is_bounded_and_what_was_not_asked_for_longest_goes(site, clock):
    cache = PageCache(site, limit=5 * len(LONG), clock=clock)
    for number in range(20):
        ask(cache, path=f"/{number}/", accept_encoding="zstd")
        ask(cache, path="/often/")
        assert cache.size == sum(page.size for page in cache.pages.values()) <= cache.limit
    site.asked = 0
    ask(cache, path="/often/")
    ask(cache, path="/0/")
    assert site.asked == 1


def test_without_memory_it_only_compresses(site):
    cache = PageCache(site, limit=0)
    replies = [ask(cache, accept_encoding="zstd") for _ in range(2)]
    assert [reply.headers["Content-Encoding"] for reply in replies] == ["zstd", "zstd"]
    assert site.rendered == 2


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("br", ""),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0", ""),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.1", "gzip"),
        ("gzip;q=nonsense", ""),
    ],
)
def test_the_encoding_is_one_that_the_client_takes(accepted, chosen):
    assert encoding_of(accepted) == chosen


@given(st.text(alphabet="gzipstd*;q=0.1, x"))
def test_any_header_names_an_encoding_or_none(accepted):
    assert encoding_of(accepted) in ("", "gzip", "zstd")


def test_answers_keep_the_protocol_of_wsgi(cache):
    checked = validator(cache)
    for method in ("GET", "HEAD"):
        assert ask(checked, method=method, accept_encoding="gzip").code == 200
    assert ask(checked, if_none_match="*").code == 304


@pytest.mark.django_db(transaction=True)
def test_an_edit_of_an_artifact_shows_on_its_page_after_a_second(clock):
    artifact = factories.artifact("alpha")
    cache = PageCache(WSGIHandler(), limit=10_000_000, clock=clock)
    address = f"/artifacts/{artifact.slug}/"
    before = ask(cache, path=address, accept_encoding="zstd")
    assert before.headers["Content-Security-Policy"]
    clock.now += 2
    kept = ask(cache, path=address, accept_encoding="zstd")
    assert kept.body == before.body
    Artifact.objects.filter(pk=artifact.pk).update(name="Alpha renamed", generation=artifact.generation + 1)
    clock.now += 2
    assert "Alpha renamed" in ask(cache, path=address, accept_encoding="zstd").text
