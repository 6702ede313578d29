"""How staged entry documents become rows: checked against what is here, then merged row by row, three ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import Model

from catalog.curating import CURATABLE, artifact_release, artifact_save, capability_save
from catalog.entry_names import artifacts_named, faults_of, names_of
from catalog.entry_plan import entry_plan
from catalog.entry_records import EntryLine, digest_of
from catalog.entry_rows import BY_NAME, TABLES, Names, Table, Values, instances, rows_current, rows_wanted, table_of
from catalog.entry_rows import uid_of as uid_of_row
from catalog.merging import Merge, Merged, Problem, Refusals
from catalog.models import Benchmark, CapabilityEntry, Citation, EntryDocument, Signal, Source

CONFLICT_ADVICE = "It stays as it is here: take it over into the document, or change it by hand"
WRITTEN_HERE = "was written here and is new in the document"


def entries_check(merge: Merge) -> Refusals:
    """Documents that name what is not here, or say the same thing twice."""
    refusals = Refusals()
    first: dict[str, int] = {}
    for number, _, document in _staged(merge):
        faults = list(faults_of(document))
        slug = document["entry_of"]
        if first.setdefault(slug, number) != number:
            faults.append(("entry_of", f"{slug} stands on line {first[slug]} already", "Keep one of the two lines"))
        refusals.problems += [Problem(number, *fault) for fault in faults]
        refusals.lines |= {number} if faults else set()
    return refusals


def entries_merge(merge: Merge) -> tuple[Merged, list[Problem]]:
    """Write what is new or changed, and tell what was left alone because somebody had edited it here."""
    counts: Counter[str] = Counter()
    conflicts: list[Problem] = []
    for number, digest, document in _staged(merge):
        artifact = artifacts_named([document["entry_of"]])[document["entry_of"]]
        entry = EntryDocument.objects.filter(artifact=artifact).first() or EntryDocument(artifact=artifact)
        if entry.digest == digest:
            counts["unchanged"] += 1
            continue
        counts["changed" if entry.pk else "created"] += 1
        left_alone = _document_merge(document, entry, names_of(document, artifact))
        conflicts += [Problem(number, key, reason, CONFLICT_ADVICE) for key, reason in left_alone.items()]
        entry.digest = digest
        entry.save()
    return Merged(counts["created"], counts["changed"], counts["unchanged"]), conflicts


def _staged(merge: Merge) -> list[tuple[int, str, EntryLine]]:
    staged = merge.rows("SELECT line, digest, document::text FROM {stage} ORDER BY line")
    return [(number, digest, orjson.loads(text)) for number, digest, text in staged]


def _document_merge(document: EntryLine, entry: EntryDocument, names: Names) -> dict[str, str]:
    """Bring the rows of one document up to date; returns the keys of rows left alone, and why."""
    wanted = rows_wanted(document, names)
    digests = {key: digest_of(values) for key, values in wanted.items()}
    current = rows_current(names, {**wanted, **entry.rows})
    plan = entry_plan(
        recorded=entry.rows, current={key: digest_of(values) for key, values in current.items()}, wanted=digests
    )
    conflicts = dict(plan.conflicts)
    for table in TABLES:
        for key in plan.create:
            if table_of(key) is table and not _create(table, key, wanted[key], names):
                conflicts[key] = WRITTEN_HERE
        _update(table, {key: wanted[key] for key in plan.update if table_of(key) is table}, names)
    for table in reversed(TABLES):
        # A test may have results of other documents: it stays.
        if table is not BY_NAME["benchmarks"]:
            uids = [uid_of_row(names, key) for key in plan.delete if table_of(key) is table]
            instances(table, uids).delete()
    own = {key: wanted[key]["value"] for key in (*plan.create, *plan.update) if table_of(key) is None}
    _artifact_merge(names, own, [key for key in plan.delete if table_of(key) is None])
    _signals_append(document, names)
    entry.rows = digests
    return conflicts


def _create(table: Table, key: str, values: Values, names: Names) -> bool:
    """Whether the row could be made: not where somebody wrote one with the same identity by hand."""
    columns = _columns(table, values, names)
    if table.owner:
        columns[table.owner] = names.artifact
    if table.identity != ("id",):
        identity = {column: columns[column] for column in table.identity}
        if table.owner:
            identity[table.owner] = names.artifact
        if table.model._default_manager.filter(**identity).exists():
            return False
    instance: Any = table.model(uid=uid_of_row(names, key), **columns)
    instance.save()
    _cite(table, instance, values, names)
    return True


def _update(table: Table, rows: Mapping[str, Values], names: Names) -> None:
    keys = {uid_of_row(names, key): key for key in rows}
    for instance in instances(table, keys):
        values = rows[keys[instance.uid]]
        for column, value in _columns(table, values, names).items():
            setattr(instance, column, value)
        if isinstance(instance, CapabilityEntry):
            capability_save(entry=instance, changed=table.columns)
        else:
            instance.save()
        _cite(table, instance, values, names)


def _columns(table: Table, values: Values, names: Names) -> Values:
    """Column values, with rows in place of the names of rows."""
    columns = {column: values[column] for column in table.columns}
    for column in table.links:
        columns[column] = _target(column, values[column], names)
    return columns


def _target(column: str, name: str | None, names: Names) -> Model | None:
    if name is None:
        return None
    if column == "benchmark":
        return Benchmark.objects.get(key=name)
    if column == "kind":
        return next(kind for kind in names.kinds.values() if kind.path == name)
    if column == "source":
        return Source.objects.get(uid=name)
    return next(a for a in (names.artifact, *names.artifacts.values()) if str(a.uid) == name)


def _cite(table: Table, instance: Any, values: Values, names: Names) -> None:
    if table.cited:
        instance.citations.set(Citation.objects.filter(artifact=names.artifact, number__in=values["citations"]))


def _artifact_merge(names: Names, own: Mapping[str, Any], dropped: list[str]) -> None:
    """Fields and facts of the artifact itself; what the document no longer states goes back to the imports."""
    artifact = names.artifact
    facts = dict(artifact.curated_facts)
    changed = []
    for key, value in own.items():
        prefix, _, name = key.partition(":")
        if prefix == "fact":
            facts[name] = value
        else:
            setattr(artifact, name, value)
            changed.append(name)
    left = [key.partition(":") for key in dropped]
    for prefix, _, name in left:
        if prefix == "fact":
            facts.pop(name, None)
        elif name not in CURATABLE:
            setattr(artifact, name, "")
            changed.append(name)
    if facts != artifact.curated_facts:
        artifact.curated_facts = facts
        changed.append("curated_facts")
    if changed:
        artifact_save(artifact=artifact, changed=changed)
    if released := [name for prefix, _, name in left if prefix == "field" and name in CURATABLE]:
        artifact_release(artifact=artifact, fields=released)


def _signals_append(document: EntryLine, names: Names) -> None:
    Signal.objects.bulk_create(
        (
            Signal(
                artifact=names.artifact,
                component=line["component"],
                metric=line["name"],
                value=line["value"],
                unit=line["unit"],
                observed=line["observed_at"],
                source=names.source(line["source"]),
            )
            for line in document.get("signals", [])
        ),
        ignore_conflicts=True,
    )
