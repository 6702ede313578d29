"""How capability entries and relations spread over the catalog: what the rules reach, and what they leave open."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.deriving_relations import mentions_gather, names_gather
from catalog.models import CapabilityKind
from catalog.relating import names_nothing
from catalog.rulebook import Rulebook, rulebook

# Facts that say only how or where an artifact was found.
BARE = ("attributes_derived_from_text",)
LABELS = """
    SELECT label, count(*) FROM catalog_artifact, unnest(tasks) label WHERE status = 'listed' GROUP BY 1 ORDER BY 1
"""
ENTRIES = """
    SELECT a.kind, count(e.id) FILTER (WHERE e.status = 'published') FROM catalog_artifact a
    LEFT JOIN catalog_capabilityentry e ON e.artifact_id = a.id
    WHERE a.status = 'listed' AND a.facts - %s::text[] <> '{}' GROUP BY a.id
"""
KINDS = """
    SELECT a.kind, k.path, count(*) FROM catalog_capabilityentry e
    JOIN catalog_capabilitykind k ON k.id = e.kind_id JOIN catalog_artifact a ON a.id = e.artifact_id
    WHERE e.status = 'published' AND a.status = 'listed' GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""


@dataclass(frozen=True)
class LabelUses:
    """Uses of task labels: those that stand for a kind, those listed as none by reason, and labels nobody listed."""

    total: int
    mapped: int
    ignored: dict[str, int]
    unmapped: dict[str, int]


@dataclass(frozen=True)
class EntryCounts:
    """Published entries of the artifacts of one kind that have facts."""

    artifacts: int
    median: float
    without: int


@dataclass(frozen=True)
class NameUses:
    """Names in one fact: those found among the artifacts, those that name nothing, and the rest with its uses."""

    total: int
    resolved: int
    nothing: int
    unresolved: dict[str, int]


@dataclass(frozen=True)
class Distribution:
    kinds: int
    used: dict[str, dict[str, int]]
    unused: list[str]
    labels: LabelUses
    entries: dict[str, EntryCounts]
    names: dict[str, NameUses]


def distribution() -> Distribution:
    used: dict[str, dict[str, int]] = {}
    for kind, path, uses in _rows(KINDS):
        used.setdefault(kind, {})[path] = uses
    paths = list(CapabilityKind.objects.filter(merged_into=None).order_by("path").values_list("path", flat=True))
    reached = {path for uses in used.values() for path in uses}
    return Distribution(
        kinds=len(paths),
        used=used,
        unused=[path for path in paths if path not in reached],
        labels=_label_uses(rulebook()),
        entries=_entry_counts(),
        names=_name_uses(),
    )


def _label_uses(rules: Rulebook) -> LabelUses:
    uses = dict(_rows(LABELS))
    ignored: Counter[str] = Counter()
    unmapped: dict[str, int] = {}
    for label, count in uses.items():
        if label in rules.reason_of_label:
            ignored[rules.reason_of_label[label]] += count
        elif label not in rules.kind_of_label:
            unmapped[label] = count
    total = sum(uses.values())
    return LabelUses(total, total - ignored.total() - sum(unmapped.values()), dict(ignored), _by_uses(unmapped))


def _entry_counts() -> dict[str, EntryCounts]:
    counts: dict[str, list[int]] = {}
    for kind, entries in _rows(ENTRIES, [list(BARE)]):
        counts.setdefault(kind, []).append(entries)
    return {
        kind: EntryCounts(len(entries), statistics.median(entries), entries.count(0))
        for kind, entries in sorted(counts.items())
    }


def _name_uses() -> dict[str, NameUses]:
    names = names_gather()
    total: Counter[str] = Counter()
    resolved: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    unresolved: dict[str, Counter[str]] = {}
    for _, _, _, mention in mentions_gather():
        total[mention.key] += 1
        if names_nothing(mention.name):
            nothing[mention.key] += 1
        elif names.find(mention.name, kind=mention.kind):
            resolved[mention.key] += 1
        else:
            unresolved.setdefault(mention.key, Counter())[mention.name] += 1
    return {
        key: NameUses(total[key], resolved[key], nothing[key], _by_uses(unresolved.get(key, {})))
        for key in sorted(total)
    }


def _by_uses(uses: dict[str, int]) -> dict[str, int]:
    return dict(sorted(uses.items(), key=lambda item: (-item[1], item[0])))


def _rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
