"""Vectors of what artifacts are, by their facts, and of what people say when they need a capability.

Texts that changed are embedded, the others keep their vectors. Where a database has no pgvector there are none.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction

from common.columns import Field, block, blocks_copy
from common.database import statement_timeout
from matchgraph.embedding import Embedder, Vectors, embedder_get
from matchgraph.needs import phrases_of
from matchgraph.vector_tables import (
    FACTS,
    NEEDS,
    SEEN,
    Stale,
    batch_write,
    kinds_write,
    orphans_remove,
    seen_write,
    table_fill,
    tables_make,
    wire,
)

VECTOR_LOCK = 7_306_012
BATCH = 4_000
# Where more than this share is new the table is built aside and its indexes last: one by one takes much longer.
BUILT_ASIDE = 0.25
# Tables outlive their columns of vectors where somebody drops pgvector.
_MODEL = f"SELECT obj_description(to_regclass('{FACTS}'), 'pg_class') WHERE to_regtype('halfvec') IS NOT NULL"
_CHANGED = f"""
    SELECT FROM matchgraph_searchdocument d LEFT JOIN {SEEN} v ON v.artifact_id = d.artifact_id
    WHERE v.document IS DISTINCT FROM d.digest
"""  # noqa: S608 - our own tables
KNOWN_SECONDS = 30
_known: dict[str, tuple[float, str]] = {}

Fence = Callable[[], AbstractContextManager[Any]]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Vectored:
    """How many texts were embedded. Not `possible`: no embedder is set, or the database has no pgvector."""

    embedded: int = 0
    possible: bool = True

    def __str__(self) -> str:
        return f"{self.embedded:,} texts embedded" if self.possible else "without vectors, by words alone"


def vectors_refresh(*, fence: Fence = transaction.atomic, progress: Progress = lambda *_: None) -> Vectored:
    """Embed the texts that changed. Every write is a transaction of `fence`; none is open while texts are embedded."""
    embedder = embedder_get()
    if embedder is None or not vectors_possible():
        vectors_forget()
        return Vectored(possible=False)
    with only_writer(fence):
        if vectors_model() != embedder.name:
            tables_make(embedder)
        phrases = _phrases_write(embedder)
        stale, held = list(_stale()), int(_value(f"SELECT count(*) FROM {FACTS}"))  # noqa: S608 - our own table
    new = [one for one in stale if one.is_new]
    rows: list[tuple[Sequence[Stale], Vectors]] = []
    aside = len(new) > BUILT_ASIDE * held
    for batch in (new[start : start + BATCH] for start in range(0, len(new), BATCH)):
        rows.append((batch, embedder.embed([one.text for one in batch])))
        progress(sum(len(done) for done, _ in rows), len(new), "embedding what changed")
        if not aside:
            with only_writer(fence):
                batch_write(*rows[-1])
                seen_write(batch)
    with only_writer(fence):
        if aside and rows:
            table_fill(rows, embedder)
        seen_write(stale)
        gone = orphans_remove()
        if new or gone or phrases:
            kinds_write()
    vectors_forget()
    return Vectored(embedded=len(new) + phrases)


def vectors_possible() -> bool:
    """Whether this database has pgvector; one query. A migration adds it where the server brings it."""
    return bool(_value("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')"))


def vectors_model() -> str:
    """The embedder whose vectors this database holds; empty: none. One query."""
    return str(_value(_MODEL) or "")


def vectors_usable() -> bool:
    """Whether this database holds vectors of the embedder in use. Known for half a minute, so searches need not ask.

    Asked past Django: what a page costs in queries does not depend on when its process last looked.
    """
    embedder, name = embedder_get(), str(connection.settings_dict["NAME"])
    until, model = _known.get(name, (0.0, ""))
    if until < time.monotonic():
        connection.ensure_connection()
        row = connection.connection.execute(_MODEL).fetchone()
        model = (row and row[0]) or ""
        _known[name] = (time.monotonic() + KNOWN_SECONDS, model)
    return embedder is not None and model == embedder.name


def vectors_forget() -> None:
    """Look anew the next time."""
    _known.clear()


def vectors_are_behind() -> bool:
    """Whether a text changed since it was embedded, or none is embedded yet; three queries at most."""
    embedder = embedder_get()
    if embedder is None or not vectors_possible():
        return False
    return vectors_model() != embedder.name or bool(_value(f"SELECT EXISTS ({_CHANGED})"))


@contextmanager
def only_writer(fence: Fence) -> Iterator[None]:
    with statement_timeout(0), fence():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VECTOR_LOCK])
        yield


def fact_text(*, name: str, tasks: Sequence[str], domains: Sequence[str], title: str, tried_on: str) -> str:
    """What an artifact is for, then what it is called, the paper that describes it, and what it was tried on."""
    said = ", ".join(text.replace("-", " ").replace("_", " ") for text in (*tasks, *domains))
    return ". ".join(part for part in (said, name, title, tried_on) if part)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None


def _stale() -> Iterator[Stale]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT d.artifact_id, d.kind, d.digest, a.name, a.tasks, a.domains,
                   coalesce(a.curated_facts->>'paper_title', a.facts->>'paper_title', ''),
                   coalesce(a.curated_facts->>'evaluated_on', a.facts->>'evaluated_on', ''),
                   coalesce(v.digest || v.kind, '')
            FROM matchgraph_searchdocument d JOIN catalog_artifact a ON a.id = d.artifact_id
            LEFT JOIN {SEEN} v ON v.artifact_id = d.artifact_id
            WHERE v.document IS DISTINCT FROM d.digest ORDER BY d.artifact_id
            """  # noqa: S608 - our own table
        )
        for artifact_id, kind, document, name, tasks, domains, title, tried_on, seen in cursor.fetchall():
            text = fact_text(name=name, tasks=tasks, domains=domains, title=title, tried_on=tried_on)
            digest = digest_of(text)
            yield Stale(artifact_id, kind, document, text, digest, is_new=seen != digest + kind)


def _phrases_write(embedder: Embedder) -> int:
    """Phrases that are new are embedded, those that no kind has any more go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, path, name, synonyms, intents FROM catalog_capabilitykind ORDER BY path")
        wanted = {(pk, phrase) for pk, *said in cursor.fetchall() for phrase in phrases_of(*said)}
        cursor.execute(f"SELECT kind_id, phrase FROM {NEEDS}")  # noqa: S608 - our own table
        held = set(cursor.fetchall())
        new, gone = sorted(wanted - held), sorted(held - wanted)
        cursor.execute(
            f"DELETE FROM {NEEDS} n USING unnest(%s::bigint[], %s::text[]) g(kind_id, phrase) "  # noqa: S608
            "WHERE (n.kind_id, n.phrase) = (g.kind_id, g.phrase)",
            [[pk for pk, _ in gone], [phrase for _, phrase in gone]],
        )
    if new:
        ids = np.array([pk for pk, _ in new], dtype=np.int64)
        vectors = embedder.embed([phrase for _, phrase in new])
        fields: list[Field] = [ids, [phrase.encode() for _, phrase in new], wire(vectors)]
        blocks_copy(f"{NEEDS} (kind_id, phrase, vector)", [block(fields, rows=len(new))])
    return len(new)
