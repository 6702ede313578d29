"""Reads artifacts, families and their members as the formula sees them: a constant number of queries a batch."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import orjson
from django.db import connection

from catalog.models import Artifact, FamilyMembership
from common.columns import columns_read
from scoring.days import Days
from scoring.figures import Figures, Subject, Subjects
from scoring.formula.profile import Floats, Integers
from scoring.methodology import Kind, Methodology
from scoring.readings import FACTS, FORMS
from scoring.rollup import Family

NOTHING: Mapping[str, Any] = {}
# What a form may ask for beside facts.
COLUMNS = ("languages", "tasks", "domains", "modalities", "homepage", "paper", "licence")

# Facts come along only where a rule asks for one of them, and further columns only where a form does.
ARTIFACTS = f"""
    SELECT a.id, a.slug, a.name, a.hub_id, a.licence, coalesce(a.source_id, 0) AS source,
           concat_ws(E'\\n', coalesce(s.key, ''), array_to_string(a.also_in, E'\\n')) AS keys,
           CASE WHEN a.facts ?| %(facts)s::text[] OR a.curated_facts ?| %(facts)s::text[]
                THEN (a.facts || a.curated_facts)::text END AS facts,
           CASE WHEN s.key = ANY(%(forms)s::text[]) OR a.also_in && %(forms)s::varchar[]
                THEN jsonb_build_object({", ".join(f"'{name}', a.{name}" for name in COLUMNS)})::text END AS columns
    FROM catalog_artifact a LEFT JOIN catalog_source s ON s.id = a.source_id
    WHERE a.status = 'listed' AND {{wanted}} ORDER BY a.id
"""  # noqa: S608 - our own names
# The latest figure of each metric, observed on that day or before.
FIGURES = """
    SELECT DISTINCT ON (artifact_id, asked.place)
           artifact_id, (asked.place - 1)::int AS place, coalesce(value, 'NaN') AS value,
           rpad(replace(observed, '-', ''), 8, '0')::int AS day, source_id
    FROM catalog_signal JOIN catalog_source ON catalog_source.id = source_id
    JOIN unnest(%(metrics)s::text[]) WITH ORDINALITY AS asked (metric, place) USING (metric)
    WHERE {wanted} AND observed <= %(as_of)s
    ORDER BY artifact_id, asked.place, observed DESC, catalog_source.key, catalog_signal.id DESC
"""
# Of every listed family in a range of ids: the family itself and its listed members.
_KIN = """
    WITH kin AS (
        SELECT m.family_id, m.member_id AS id FROM catalog_familymembership m
        JOIN catalog_artifact a ON a.id = m.member_id AND a.status = 'listed'
        WHERE m.family_id = ANY(%(families)s)
        UNION SELECT family, family FROM unnest(%(families)s) family
    )
"""
# What was made from a member and is no member itself; an artifact made from two members counts once.
DERIVED = f"""
    {_KIN}
    SELECT kin.family_id, count(DISTINCT r.subject_id) FROM kin
    JOIN catalog_relation r ON r.object_id = kin.id AND r.type = 'derived_from'
    JOIN catalog_artifact s ON s.id = r.subject_id AND s.status = 'listed'
    WHERE NOT EXISTS (SELECT FROM kin own WHERE own.family_id = kin.family_id AND own.id = r.subject_id)
    GROUP BY kin.family_id
"""  # noqa: S608 - our own statement
PROVIDERS = f"""
    {_KIN}
    SELECT kin.family_id, count(DISTINCT lower(p.provider)) FROM kin
    JOIN catalog_price p ON p.artifact_id = kin.id GROUP BY kin.family_id
