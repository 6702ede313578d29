"""Open data: files of the latest dump, streamed; their manifest, checksums and JSON schemas."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from api.dumping import dump_schemas
from api.models import Dump, DumpFile
from api.problems import problem
from api.selectors import dump_file, dump_pieces, dump_published
from compare.freshness import code_stamp
from compare.responses import cacheable

NONE_YET = "No dump has been made here yet. One is made every night, or by manage.py dumps build."


@require_safe
def dump_manifest(request: HttpRequest) -> HttpResponseBase:
    """What the dump holds: files with sizes, checksums and counts of lines, its run, sources and licences."""
    dump = dump_published()
    if dump is None or dump.published_at is None:
        return _none_yet(request)
    manifest = {**dump.manifest, "built_at": dump.published_at.isoformat(), "schemas": "schemas.json"}
    manifest["files"] = [{**file, "url": f"/dump/{file['name']}"} for file in manifest["files"]]
    return _json(request, manifest, tag=f'"dump-{dump.pk}"')


@require_safe
def dump_sums(request: HttpRequest) -> HttpResponseBase:
    """As `sha256sum --check` reads it."""
    dump = dump_published()
    if dump is None:
        return _none_yet(request)
    lines = "".join(f"{file.sha256}  {file.name}\n" for file in dump.files.order_by("name"))
    return cacheable(HttpResponse(lines, content_type="text/plain; charset=utf-8"))


@require_safe
def dump_described(request: HttpRequest) -> HttpResponseBase:
    """JSON schemas of the lines; they follow from the code, so they are there before any dump is."""
    return _json(request, dump_schemas(), tag=f'"schemas-{code_stamp()[:32]}"')


@require_safe
def dump_download(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file in pieces, in constant memory; 304 for whoever has these very bytes."""
    file = dump_file(name)
    if file is None:
        return _none_yet(request)
    tag = f'"{file.sha256}"'
    response = get_conditional_response(request, etag=tag) or _streamed(request, file)
    response["ETag"] = tag
    response["X-Content-SHA256"] = file.sha256
    response["Last-Modified"] = _built(file.dump)
    return cacheable(response)


def _streamed(request: HttpRequest, file: DumpFile) -> HttpResponseBase:
    pieces = dump_pieces(file) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(pieces, content_type="application/zstd")
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _built(dump: Dump) -> str:
    return http_date(dump.published_at.timestamp()) if dump.published_at else ""


def _json(request: HttpRequest, value: dict[str, Any], *, tag: str) -> HttpResponseBase:
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        orjson.dumps(value, option=orjson.OPT_INDENT_2), content_type="application/json"
    )
    response["ETag"] = tag
    return cacheable(response)


def _none_yet(request: HttpRequest) -> HttpResponseBase:
    return problem(request, status=404, detail=NONE_YET, kind="no-dump")
