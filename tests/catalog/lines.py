"""Import lines with only the fields that matter to a test visible, and what a test asks of the tables."""

from __future__ import annotations

import orjson
import zstandard
from django.db import connection

from common.database import statement_timeout

SOURCE = {"id": "board", "name": "A board", "licence": "MIT", "version": "1"}
CATALOG_TABLES = (
    "catalog_alias",
    "catalog_artifact",
    "catalog_capabilityentry",
    "catalog_citation",
    "catalog_organization",
    "catalog_price",
    "catalog_signal",
    "catalog_source",
)
# Numbers that rows get here, and times: two imports of the same file agree in everything else.
LOCAL = ("id", "created_at", "updated_at", "artifact_id", "source_id", "organization_id")


def artifact_line(slug="alpha", **fields):
    return {"slug": slug, "name": str(slug).title(), "type": "model", "source": SOURCE, **fields}


def signal_line(slug="alpha", **fields):
    figure = {"component": "adoption", "name": "hf_likes", "value": 7, "unit": "likes", "observed_at": "2026-01-02"}
    return {"artifact_slug": slug, **figure, "source": {"id": "board", "version": "1"}, **fields}


def source_line(key="board", **fields):
    return {"id": key, "name": key.title(), **fields}


def text_of(lines):
    return b"".join(line if isinstance(line, bytes) else orjson.dumps(line) + b"\n" for line in lines)


def write(path, lines):
    data = text_of(lines)
    path.write_bytes(zstandard.compress(data) if path.suffix == ".zst" else data)
    return path


def table_hashes(tables=CATALOG_TABLES, *, local=True):
    """One hash a table over all its rows; with `local=False` without what differs from one database to another."""
    hashes = {}
    with statement_timeout(0), connection.cursor() as cursor:
        for table in tables:
            row = "to_jsonb(t)" if local else f"to_jsonb(t) - '{{{','.join(LOCAL)}}}'::text[]"
            if not local and table in ("catalog_alias", "catalog_price", "catalog_signal"):
                row += " || jsonb_build_object('of', (SELECT slug FROM catalog_artifact a WHERE a.id = t.artifact_id))"
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM (SELECT {row} AS r FROM {table} t) rows"
            )
            hashes[table] = cursor.fetchone()[0]
    return hashes


def stage_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'catalog_stage_%' AND relkind = 'r'")
        return cursor.fetchone()[0]
