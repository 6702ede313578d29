"""The files of a dump: the public catalog, its figures and its scores, all from one moment."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.conf import settings

from api.score_schemas import Score
from catalog.exporting import export_write, snapshot
from catalog.models import Source
from catalog.portable import portable_records
from catalog.portable_shapes import schema_of
from common.jsonl_writing import file_written
from scoring.exporting import score_lines
from scoring.selectors import RunInfo, published_run

FORMAT = 1
SUFFIX = ".jsonl.zst"
SCORES = f"scores{SUFFIX}"
EXPORTED = {f"catalog{SUFFIX}": "catalog", f"signals{SUFFIX}": "signals"}
NAMES = (*EXPORTED, SCORES)
LICENCE = (
    "Each source keeps its own licence, named beside it; some ask for attribution or forbid commercial use. Whoever "
    "passes the data on has to keep to them. Scores are computed by this site and may be used freely, naming it."
)


@dataclass
class Made:
    """One finished file: where it is, and what the manifest says of it."""

    path: Path
    lines: dict[str, int]
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return self.path.name


@dataclass
class MadeDump:
    run: RunInfo | None
    files: list[Made] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)

    def manifest(self) -> dict[str, Any]:
        run = self.run
        return {
            "format": FORMAT,
            "site": settings.SITE_URL,
            "run": run and {"run": run.run_id, "as_of": run.as_of.isoformat(), "methodology": run.methodology},
            "licence": LICENCE,
            "sources": self.sources,
            "files": [
                {
                    "name": made.name,
                    "bytes": made.size,
                    "sha256": made.sha256,
                    "lines": sum(made.lines.values()),
                    "records": made.lines,
                }
                for made in self.files
            ],
        }


@contextmanager
def dump_made() -> Iterator[MadeDump]:
    """Write all files to a folder that goes with the block; they all say what holds at one moment."""
    with tempfile.TemporaryDirectory(prefix="dump-") as folder:
        with snapshot():
            made = MadeDump(run=published_run(), sources=list(_sources()))
            for name in NAMES:
                made.files.append(_file(Path(folder) / name, made.run))
        yield made


def _file(path: Path, run: RunInfo | None) -> Made:
    with file_written(str(path)) as file:
        if path.name == SCORES:
            lines = {"score": _scores_write(file, run)}
        else:
            lines = dict(export_write(file, sections=[EXPORTED[path.name]], public=True))
    with path.open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    return Made(path, lines, size=path.stat().st_size, sha256=sha256)


def _scores_write(file: BinaryIO, run: RunInfo | None) -> int:
    lines = 0
    for line in score_lines(run) if run else ():
        file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        lines += 1
    return lines


def _sources() -> Iterator[dict[str, Any]]:
    for source in Source.objects.order_by("key", "version"):
        retrieved = source.retrieved_on.isoformat() if source.retrieved_on else None
        named = {"key": source.key, "version": source.version, "name": source.name, "url": source.url}
        yield {**named, "licence": source.licence, "retrieved_on": retrieved}


@cache
def dump_schemas() -> dict[str, Any]:
    """JSON schemas of the lines, by file and record type. Exports begin and end with a line of their own."""
    schemas: dict[str, Any] = {
        name: {record.name: schema_of(record) for record in portable_records([section]) if record.public is not None}
        for name, section in EXPORTED.items()
    }
    schemas[SCORES] = {"score": _score_schema()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "files": schemas}


def _score_schema() -> dict[str, Any]:
    """The keys of a line are the first ones of the API's answer."""
    schema = Score.model_json_schema()
    keys = ("slug", "kind", "score", "low", "high", "coverage", "run", "methodology", "components")
    components = schema["$defs"]["ScoreComponent"]
    properties = {key: schema["properties"][key] for key in keys}
    return {"type": "object", "properties": properties, "required": list(keys), "$defs": {"ScoreComponent": components}}
