"""Brings the search tables in line with the catalog: only artifacts that changed since are read and written.

An artifact's generation grows with every edit of it and of what hangs on it, so comparing generations finds them.
What kinds share beyond their words (synonyms, intents) and this code have a stamp of their own.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction

from catalog.labels import OPEN_LICENCES
from common.database import statement_timeout
from matchgraph.models import SearchDocument, SearchName
from matchgraph.words import compact, searchable, spelled, turn_word, turns
from matchgraph.writing import DOCUMENT, NAME, WEIGHTED, entries_merge, rows_stage, staged_merge, terms_count

# Any number will do as long as nothing else takes it.
INDEX_LOCK = 7_306_011
BATCH = 4_000
PENDING_ENTRIES = "64MB"
# Words that are not searched keep texts apart that only stand one behind the other: "Speech synthesis" before
# "text-to-speech" must not read as "speech to text".
APART = " the the "
_CLAUSES = re.compile(r"[,;:.!?()\"]+(?:\s+|$)")
CODE = ("indexing", "words", "writing")

# Facts whose words people search by: what a model is built as and what it was trained on.
# A family goes before its variants wherever prominence decides.
FAMILY_PROMINENCE = 100
WORDED_FACTS = (
    *("architecture", "family", "training_stage", "pretraining", "annotations_creators", "size_categories"),
    *("evaluated_on", "training_dataset", "training_datasets"),
)
CONTEXT_FACTS = ("context_length", "max_context_length", "max_input_tokens")
READ_FACTS = ("open_weights", "artifact_scope", "paper_title", "parameters", *CONTEXT_FACTS, *WORDED_FACTS)

KINDS = """
    SELECT md5(coalesce(string_agg(k::text, '|' ORDER BY k.path), ''))
    FROM (SELECT path, name, synonyms, intents FROM catalog_capabilitykind) k
"""
CHANGED = """
    SELECT a.id FROM catalog_artifact a LEFT JOIN matchgraph_searchdocument d ON d.artifact_id = a.id
    WHERE a.status = 'listed' AND (d.generation IS DISTINCT FROM a.generation OR d.stamp IS DISTINCT FROM %s)
    ORDER BY a.id
"""
GONE = """
    SELECT EXISTS (
        SELECT FROM matchgraph_searchdocument d JOIN catalog_artifact a ON a.id = d.artifact_id
        WHERE a.status <> 'listed')
"""
READ = f"""
    SELECT a.id, a.generation, a.kind, a.slug, a.name, a.hub_id, a.summary, coalesce(o.name, '') AS organization,
           a.licence, a.pricing, a.tasks, a.domains, a.languages, a.modalities, cardinality(a.also_in) AS prominence,
           EXISTS (SELECT FROM catalog_familymembership m WHERE m.family_id = a.id) AS has_members,
           stated.facts, aliases.names AS aliases, able.named, able.told
    FROM catalog_artifact a
    LEFT JOIN catalog_organization o ON o.id = a.organization_id
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(key, value) AS facts FROM jsonb_each(a.facts || a.curated_facts)
        WHERE key IN ({", ".join(f"'{key}'" for key in READ_FACTS)})) stated
    CROSS JOIN LATERAL (
        SELECT array_agg(l.name ORDER BY l.name) AS names FROM catalog_alias l WHERE l.artifact_id = a.id) aliases
    CROSS JOIN LATERAL (
        SELECT array_agg(concat_ws('{APART}', e.name, k.name, array_to_string(k.synonyms, '{APART}'))
                   ORDER BY e.position) AS named,
               array_agg(concat_ws('{APART}', e.description, array_to_string(e.best_for, '{APART}'), k.definition,
                   array_to_string(e.intents_served, '{APART}'), array_to_string(k.intents, '{APART}'))
                   ORDER BY e.position) AS told
        FROM catalog_capabilityentry e LEFT JOIN catalog_capabilitykind k ON k.id = e.kind_id
        WHERE e.artifact_id = a.id AND e.status = 'published') able
    WHERE a.id = ANY(%s)
"""  # noqa: S608 - our own constants


@dataclass(frozen=True)
class Indexed:
    """How many documents were written, removed, and looked into because their artifact had changed."""

    written: int = 0
    removed: int = 0
    seen: int = 0

    @property
    def rested(self) -> bool:
        return not (self.written or self.removed)

    def __str__(self) -> str:
        if not (self.seen or self.removed):
            return "in line with the catalog"
        return f"{self.seen:,} changed artifacts, {self.written:,} documents written, {self.removed:,} removed"


def index_stamp() -> str:
    """Changes with this code and with what capability kinds share among artifacts; one query."""
    return hashlib.sha256((stamp_of_code() + _value(KINDS)).encode()).hexdigest()[:32]


@functools.cache
def stamp_of_code() -> str:
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{module}.py").read_bytes() for module in CODE)).hexdigest()


def index_is_behind() -> bool:
    """Whether an artifact was listed, edited or hidden since its words were taken; three queries."""
    return bool(_value(GONE)) or bool(_value(f"SELECT EXISTS ({CHANGED})", index_stamp()))


def index_write() -> Indexed:
    """Write what changed and remove what is no longer listed, in one transaction; one writer at a time."""
    with _only_writer():
        stamp = index_stamp()
        with connection.cursor() as cursor:
            cursor.execute(CHANGED, [stamp])
            changed = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "DELETE FROM matchgraph_searchname n USING catalog_artifact a "
                "WHERE a.id = n.artifact_id AND a.status <> 'listed'"
            )
            cursor.execute(
                "DELETE FROM matchgraph_searchdocument d USING catalog_artifact a "
                "WHERE a.id = d.artifact_id AND a.status <> 'listed'"
            )
            removed = int(cursor.rowcount)
        starts = range(0, len(changed), BATCH)
        written = sum(_batch_write(changed[start : start + BATCH], stamp) for start in starts)
        if written or removed:
            entries_merge()
            terms_count()
    return Indexed(written=written, removed=removed, seen=len(changed))


def tables_analyze() -> None:
    """So that the next searches are planned for what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matchgraph_searchdocument, matchgraph_searchname, matchgraph_searchterm")


