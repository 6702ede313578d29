"""Reads of the catalog that other apps use. Each takes a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from catalog.models import (
    Alias,
    Artifact,
    ArtifactQuerySet,
    BenchmarkResult,
    Citation,
    FamilyMembership,
    Price,
    Relation,
    Source,
)
from catalog.records import slug_of_name, slug_without_vs

NEAR_MATCHES = 6
RELATIONS_SHOWN = 60
# What cites numbered sources, by the names under which a citation knows it.
CITING = ("capabilities", "claims", "releases", "benchmark_results", "relations")


@dataclass(frozen=True, slots=True)
class NearMatch:
    """An artifact whose name looks like what was asked for."""

    slug: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """The artifact of a slug; or where its alias leads; or what looks like it."""

    artifact: Artifact | None
    redirect_to: str | None
    near: list[NearMatch]


@dataclass(frozen=True, slots=True)
class CatalogCounts:
    models: int
    datasets: int


def artifact_find(slug: str) -> Found:
    """Look a slug up. An alias leads on only where it belongs to one listed artifact alone.

    PostgreSQL takes no NUL in a text, and an address may hold one.
    """
    slug = slug.replace("\0", "")
    artifact = _shown().filter(slug=slug).first()
    if artifact is not None:
        return Found(artifact, None, [])
    target = _alias_target(slug)
    return Found(None, target, [] if target else near_matches(slug))


def artifact_named(text: str) -> Found:
    """Look up what a person typed: a slug, an exact name, an alias, else near matches."""
    asked = text.replace("\0", "").strip()
    found = artifact_find(slug_without_vs(slug_of_name(asked)))
    if found.artifact or found.redirect_to:
        return found
    named = list(_shown().filter(name__iexact=asked)[:2])
    if len(named) == 1:
        return Found(named[0], None, [])
    return Found(None, None, near_matches(asked))


def _alias_target(slug: str) -> str | None:
    """Slugs once in use lead before names that a source happens to give; a shared name leads nowhere.

    A name without a Latin letter or digit has the empty slug, which says nothing.
    """
    if not slug:
        return None
    targets = Alias.objects.filter(slug=slug, artifact__status=Artifact.Status.LISTED)
    for origins in ((Alias.Origin.ORIGINAL_SLUG, Alias.Origin.FORMER_SLUG), Alias.Origin.values):
        slugs = set(targets.filter(origin__in=origins).values_list("artifact__slug", flat=True)[:3])
        if slugs:
            return slugs.pop() if len(slugs) == 1 else None
    return None


def near_matches(text: str) -> list[NearMatch]:
    """Listed artifacts with a name, slug or alias like the text, most alike first, more widely listed ones first.

    Trigram similarity over one narrow indexed expression a table: word similarity finds `internlm` in long names too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH asked AS (SELECT lower(%s) AS text), hits AS (
                SELECT a.id, similarity(lower(a.name), asked.text) AS likeness
                FROM catalog_artifact a, asked WHERE lower(a.name) %% asked.text
                UNION ALL SELECT a.id, similarity(a.slug, asked.text) FROM catalog_artifact a, asked
                WHERE a.slug %% asked.text
                UNION ALL SELECT l.artifact_id, similarity(lower(l.name), asked.text) FROM catalog_alias l, asked
                WHERE lower(l.name) %% asked.text
            )
            SELECT a.slug, a.name, a.kind FROM (SELECT id, max(likeness) AS likeness FROM hits GROUP BY id) best
            JOIN catalog_artifact a USING (id)
            WHERE a.status = 'listed'
            ORDER BY likeness DESC, cardinality(a.also_in) DESC, a.slug LIMIT %s
            """,
            [text[:200], NEAR_MATCHES],
        )
        return [NearMatch(*row) for row in cursor.fetchall()]


def artifacts_by_slug(slugs: Iterable[str]) -> dict[str, Artifact]:
    """Listed artifacts with what every page shows of them."""
    return {artifact.slug: artifact for artifact in _shown().filter(slug__in=list(slugs))}


def _shown() -> ArtifactQuerySet:
    """Listed artifacts as a page begins with them: with what goes into its entity tag."""
    return Artifact.objects.listed().stamped().select_related("organization", "source")


def artifacts_by_id(artifact_ids: Iterable[int], *, source: bool = False) -> dict[int, Artifact]:
    """Listed artifacts with their publishers, and with where they were imported from when asked; one query."""
    related = ("organization", "source") if source else ("organization",)
    return Artifact.objects.listed().select_related(*related).in_bulk(list(artifact_ids))


def artifact_citations(artifact_ids: Iterable[int]) -> dict[int, list[Citation]]:
    """Numbered sources by artifact id, each knowing the rows that cite it (`citing_rows`); one query."""
    citations: dict[int, list[Citation]] = {artifact_id: [] for artifact_id in artifact_ids}
    rows = {f"{name}_ids": ArraySubquery(_citing(name)) for name in CITING}
    for citation in Citation.objects.filter(artifact_id__in=citations).annotate(**rows).order_by("number"):
        citations[citation.artifact_id].append(citation)
    return citations


def _citing(name: str) -> QuerySet[Any, Any]:
    """Ids of the rows of one relation that cite the citation of the outer query."""
    relation: Any = Citation._meta.get_field(name)
    through = relation.through
    (column,) = {field.attname for field in through._meta.fields} - {"id", "citation_id"}
    rows: QuerySet[Any, Any] = through.objects.filter(citation_id=OuterRef("pk")).order_by(column).values(column)
    return rows


def citing_rows(citation: Citation, name: str) -> list[int]:
    """Primary keys of the capabilities, claims ... (`CITING`) that cite one of `artifact_citations`."""
    ids: list[int] = getattr(citation, f"{name}_ids")
    return ids


def artifact_aliases(artifact_id: int) -> list[str]:
    return list(Alias.objects.filter(artifact_id=artifact_id).values_list("name", flat=True))


def artifact_prices(artifact_ids: Iterable[int]) -> dict[int, list[Price]]:
    """Priced offers of each artifact, cheapest input first, unpriced ones last; one query."""
    prices: dict[int, list[Price]] = {artifact_id: [] for artifact_id in artifact_ids}
    for price in Price.objects.filter(artifact_id__in=prices).order_by(
        F("input_amount").asc(nulls_last=True), "provider"
    ):
        prices[price.artifact_id].append(price)
    return prices


def artifact_relations(artifact_ids: Iterable[int]) -> list[Relation]:
    """Relations that start from these artifacts."""
    return list(Relation.objects.filter(subject_id__in=list(artifact_ids)).select_related("subject", "object"))


def relations_around(artifact_id: int) -> list[Relation]:
    """Relations that start from or lead to an artifact, its own first; as many as a page can hold."""
    around = Relation.objects.filter(Q(subject_id=artifact_id) | Q(object_id=artifact_id))
    own_first = Case(When(subject_id=artifact_id, then=0), default=1)
    ordered = around.select_related("subject", "object").order_by(own_first, "type", "subject__name", "object_name")
    return list(ordered[:RELATIONS_SHOWN])


def families_of(artifact_ids: Iterable[int]) -> dict[int, Artifact]:
    """The listed family of each of these artifacts that has one; one query."""
    return {number: membership.family for number, membership in family_memberships(artifact_ids).items()}


def family_memberships(artifact_ids: Iterable[int]) -> dict[int, FamilyMembership]:
    """The membership in a listed family by id of the member; where a curator and a rule differ, the curator's."""
    set_by_hand_first = Case(When(rule__in=FamilyMembership.BY_HAND, then=0), default=1)
    found = (
        FamilyMembership.objects.filter(member_id__in=list(artifact_ids), family__status=Artifact.Status.LISTED)
        .select_related("family__organization")
        .order_by(set_by_hand_first, "family__slug")
    )
    memberships: dict[int, FamilyMembership] = {}
    for membership in found:
        memberships.setdefault(membership.member_id, membership)
    return memberships


