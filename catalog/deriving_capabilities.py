"""Writes inferred capability entries for every listed artifact: what changed, and nothing that somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from catalog.inferring import Kind, Sheet, Stated, entries_infer
from catalog.kinds import kind_uid
from catalog.models import CapabilityKind
from catalog.rulebook import Rulebook, rulebook

NAME = "capabilities"
CHUNK = 2000
SIGNAL = "gguf_conversions"
LISTS = ("tasks", "languages", "modalities", "domains")
COLUMNS = (
    ("uid", "uuid"),
    ("artifact_id", "int8"),
    ("kind_id", "int8"),
    ("name", "text"),
    ("description", "text"),
    ("position", "int4"),
    ("rule", "text"),
    ("fact", "text"),
    ("source_id", "int8"),
)
WRITTEN = ("kind_id", "name", "description", "position", "rule", "fact", "source_id")
# Once somebody has edited or reviewed an entry it is theirs, whatever its label says.
HELD = "(e.provenance <> 'inferred' OR e.revision > 1 OR e.reviewed_on IS NOT NULL)"

FACTS = """
    SELECT id, uid, kind, tasks, languages, modalities, domains, licence, pricing -> 'offer_count' AS offer_count,
           facts, curated_facts, curated_fields, source_id
    FROM catalog_artifact WHERE status = 'listed'
"""
SIGNALS = f"""
    SELECT DISTINCT ON (artifact_id) artifact_id, value, source_id FROM catalog_signal
    WHERE metric = '{SIGNAL}' ORDER BY artifact_id, observed DESC, id DESC
"""  # noqa: S608 - the name is a constant of this module
SEEN = {
    "artifact": f"SELECT f::text FROM ({FACTS}) f",  # noqa: S608 - our own statement
    "signal": f"SELECT s::text FROM ({SIGNALS}) s",  # noqa: S608 - our own statement
    "kind": "SELECT concat_ws('|', id, uid, path, name, merged_into_id) FROM catalog_capabilitykind",
    "entry": f"""
        SELECT concat_ws('|', e.uid, e.artifact_id, {HELD}, e.{", e.".join(WRITTEN)}) FROM catalog_capabilityentry e
    """,  # noqa: S608 - our own statement
}


def capabilities_infer() -> Derived:
    """Bring the inferred entries of all listed artifacts in line with their facts and the rules.

    An artifact that has an entry of somebody's own for a kind gets none of that kind. Raises `BadRulesError`.
    """
    rules = rulebook()
    stamp = rules.sha256 + code_stamp("inferring", "deriving_capabilities")
    with only_derivation():
        if derivation_rests(NAME, fingerprint_taken(SEEN, rules=stamp)):
            return Derived(rested=True)
        rows_stage("inferred_entry", COLUMNS, list(_rows(rules)))
        derived = _merge()
        derivation_note(NAME, fingerprint_taken(SEEN, rules=stamp))
    return derived


def _kinds(rules: Rulebook) -> dict[str, Kind]:
    """The kind that each path of the rules leads to: by the identity that the path gives, else by the path."""
    rows = {kind.pk: kind for kind in CapabilityKind.objects.all()}
    by_uid = {kind.uid: kind for kind in rows.values()}
    by_path = {kind.path: kind for kind in rows.values()}
    found = {}
    for path in rules.place_of_kind:
        kind = by_uid.get(kind_uid(path)) or by_path.get(path)
        passed: set[int] = set()
        while kind is not None and kind.merged_into_id is not None and kind.pk not in passed:
            passed.add(kind.pk)
            kind = rows[kind.merged_into_id]
        if kind is not None:
            found[path] = Kind(kind.pk, kind.name)
    return found


def _sheets() -> Iterator[tuple[int, Sheet]]:
    """What is stated of each listed artifact, with its number."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNALS)
        signals = {artifact: Stated(value, source) for artifact, value, source in cursor.fetchall()}
        cursor.execute(FACTS)
        names = [column.name for column in cursor.description or ()]
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                record = dict(zip(names, row, strict=True))
                stated = _stated(record)
                if record["id"] in signals:
                    stated[f"signals.{SIGNAL}"] = signals[record["id"]]
                yield record["id"], Sheet(record["uid"], record["kind"], stated)


def _stated(record: dict[str, Any]) -> dict[str, Stated]:
    """Values by path. What a curator set has no source: it is not what the source of the artifact says."""
    source = record["source_id"]
    curated = orjson.loads(record["curated_facts"])
    facts = orjson.loads(record["facts"]) | curated
    stated = {f"facts.{key}": Stated(value, None if key in curated else source) for key, value in facts.items()}
    for column in (*LISTS, "licence"):
        if record[column]:
            stated[column] = Stated(record[column], None if column in record["curated_fields"] else source)
    if record["offer_count"]:
        offers = orjson.loads(record["offer_count"])
        stated["pricing.offer_count"] = Stated(offers, None if "pricing" in record["curated_fields"] else source)
    return stated


def _rows(rules: Rulebook) -> Iterable[tuple[Any, ...]]:
    kinds = _kinds(rules)
    for artifact, sheet in _sheets():
        for entry in entries_infer(sheet, rules, kinds=kinds):
            yield (
                entry.uid,
                artifact,
                entry.kind,
                entry.name,
                entry.description,
                entry.position,
                entry.rule,
                entry.fact,
                entry.source,
            )


def _merge() -> Derived:
    """Remove, change and add: one statement each, so that each artifact that changes counts as edited."""
    rows_changed(
        f"""
        DELETE FROM inferred_entry i USING catalog_capabilityentry e
        WHERE {HELD} AND (e.uid = i.uid OR (e.artifact_id = i.artifact_id AND e.kind_id = i.kind_id))
        """  # noqa: S608 - our own condition
    )
    removed = rows_changed(
        f"""
        DELETE FROM catalog_capabilityentry e
        WHERE NOT {HELD} AND NOT EXISTS (SELECT FROM inferred_entry i WHERE i.uid = e.uid)
        """  # noqa: S608 - our own condition
    )
    new, old = (", ".join(f"{alias}.{name}" for name in WRITTEN) for alias in "ie")
    changed = rows_changed(
        f"""
        UPDATE catalog_capabilityentry e SET ({", ".join(WRITTEN)}) = ROW({new}), updated_at = now()
        FROM inferred_entry i WHERE i.uid = e.uid AND ({old}) IS DISTINCT FROM ({new})
        """  # noqa: S608 - our own columns
    )
    created = rows_changed(
        f"""
        INSERT INTO catalog_capabilityentry (uid, artifact_id, {", ".join(WRITTEN)}, "unique", vs_alternatives,
            best_for, limitations, requires, input_types, output_types, intents_served,
            status, provenance, revision, created_at, updated_at)
        SELECT i.uid, i.artifact_id, {new}, '', '', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}',
            'published', 'inferred', 1, now(), now()
        FROM inferred_entry i
        WHERE NOT EXISTS (SELECT FROM catalog_capabilityentry e WHERE e.uid = i.uid)
        ORDER BY i.artifact_id, i.position
        """  # noqa: S608 - our own columns
    )
    return Derived(created, changed, removed)