@contextmanager
def _only_writer() -> Iterator[None]:
    with statement_timeout(0), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INDEX_LOCK])
            # Entries of the GIN indexes wait in a list and are merged at the end: one by one they take thrice as long.
            cursor.execute(f"SET LOCAL gin_pending_list_limit = '{PENDING_ENTRIES}'")
            cursor.execute(f"SET LOCAL work_mem = '{PENDING_ENTRIES}'")
        yield


def _value(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        row = cursor.fetchone()
    return row[0] if row else None


def _batch_write(ids: Sequence[int], stamp: str) -> int:
    """How many documents were written."""
    documents: list[tuple[Any, ...]] = []
    names: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(ids)])
        columns = [column.name for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(columns, values, strict=True))
            row["facts"], row["pricing"] = (orjson.loads(row[name] or "{}") for name in ("facts", "pricing"))
            documents.append(document_of(row, stamp))
            names += names_of(row)
    rows_stage("staged_document", (*DOCUMENT, *WEIGHTED), documents)
    rows_stage("staged_name", NAME, names)
    return len(documents) - staged_merge()


def document_of(row: dict[str, Any], stamp: str) -> tuple[Any, ...]:
    """One row of the staging table: what narrows, then the texts by weight."""
    facts = row["facts"]
    licence = row["licence"]
    names = [row["name"], row["hub_id"], row["slug"], *(row["aliases"] or ())]
    able = [*(row["named"] or ()), *row["tasks"]]
    about = [row["summary"], row["organization"], *row["domains"], *row["languages"], *row["modalities"]]
    about += [str(facts["paper_title"])] if facts.get("paper_title") else []
    told = [*(row["told"] or ()), licence, *_fact_words(facts)]
    weighted = (names, able, [row["kind"], *about], told)
    given = SearchDocument.Licence
    licence_class = given.OPEN if licence in OPEN_LICENCES else given.NAMED if licence else given.NONE
    narrowing = (
        row["id"],
        row["kind"],
        licence,
        licence_class.value,
        row["tasks"],
        row["modalities"],
        row["languages"],
        *_numbers(row),
        facts.get("open_weights") is True,
        _prominence(row),
    )
    words = tuple(APART.join(_worded(text) for text in dict.fromkeys(texts)) for texts in weighted)
    digest = hashlib.sha256(repr((stamp_of_code(), narrowing, names, words)).encode()).hexdigest()[:32]
    return (*narrowing, digest, row["generation"], stamp, *words)


@functools.lru_cache(maxsize=1 << 16)
def _worded(text: str) -> str:
    turned = (turn_word(*turn) for turn in turns(text))
    return APART.join((*(searchable(part) for part in _CLAUSES.split(text)), *turned))


def names_of(row: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Each name once in its one spelling. What follows the owner in a hub id is a name as well."""
    origin = SearchName.Origin
    named = [(origin.NAME, row["name"])]
    if row["hub_id"]:
        named += [(origin.HUB, row["hub_id"].rpartition("/")[2]), (origin.HUB, row["hub_id"])]
    else:
        named.append((origin.SLUG, row["slug"]))
    named += [(origin.ALIAS, alias) for alias in row["aliases"] or ()]
    seen = set()
    for where, name in named:
        one = spelled(name)
        if one and one not in seen:
            seen.add(one)
            yield row["id"], where.value, name, one, compact(name), _prominence(row)


def _numbers(row: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Parameters, context, price; nought says nothing, except of a price."""
    facts, pricing = row["facts"], row["pricing"]
    context = next((float(facts[key]) for key in CONTEXT_FACTS if facts.get(key)), None)
    lowest = pricing.get("min_input") if pricing.get("offer_count") and pricing.get("currency") == "USD" else None
    return float(facts.get("parameters") or 0) or None, context, None if lowest is None else float(lowest)


def _prominence(row: dict[str, Any]) -> int:
    is_family = row["has_members"] or row["facts"].get("artifact_scope") == "family"
    return min(int(row["prominence"]) + (FAMILY_PROMINENCE if is_family else 0), 32_767)


def _fact_words(facts: dict[str, Any]) -> Iterator[str]:
    for key in WORDED_FACTS:
        value = facts.get(key)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield text
