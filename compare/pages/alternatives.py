"""Alternatives to artifacts, gathered in two queries: the page, and the short block of other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from catalog.labels import facts_of, licence_label, size_label
from catalog.models import Artifact
from catalog.selectors_neighbours import Kin, Surroundings, Tie, surroundings_of
from compare.answers.alternatives import (
    FOR_KINDS,
    FOR_SCORE,
    RULES,
    Candidate,
    Group,
    Kind,
    Pick,
    Price,
    alternatives,
    first_of,
    rarity,
)
from compare.answers.purposes import job_kinds, main_family, task_families
from compare.pages.frames import artifact_url, comparison_url, meta
from compare.parts.alternatives import AlternativeGroup, AlternativeLine, AlternativesBlock, AlternativesPage
from compare.parts.basics import Empty, Side
from compare.parts.points import Points
from scoring.selectors import RunInfo
from scoring.selectors_ranked import Neighbour, Origin, neighbours_ranked

# What bounds the time of one answer, however crowded a kind is: rows of the index read, artifacts loaded.
HOLDERS_PROBED = 12_000
CANDIDATES = 150
SHORT = 5
VAGUE_LICENCES = ("", "other", "unknown", "proprietary")
HELP = (
    "Alternatives follow from capability entries and task labels; this one has too few of them, or nobody shares them."
)
SIZES = {"model": ("parameters", "parameters"), "dataset": ("examples", "examples")}


@dataclass(frozen=True)
class Gathered:
    """Groups of picks by slug, with the neighbours behind them, and which of these are kin, by id."""

    groups: tuple[Group, ...]
    neighbours: Mapping[str, Neighbour]
    kin: Mapping[int, Kin]


def alternatives_gather(artifacts: Sequence[Artifact], *, run: RunInfo | None) -> tuple[Gathered, ...]:
    """Two queries, however many artifacts there are and whatever is found."""
    around = surroundings_of(artifact.pk for artifact in artifacts)
    kinds = {pk: _kinds(near) for pk, near in around.items()}
    origins = [_origin(pk, near, kinds[pk]) for pk, near in around.items()]
    found = neighbours_ranked(origins, for_score=FOR_SCORE / 1000, limit=CANDIDATES, run=run)
    return tuple(_gathered(one, around[one.pk], kinds[one.pk], found[one.pk]) for one in artifacts)


def _kinds(near: Surroundings) -> dict[int, Kind]:
    return {
        kind.id: Kind(kind.name, rarity(kind.holders, near.population), bool(job_kinds([kind.path])))
        for kind in near.kinds
    }


def _origin(artifact_id: int, near: Surroundings, kinds: Mapping[int, Kind]) -> Origin:
    weights = {kind_id: kind.weight for kind_id, kind in kinds.items()}
    probed = _probed([(kind.id, kind.holders) for kind in near.kinds])
    return Origin(artifact_id, weights, probed, near.kin, for_kinds=FOR_KINDS / (sum(weights.values()) or 1.0))


def _gathered(
    artifact: Artifact, near: Surroundings, kinds: Mapping[int, Kind], found: Sequence[Neighbour]
) -> Gathered:
    target = candidate_of(artifact, None, frozenset(kinds), "")
    candidates = [
        candidate_of(
            one.artifact, one.score_tenths, one.kinds, _kin_words(near.kin.get(one.artifact.pk), artifact, one.artifact)
        )
        for one in found
    ]
    return Gathered(alternatives(target, candidates, kinds), {one.artifact.slug: one for one in found}, near.kin)


def _probed(held: Sequence[tuple[int, int]]) -> list[int]:
    """The rarest kinds, until so many holders are named that more of them would tell little; one at least."""
    chosen: list[int] = []
    holders = 0
    for kind_id, count in held:
        holders += count
        if chosen and holders > HOLDERS_PROBED:
            break
        chosen.append(kind_id)
    return chosen


def candidate_of(artifact: Artifact, score_tenths: int | None, kinds: frozenset[int], kin: str) -> Candidate:
    """What the rules look at. `kinds` are ids of its capability kinds."""
    facts = facts_of(artifact)
    fact, unit = SIZES[artifact.kind]
    size = facts.get(fact) or None
    pricing = artifact.pricing or {}
    return Candidate(
        slug=artifact.slug,
        name=artifact.name,
        score_tenths=score_tenths,
        kinds=kinds,
        tasks=task_families(artifact.tasks, artifact.modalities),
        main_task=main_family(artifact.tasks, artifact.modalities),
        size=size,
        size_unit=unit,
        size_text=size_label(size) if size else "",
        context=int(facts.get("context_length") or facts.get("max_input_tokens") or 0) or None,
        open_weights=facts.get("open_weights"),
        hosted=bool(pricing.get("offer_count")),
        price=_price(pricing),
        licence="" if artifact.licence in VAGUE_LICENCES else licence_label(artifact.licence),
        kin=kin,
    )


def _price(pricing: Mapping[str, object]) -> Price | None:
    amount = pricing.get("min_input")
    if not isinstance(amount, int | float) or amount <= 0:
        return None
    words = (str(pricing.get(name) or "") for name in ("currency", "unit", "observed"))
    return Price(float(amount), *words)


def _kin_words(kin: Kin | None, artifact: Artifact, other: Artifact) -> str:
    """How the other belongs to the artifact; a family that a maker's own facts name counts as well as a membership."""
    if kin is None:
        family = facts_of(artifact).get("family")
        same_maker = artifact.organization_id is not None and artifact.organization_id == other.organization_id
        return f"Same maker, same family: {family}" if family and same_maker and _family(other) == family else ""
    return {
        Tie.MEMBER: f"A member of the family {kin.family}",
        Tie.FAMILY: f"The family that {artifact.name} belongs to",
        Tie.SIBLING: f"Of the same family: {kin.family}",
        Tie.ORIGIN: f"{artifact.name} was derived from it",
        Tie.DERIVATIVE: f"Derived from {artifact.name}",
    }[kin.tie]