def memberships_of(family_id: int) -> list[FamilyMembership]:
    """The listed members of a family in their order, each with its version."""
    listed = FamilyMembership.objects.filter(family_id=family_id, member__status=Artifact.Status.LISTED)
    return list(listed.select_related("member__organization").order_by("position", "member__slug"))


def members_of(family_id: int) -> QuerySet[Artifact]:
    """The listed members of a family in their order."""
    listed = Artifact.objects.listed().filter(families__family_id=family_id)
    return listed.select_related("organization").order_by("families__position", "slug")


def artifact_benchmarks(artifact_ids: Iterable[int], *, beside: bool = False) -> list[BenchmarkResult]:
    """Benchmark results of these artifacts, with test and source; one query.

    With `beside`, also what the same source on the same day sets beside them: a vendor's table of itself and others.
    """
    own = BenchmarkResult.objects.filter(artifact_id__in=list(artifact_ids))
    wanted = Q(artifact_id__in=list(artifact_ids))
    if beside:
        table = own.filter(source_id=OuterRef("source_id"), reported=OuterRef("reported"))
        rival = BenchmarkResult.ReportedBy.COMPETITOR
        wanted |= Q(Exists(table.filter(reported_by=rival))) | Q(Exists(table), reported_by=rival)
    results = BenchmarkResult.objects.filter(wanted).select_related("artifact", "benchmark", "source")
    return list(results.order_by("-reported", "id"))


def source_is_known(key: str) -> bool:
    """Whether a collection of this key was ever imported from; one query."""
    return Source.objects.filter(key=key).exists()


def catalog_counts() -> CatalogCounts:
    """How many artifacts of each kind are listed; one query, which the index on both answers alone."""
    found = dict(Artifact.objects.listed().order_by().values_list("kind").annotate(number=Count("*")))
    return CatalogCounts(models=found.get(Artifact.Kind.MODEL, 0), datasets=found.get(Artifact.Kind.DATASET, 0))
