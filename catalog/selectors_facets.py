"""What lists are narrowed by: facets, how each is read from stored facts; and the kin that a list shows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from catalog.labels import OPEN_LICENCES
from catalog.licences import commercial_licences
from catalog.models import Artifact

NOT_STATED = ("none", "not stated")
BOTH = tuple(Artifact.Kind.values)
MODELS = (Artifact.Kind.MODEL.value,)
# A curator's facts lie over those of the import.
FACTS = "(CASE WHEN a.curated_facts = '{}' THEN a.facts ELSE a.facts || a.curated_facts END)"
LIST_KIN = """
    SELECT asked.id, members.number, family.name, family.slug
    FROM unnest(%s::bigint[]) asked(id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM catalog_familymembership m
        JOIN catalog_artifact a ON a.id = m.member_id WHERE m.family_id = asked.id AND a.status = 'listed' OFFSET 0
    ) members
    LEFT JOIN LATERAL (
        SELECT a.name, a.slug FROM catalog_familymembership m
        JOIN catalog_artifact a ON a.id = m.family_id WHERE m.member_id = asked.id AND a.status = 'listed'
        ORDER BY m.rule NOT IN ('', 'curated'), a.slug LIMIT 1
    ) family ON true
    WHERE members.number > 0 OR family.slug IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Facet:
    """One question by which lists are narrowed; each artifact has exactly one of its values.

    `options` are (value in an address, label), in order; `codes` is the SQL that gives an artifact `a` the place of its
    option. Years have no options of their own: their code is the year, 0 where none is stated.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    codes: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LabelFacet:
    """A question to which an artifact may give any number of answers; `column` holds them."""

    name: str
    label: str
    column: str


@dataclass(frozen=True, slots=True)
class ListKin:
    """How many listed members a family has, and which listed family an artifact is a member of; empty: none."""

    members: int
    family_name: str
    family_slug: str


def _steps(value: str, bounds: Iterable[float]) -> str:
    """The place of a number between bounds; behind the last one where it is not stated. Nought says nothing."""
    limits = list(bounds)
    wanted = ", ".join(f"{bound:.0f}" for bound in limits)
    return f"coalesce(width_bucket(nullif(({value}), 0), ARRAY[{wanted}]::float8[]), {len(limits) + 1})"


def _fact(*keys: str) -> str:
    """The first of these facts that is more than nought."""
    return f"coalesce({', '.join(f'nullif(({FACTS}->>{key!r})::float8, 0)' for key in keys)})"


_OPEN = ", ".join(f"'{licence}'" for licence in sorted(OPEN_LICENCES))
LICENCE = Facet(
    "licence",
    "Licence",
    BOTH,
    f"CASE WHEN a.licence IN ({_OPEN}) THEN 0 WHEN a.licence <> '' THEN 1 ELSE 2 END",
    (("open", "open licence"), ("named", "named, not open"), NOT_STATED),
)
PRICE = Facet(
    "price",
    "Price of input",
    MODELS,
    "CASE WHEN coalesce((a.pricing->>'offer_count')::int, 0) = 0 THEN 4"
    " WHEN a.pricing->>'min_input' IS NULL OR a.pricing->>'currency' <> 'USD' THEN 3"
    " ELSE width_bucket((a.pricing->>'min_input')::float8, ARRAY[1, 10]::float8[]) END",
    (
        ("under-1", "under $1 / M tokens"),
        ("1-to-10", "$1 to $10 / M tokens"),
        ("over-10", "$10 / M tokens and more"),
        ("unpriced", "hosted, no price stated"),
        ("none", "no offer known"),
    ),
)
PARAMETERS = Facet(
    "size",
    "Size",
    MODELS,
    _steps(_fact("parameters"), (1e9, 1e10, 1e11)),
    (
        ("under-1b", "under 1B parameters"),
        ("1b-to-10b", "1B to 10B"),
        ("10b-to-100b", "10B to 100B"),
        ("over-100b", "100B and more"),
        NOT_STATED,
    ),
)
EXAMPLES = Facet(
    "size",
    "Size",
    (Artifact.Kind.DATASET.value,),
    _steps(_fact("examples"), (1e4, 1e6)),
    (("under-10k", "under 10K examples"), ("10k-to-1m", "10K to 1M"), ("over-1m", "1M and more"), NOT_STATED),
)
CONTEXT = Facet(
    "context",
    "Context",
    MODELS,
    _steps(_fact("context_length", "max_context_length", "max_input_tokens"), (8193, 32769, 131073)),
    (
        ("to-8k", "up to 8K tokens"),
        ("to-32k", "8K to 32K"),
        ("to-128k", "32K to 128K"),
        ("over-128k", "over 128K"),
        NOT_STATED,
    ),
)
RELEASED = Facet("released", "Released", BOTH, "coalesce(nullif(left(a.released, 4), '')::int, 0)")
LABEL_FACETS = (LabelFacet("modality", "Modality", "modalities"), LabelFacet("task", "Task", "tasks"))


@functools.cache
def facets_of(kind: str) -> tuple[Facet, ...]:
    """Those that mean something for a kind of artifact."""
    facets = (LICENCE, _commercial_use(), PRICE, PARAMETERS, EXAMPLES, CONTEXT, RELEASED)
    return tuple(facet for facet in facets if kind in facet.kinds)


def _commercial_use() -> Facet:
    """By the rules that also say it in words; read when first asked for, since most commands never do."""
    said = {path: ", ".join(f"'{licence}'" for licence in ids) for path, ids in commercial_licences().items()}
    return Facet(
        "commercial",
        "Commercial use",
        BOTH,
        f"CASE WHEN a.licence IN ({said['terms.public-domain']}, {said['terms.commercial']}) THEN 0"
        f" WHEN a.licence IN ({said['terms.commercial-with-conditions']}) THEN 1"
        f" WHEN a.licence IN ({said['terms.non-commercial']}) THEN 2 ELSE 3 END",
        (
            ("yes", "allowed"),
            ("limited", "within the licence's limits"),
            ("no", "not allowed"),
            ("none", "not stated, or terms unknown"),
        ),
    )


def list_kin(artifact_ids: Iterable[int]) -> Mapping[int, ListKin]:
    """Members and family of each of these artifacts that has some; one query.

    Where a curator and a rule name different families it is the curator's, as on the artifact's own page.
    """
    if not (ids := list(artifact_ids)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LIST_KIN, [ids])
        return {row[0]: ListKin(row[1], row[2] or "", row[3] or "") for row in cursor.fetchall()}
