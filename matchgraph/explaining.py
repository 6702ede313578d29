"""Why an artifact was found: which words of the question stand in which of its texts, and what it can do about it.

Texts are reduced to stems by the database, as they were for the index, so an explanation claims no other match than
the one that the index can have made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from catalog.models import Artifact, CapabilityEntry
from matchgraph.models import SearchTerm
from matchgraph.words import Piece, compact, pieces, searchable

# One entry that holds this share of what the question says serves it; below it a shared word is chance.
SERVES_FROM = 0.25
REASONS_SHOWN = 6
NAMES = ("name", "alias", "hub id")


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of the question, as typed, that stand in one text. `where` is name, alias, capability, task ..."""

    where: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Serving:
    """A capability entry that has a word of the question in its name, its kind or a synonym, or whose kind lies near.

    `share`, 0 to 1: of the question's words, each weighted by its rarity, how much all of the entry's words hold; with
    `by_meaning`, how near the question lies to the nearest phrase that leads to its kind.
    """

    entry: CapabilityEntry
    share: float
    words: tuple[str, ...]
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    reasons: tuple[Reason, ...]
    serving: tuple[Serving, ...]


@dataclass(frozen=True, slots=True)
class Stem:
    """A word of the question: as typed, the stems it may stand as in a text, and how rare it is."""

    typed: str
    ways: tuple[frozenset[str], ...]
    rarity: float


@dataclass(frozen=True)
class Asked:
    """A question with its words, and the stems of every text that it is held against."""

    text: str
    words: tuple[Stem, ...]
    stems: Mapping[str, frozenset[str]]

    def held(self, stems: frozenset[str]) -> list[Stem]:
        """The words of the question that stand among these stems."""
        return [word for word in self.words if any(way <= stems for way in word.ways)]


def explanations(
    text: str,
    artifacts: Sequence[Artifact],
    *,
    aliases: Mapping[int, Sequence[str]],
    entries: Mapping[int, Sequence[CapabilityEntry]],
    near: Mapping[int, float] | None = None,
) -> dict[int, Explanation]:
    """By artifact id; two queries however many artifacts. `near`: how near the question lies to capability kinds."""
    texts = {artifact.pk: list(_texts(artifact, aliases[artifact.pk])) for artifact in artifacts}
    told = {artifact.pk: [(entry, *_entry_texts(entry)) for entry in entries[artifact.pk]] for artifact in artifacts}
    wanted = {one for rows in texts.values() for _, one in rows}
    wanted |= {one for rows in told.values() for _, *both in rows for one in both}
    asked = pieces(text)
    stems = _stems([*(word for piece in asked for word in (piece.whole, *piece.parts)), *wanted])
    question = Asked(text, _question(asked, stems), stems)
    return {
        artifact.pk: Explanation(
            reasons=_without_repeats(
                [*_reasons(question, texts[artifact.pk]), *_abilities(serving := _serving(question, told[artifact.pk]))]
            ),
            serving=_with_near([one for one in serving if one.share >= SERVES_FROM], entries[artifact.pk], near or {}),
        )
        for artifact in artifacts
    }


def _texts(artifact: Artifact, aliases: Sequence[str]) -> Iterable[tuple[str, str]]:
    yield "name", artifact.name
    yield from (("alias", alias) for alias in aliases if alias != artifact.name)
    if artifact.hub_id:
        yield "hub id", artifact.hub_id
    yield from (("task", task) for task in artifact.tasks)
    if artifact.organization:
        yield "organization", artifact.organization.name
    yield from (("domain", domain) for domain in artifact.domains)
    yield from (("modality", modality) for modality in artifact.modalities)
    yield "kind", artifact.kind
    if artifact.summary:
        yield "summary", artifact.summary


def _entry_texts(entry: CapabilityEntry) -> tuple[str, str]:
    """What it is called, and what else is told of it."""
    kind = entry.kind
    named = [entry.name, *((kind.name, *kind.synonyms) if kind else ())]
    told = [
        entry.description,
        *entry.best_for,
        *entry.intents_served,
        *((kind.definition, *kind.intents) if kind else ()),
    ]
    return " ".join(named), " ".join(told)


def _stems(texts: Sequence[str]) -> dict[str, frozenset[str]]:
    """The stems of each text; one query."""
    once = list(dict.fromkeys(texts))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, tsvector_to_array(to_tsvector('english', words)) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS given (words, place)",
            [[searchable(text) for text in once]],
        )
        return {once[place - 1]: frozenset(stems) for place, stems in cursor.fetchall()}


def _question(asked: Sequence[Piece], stems: Mapping[str, frozenset[str]]) -> tuple[Stem, ...]:
    """The words of the question that say something, each once; one query. A word that no artifact has is the rarest."""
    ways: dict[str, tuple[frozenset[str], ...]] = {}
    for piece in asked:
        joined = frozenset(stem for part in piece.parts for stem in stems[part])
        found = tuple(way for way in (stems[piece.whole], joined) if way)
        if found:
            ways.setdefault(piece.whole, found)
    every = {stem for found in ways.values() for way in found for stem in way}
    known = dict(SearchTerm.objects.filter(lexeme__in=every).values_list("lexeme", "documents"))
    total = max(known.values(), default=1) + 1
    return tuple(
        Stem(typed, found, math.log(1 + total / max(known.get(stem, 1) for stem in found[0])))
        for typed, found in ways.items()
    )


def _reasons(question: Asked, texts: Iterable[tuple[str, str]]) -> Iterator[Reason]:
    for where, one in texts:
        if held := question.held(question.stems[one]):
            yield Reason(where, one, tuple(word.typed for word in held))
        elif where in NAMES and compact(one) == compact(question.text):
            # A name of stop words alone has no stem.
            yield Reason(where, one, (question.text,))


def _serving(question: Asked, told: Iterable[tuple[CapabilityEntry, str, str]]) -> list[Serving]:
    """What it can do about the question, best first."""
    total = sum(word.rarity for word in question.words) or 1.0
    serving = []
    for entry, named, described in told:
        if by_name := question.held(question.stems[named]):
            held = question.held(question.stems[named] | question.stems[described])
            share = sum(word.rarity for word in held) / total
            serving.append(Serving(entry, share, tuple(word.typed for word in by_name)))
    return sorted(serving, key=lambda one: (-one.share, one.entry.position, one.entry.pk))


def _with_near(
    serving: Sequence[Serving], entries: Sequence[CapabilityEntry], near: Mapping[int, float]
) -> tuple[Serving, ...]:
    """Those found by words first, then those whose kind lies near, the nearest first."""
    found = {one.entry.pk for one in serving}
    others = [
        Serving(entry, near[entry.kind_id], (), by_meaning=True)
        for entry in entries
        if entry.kind_id is not None and entry.kind_id in near and entry.pk not in found
    ]
    return (*serving, *sorted(others, key=lambda one: (-one.share, one.entry.position, one.entry.pk)))


def _abilities(serving: Iterable[Serving]) -> Iterator[Reason]:
    return (Reason("capability", one.entry.name, one.words) for one in serving)


def _without_repeats(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The first of each place for the same words: ten aliases with one word in common say it once."""
    kept: dict[tuple[str, tuple[str, ...]], Reason] = {}
    for reason in reasons:
        kept.setdefault(("name" if reason.where in NAMES else reason.where, reason.words), reason)
    return tuple(kept.values())[:REASONS_SHOWN]
