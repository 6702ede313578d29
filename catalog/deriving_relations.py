"""Writes the relations that facts state, and finds the artifact that each of them names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection

from catalog.derivations import (
    Derived,
    code_stamp,
    derivation_note,
    derivation_rests,
    fingerprint_taken,
    only_derivation,
    rows_changed,
    rows_stage,
)
from catalog.relating import STATED, Mention, Named, Names, mentions, names_nothing

NAME = "relations"
UNRESOLVED = "unresolved"
RULES = ("relating", "deriving_relations")
COLUMNS = (
    ("uid", "uuid"),
    ("subject_id", "int8"),
    ("type", "text"),
    ("object_name", "text"),
    ("object_id", "int8"),
    ("source_id", "int8"),
    ("rule", "text"),
)
WRITTEN = ("object_id", "source_id", "rule")
_KEYS = ", ".join(f"'{key}'" for key, *_ in STATED)

NAMED = """
    SELECT a.id, a.kind, a.slug, a.hub_id, a.name, facts -> 'mteb_tasks' AS tasks,
           (SELECT array_agg(l.name ORDER BY l.name) FROM catalog_alias l WHERE l.artifact_id = a.id) AS aliases
    FROM catalog_artifact a WHERE status = 'listed'
"""
STATING = f"""
    SELECT id, uid, source_id, facts, curated_facts FROM catalog_artifact
    WHERE status = 'listed' AND (facts ?| ARRAY[{_KEYS}] OR curated_facts ?| ARRAY[{_KEYS}])
"""  # noqa: S608 - the names are constants of catalog.relating
MEASURED = """
    SELECT DISTINCT a.id, a.uid, b.name FROM catalog_benchmarkresult r
    JOIN catalog_artifact a ON a.id = r.artifact_id JOIN catalog_benchmark b ON b.id = r.benchmark_id
    WHERE a.status = 'listed'
"""
SEEN = {
    "named": f"SELECT n::text FROM ({NAMED}) n",  # noqa: S608 - our own statement
    "stating": f"SELECT s::text FROM ({STATING}) s",  # noqa: S608 - our own statement
    "measured": f"SELECT m::text FROM ({MEASURED}) m",  # noqa: S608 - our own statement
    "relation": f"""
        SELECT concat_ws('|', uid, subject_id, type, object_name, {", ".join(f"{n}::text" for n in WRITTEN)})
        FROM catalog_relation
    """,  # noqa: S608 - our own columns
}


def relations_resolve() -> Derived:
    """Bring derived relations in line with the facts that state them.

    A relation that a curator set stands, and none is derived beside it to the same object or in the same words.
    """
    stamp = code_stamp(*RULES)
    with only_derivation():
        if derivation_rests(NAME, fingerprint_taken(SEEN, rules=stamp)):
            return Derived(rested=True)
        rows_stage("derived_relation", COLUMNS, _rows())
        derived = _merge()
        derivation_note(NAME, fingerprint_taken(SEEN, rules=stamp))
    return derived


def names_gather() -> Names:
    """All names by which listed artifacts are known."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        return Names(
            Named(number, kind, slug, hub_id, name, aliases or (), orjson.loads(tasks) if tasks else ())
            for number, kind, slug, hub_id, name, tasks, aliases in cursor.fetchall()
        )


def mentions_gather() -> Iterator[tuple[int, uuid.UUID, int | None, Mention]]:
    """Every name that a fact of a listed artifact holds, with the source of the fact."""
    with connection.cursor() as cursor:
        cursor.execute(STATING)
        for number, uid, source, facts, curated in cursor.fetchall():
            overlaid = orjson.loads(curated)
            for mention in mentions(orjson.loads(facts) | overlaid):
                yield number, uid, None if overlaid.keys() & {key for key, *_ in STATED} else source, mention
        cursor.execute(MEASURED)
        for number, uid, benchmark in cursor.fetchall():
            yield number, uid, None, Mention("benchmarks", "evaluated_on", "dataset", benchmark)


def _rows() -> list[tuple[Any, ...]]:
    """One row a subject, type and object; one a name where the object is not known."""
    names = names_gather()
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for subject, uid, source, mention in mentions_gather():
        if names_nothing(mention.name):
            continue
        meant = names.find(mention.name, kind=mention.kind)
        if meant is not None and meant.number == subject:
            continue
        identity = uuid.uuid5(uid, f"relation:{mention.type}:{mention.name}")
        found = (meant.number, source, meant.rule) if meant else (None, source, UNRESOLVED)
        key = (subject, mention.type, meant.number if meant else mention.name)
        rows.setdefault(key, (identity, subject, mention.type, mention.name, *found))
    return list(rows.values())


def _merge() -> Derived:
    rows_changed(
        """
        DELETE FROM derived_relation d USING catalog_relation r
        WHERE r.rule = '' AND r.subject_id = d.subject_id AND r.type = d.type
          AND (r.object_id = d.object_id OR r.object_name = d.object_name)
        """
    )
    removed = rows_changed(
        """
        DELETE FROM catalog_relation r WHERE r.rule <> '' AND NOT EXISTS (
            SELECT FROM derived_relation d
            WHERE d.subject_id = r.subject_id AND d.type = r.type AND d.object_name = r.object_name)
        """
    )
    new, old = (", ".join(f"{alias}.{name}" for name in WRITTEN) for alias in "dr")
    changed = rows_changed(
        f"""
        UPDATE catalog_relation r SET ({", ".join(WRITTEN)}) = ROW({new}) FROM derived_relation d
        WHERE d.subject_id = r.subject_id AND d.type = r.type AND d.object_name = r.object_name
          AND ({old}) IS DISTINCT FROM ({new})
        """  # noqa: S608 - our own columns
    )
    created = rows_changed(
        f"""
        INSERT INTO catalog_relation (uid, subject_id, type, object_name, {", ".join(WRITTEN)})
        SELECT d.uid, d.subject_id, d.type, d.object_name, {new} FROM derived_relation d
        ORDER BY d.subject_id, d.type, d.object_name
        ON CONFLICT (subject_id, type, object_name) DO NOTHING
        """  # noqa: S608 - our own columns
    )
    return Derived(created, changed, removed)
