"""The tables of vectors, and what is written into them.

They are no models of Django's: a column of vectors has the length that the embedder gives it, and a server without
pgvector cannot have one at all. So they are made when they are first filled, and made anew for another embedder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from catalog.models import Artifact
from common.columns import Field, block, blocks_copy
from matchgraph.embedding import Embedder, Vectors

FACTS, NEEDS, KINDS = "matchgraph_factvector", "matchgraph_needvector", "matchgraph_kindvector"
# Of which words and which text a vector was made: apart, since an update of the vectors' own rows writes their indexes.
SEEN = "matchgraph_factseen"
_COLUMNS, _SEEN_COLUMNS = "(artifact_id, kind, vector)", "(artifact_id, kind, document, digest)"


@dataclass(frozen=True)
class Stale:
    """An artifact whose words have changed since. `text` is what is embedded; `is_new`: it differs from before."""

    artifact_id: int
    kind: str
    document: str
    text: str
    digest: str
    is_new: bool


def tables_make(embedder: Embedder) -> None:
    """Empty tables for this embedder, unless they stand already."""
    vector = f"halfvec({embedder.dimensions})"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FACTS}, {SEEN}, {NEEDS}, {KINDS}")
        cursor.execute(
            f"CREATE TABLE {SEEN} (artifact_id bigint PRIMARY KEY, kind text NOT NULL, document text NOT NULL, "
            "digest text NOT NULL)"
        )
        cursor.execute(
            f"CREATE TABLE {NEEDS} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind_id bigint NOT NULL, "
            f"phrase text NOT NULL, vector {vector} NOT NULL, UNIQUE (kind_id, phrase))"
        )
        cursor.execute(f"CREATE INDEX ON {NEEDS} USING hnsw (vector halfvec_cosine_ops)")
        cursor.execute(f"CREATE TABLE {KINDS} (kind_id bigint PRIMARY KEY, vector {vector} NOT NULL)")
    _facts_make(FACTS, embedder)
    _facts_index(FACTS, embedder)


def _facts_make(table: str, embedder: Embedder) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {table} (artifact_id bigint NOT NULL, kind text NOT NULL, "
            f"vector halfvec({embedder.dimensions}) NOT NULL)"
        )


def _facts_index(table: str, embedder: Embedder) -> None:
    """An index a kind: each kind is searched by itself, and a narrower index is the quicker one."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (artifact_id)")
        for kind in Artifact.Kind.values:
            cursor.execute(f"CREATE INDEX ON {table} USING hnsw (vector halfvec_cosine_ops) WHERE kind = '{kind}'")
        cursor.execute(f"COMMENT ON TABLE {table} IS '{embedder.name}'")


def table_fill(rows: Sequence[tuple[Sequence[Stale], Vectors]], embedder: Embedder) -> None:
    """All vectors into a table of their own, which then takes the place of the one that is searched."""
    aside = f"{FACTS}_aside"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {aside}")
        _facts_make(aside, embedder)
        blocks_copy(f"{aside} {_COLUMNS}", (_block(*each) for each in rows))
        cursor.execute(
            f"INSERT INTO {aside} {_COLUMNS} SELECT artifact_id, kind, vector FROM {FACTS} v "  # noqa: S608
            f"WHERE NOT EXISTS (SELECT FROM {aside} n WHERE n.artifact_id = v.artifact_id)"
        )
        _facts_index(aside, embedder)
        cursor.execute(f"DROP TABLE {FACTS}")
        cursor.execute(f"ALTER TABLE {aside} RENAME TO {FACTS}")
        cursor.execute(f"ANALYZE {FACTS}")


def batch_write(batch: Sequence[Stale], vectors: Vectors) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {FACTS} WHERE artifact_id = ANY(%s)", [[one.artifact_id for one in batch]])  # noqa: S608
    blocks_copy(f"{FACTS} {_COLUMNS}", [_block(batch, vectors)])


def _block(batch: Sequence[Stale], vectors: Vectors) -> bytes:
    ids = np.array([one.artifact_id for one in batch], dtype=np.int64)
    fields: list[Field] = [ids, [one.kind.encode() for one in batch], wire(vectors)]
    return block(fields, rows=len(batch))


def wire(vectors: Vectors) -> list[bytes | None]:
    """As PostgreSQL receives a halfvec: how many numbers, two bytes unused, then each in two bytes."""
    head = np.array([vectors.shape[1], 0], dtype=">i2").tobytes()
    return [head + row.tobytes() for row in vectors.astype(">f2")]


def seen_write(seen: Sequence[Stale]) -> None:
    ids = [one.artifact_id for one in seen]
    columns = [[getattr(one, name) for one in seen] for name in ("kind", "document", "digest")]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {SEEN} WHERE artifact_id = ANY(%s)", [ids])  # noqa: S608 - our own table
        cursor.execute(
            f"INSERT INTO {SEEN} {_SEEN_COLUMNS} SELECT * "  # noqa: S608 - our own table
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])",
            [ids, *columns],
        )


def orphans_remove() -> int:
    with connection.cursor() as cursor:
        for table in (FACTS, SEEN):
            cursor.execute(
                f"DELETE FROM {table} v WHERE NOT EXISTS "  # noqa: S608 - our own table
                "(SELECT FROM matchgraph_searchdocument d WHERE d.artifact_id = v.artifact_id)"
            )
        return int(cursor.rowcount)


def kinds_write() -> None:
    """A kind lies in the middle of what has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {KINDS}")  # noqa: S608 - our own table
        cursor.execute(
            f"""
            INSERT INTO {KINDS} (kind_id, vector)
            SELECT kind_id, l2_normalize(avg(v.vector)) FROM {FACTS} v
            JOIN catalog_capabilityentry e ON e.artifact_id = v.artifact_id AND e.status = 'published'
            WHERE e.kind_id IN (SELECT kind_id FROM {NEEDS})
            GROUP BY kind_id HAVING l2_norm(avg(v.vector)) > 0
            """  # noqa: S608 - our own tables
        )