"""  # noqa: S608 - our own statement


def subjects_read(
    methodology: Methodology, kind: Kind, *, first_id: int, last_id: int, as_of: date, ids: Sequence[int] | None = None
) -> Subjects:
    """Listed artifacts of a kind with ids in the closed range, or those named, in the order of ids; two queries."""
    wanted = "id BETWEEN %(first_id)s AND %(last_id)s" if ids is None else "id = ANY(%(ids)s)"
    bounds = {"first_id": first_id, "last_id": last_id} if ids is None else {"ids": list(ids)}
    figures = _figures(methodology, kind, f"artifact_{wanted}", bounds, as_of)
    return _subjects(methodology, kind, f"a.kind = %(kind)s AND a.{wanted}", {**bounds, "kind": kind}, figures)


def families_read(
    methodology: Methodology, kind: Kind, subjects: Iterable[Subject], *, as_of: date
) -> dict[int, Family]:
    """Families among the subjects that have listed members, by id; one query, five where there is one."""
    by_id = {subject.artifact_id: subject for subject in subjects if subject.is_family}
    if not methodology.rollups or not by_id:
        return {}
    members: dict[int, list[int]] = {}
    memberships = FamilyMembership.objects.filter(
        family_id__in=by_id, member__status=Artifact.Status.LISTED, member__kind=kind
    )
    ordered = memberships.order_by("family_id", "position", "member_id")
    for family_id, member_id in ordered.values_list("family_id", "member_id"):
        members.setdefault(family_id, []).append(member_id)
    if not members:
        return {}
    ids = sorted({member_id for found in members.values() for member_id in found})
    figures = _figures(methodology, kind, "artifact_id = ANY(%(ids)s)", {"ids": ids}, as_of)
    found = _subjects(methodology, kind, "a.id = ANY(%(ids)s)", {"ids": ids}, figures)
    known = {subject.artifact_id: subject for subject in found}
    derived, providers = _counts(DERIVED, list(members)), _counts(PROVIDERS, list(members))
    return {
        family_id: Family(
            subject=by_id[family_id],
            members=[known[member_id] for member_id in found],
            derived=derived.get(family_id, 0),
            providers=providers.get(family_id, 0),
        )
        for family_id, found in members.items()
    }


def _counts(statement: str, family_ids: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"families": list(family_ids)})
        return {int(family_id): int(count) for family_id, count in cursor.fetchall()}


@dataclass(frozen=True)
class _Found:
    """Stored figures, one a place of the arrays; `places` counts the metrics asked for."""

    metrics: Sequence[str]
    artifact_ids: Integers
    places: Integers
    values: Floats
    days: Days
    sources: Integers

    def of(self, ids: Integers) -> Figures:
        """As a row for each of the ids, which are sorted; those of other artifacts are left out."""
        figures = Figures.none(len(ids), self.metrics)
        rows = np.searchsorted(ids, self.artifact_ids)
        own = np.flatnonzero(np.append(ids, 0)[rows] == self.artifact_ids)
        cells = rows[own], self.places[own]
        figures.values[cells], figures.days[cells] = self.values[own], self.days[own]
        figures.sources[cells] = self.sources[own]
        return figures


def _figures(methodology: Methodology, kind: Kind, wanted: str, bounds: Mapping[str, Any], as_of: date) -> _Found:
    signals = methodology.signals_of(kind)
    metrics = {metric for signal in signals for metric in signal.metrics}
    if any(signal.reading == "latent" for signal in signals):
        metrics.update(*(family.metrics for family in methodology.task_families))
    asked = sorted(metrics)
    columns = {"artifact_id": np.int64, "place": np.int32, "value": np.float64, "day": np.int32, "source_id": np.int64}
    parameters = {**bounds, "metrics": asked, "as_of": as_of.isoformat()}
    return _Found(asked, *columns_read(FIGURES.replace("{wanted}", wanted), parameters, columns))


def _subjects(
    methodology: Methodology, kind: Kind, wanted: str, bounds: Mapping[str, Any], figures: _Found
) -> Subjects:
    forms = methodology.forms if any(signal.reading in FORMS for signal in methodology.signals_of(kind)) else ()
    parameters = {
        **bounds,
        "facts": [*FACTS, *sorted({name for form in forms for name in form.fields})],
        "forms": [form.source for form in forms],
    }
    texts = dict.fromkeys(("slug", "name", "hub_id", "licence", "keys", "facts", "columns"), str)
    ids, sources, slugs, names, hub_ids, licences, keys, facts, columns = columns_read(
        ARTIFACTS.replace("{wanted}", wanted), parameters, {"id": np.int64, "source": np.int64, **texts}
    )
    return Subjects(
        ids=ids,
        slugs=slugs,
        names=names,
        hub_ids=hub_ids,
        licences=licences,
        sources=sources,
        source_keys=[_keys(each) for each in keys],
        facts=[orjson.loads(each) if each else NOTHING for each in facts],
        columns=[orjson.loads(each) if each else NOTHING for each in columns],
        figures=figures.of(ids),
    )


@functools.lru_cache(maxsize=4096)
def _keys(lines: str) -> frozenset[str]:
    """Sources that list an artifact; few combinations are common."""
    return frozenset(lines.split("\n"))