def _family(artifact: Artifact) -> object:
    return facts_of(artifact).get("family")


def alternatives_page(artifact: Artifact, *, run: RunInfo | None) -> AlternativesPage:
    (gathered,) = alternatives_gather([artifact], run=run)
    count = sum(len(group.picks) for group in gathered.groups)
    kind = artifact.get_kind_display()
    intro = (
        f"{count} {kind}s that could stand in for {artifact.name} or stand beside it in its family, each with what"
        f" speaks for it. Scores are {settings.RANK_NAME}."
    )
    return AlternativesPage(
        meta=meta(
            title=f"Alternatives to {artifact.name}",
            description=intro,
            canonical=alternatives_url(artifact.slug),
            run=run,
            noindex="" if count else "No alternative is known.",
            twins=True,
        ),
        heading=f"Alternatives to {artifact.name}",
        intro=intro,
        slug=artifact.slug,
        name=artifact.name,
        url=artifact_url(artifact.slug),
        groups=tuple(
            AlternativeGroup(
                group.key,
                group.title,
                f"group-{group.key}",
                tuple(_line(artifact, pick, gathered) for pick in group.picks),
            )
            for group in gathered.groups
        ),
        rules=RULES,
        empty=None if count else _empty(artifact.name),
    )


def alternatives_blocks(
    artifacts: Sequence[Artifact], sides: Sequence[Side], *, run: RunInfo | None
) -> tuple[AlternativesBlock, ...]:
    """The first few of each; two queries for all."""
    gathered = alternatives_gather(artifacts, run=run)
    return tuple(alternatives_block(*each) for each in zip(artifacts, sides, gathered, strict=True))


def alternatives_block(artifact: Artifact, side: Side, gathered: Gathered) -> AlternativesBlock:
    """The first few of what was gathered; no query."""
    lines = tuple(_line(artifact, pick, gathered) for pick in first_of(gathered.groups, count=SHORT))
    return AlternativesBlock(
        letter=side.letter,
        name=artifact.name,
        kind_label=artifact.get_kind_display(),
        url=alternatives_url(artifact.slug),
        lines=lines,
        empty=None if lines else _empty(artifact.name),
    )


def _line(artifact: Artifact, pick: Pick, gathered: Gathered) -> AlternativeLine:
    neighbour = gathered.neighbours[pick.slug]
    found, tenths = neighbour.artifact, neighbour.score_tenths
    return AlternativeLine(
        slug=found.slug,
        name=found.name,
        organization=neighbour.organization,
        url=artifact_url(found.slug),
        compare_url=comparison_url([artifact.slug, found.slug]),
        score=None if tenths is None else Points(tenths),
        reasons=pick.reasons,
    )


def _empty(name: str) -> Empty:
    return Empty(f"No alternative to {name} is known yet.", HELP)


def alternatives_url(slug: str) -> str:
    return reverse("compare:alternatives", args=[slug])
