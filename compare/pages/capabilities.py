"""Capability entries as blocks: shared by the sides, or one side's alone; and the sources that they cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.models import CapabilityEntry, Citation, Relation
from catalog.selectors_entries import entry_overrides
from compare.answers.alignment import Alignment, Entry, Method, Overrides, align
from compare.answers.pair_text import speaks_of
from compare.pages.frames import web_address
from compare.pages.presence import presence_rows
from compare.pages.subjects import Subject
from compare.parts.basics import CitationMark, Empty, RelationLine, Sources
from compare.parts.capabilities import Capabilities, CapabilityItem, OnlyLane, SharedCapability

NO_SOURCE = "no source"
NO_ENTRY_HELP = "An entry says what it can do, what sets it apart and where that is stated, each with a source."

HOW: dict[Method, str] = {
    "curator": "set by a curator",
    "kind": "same kind",
    "name": "same name",
    "text": "similar text",
}
# Of two sides the lanes say who has what; of more a table does.
MATRIX_ABOVE = 2

PHRASES = {
    Relation.Type.TRAINED_ON: "was trained on",
    Relation.Type.EVALUATED_ON: "was evaluated on",
    Relation.Type.DERIVED_FROM: "is derived from",
    Relation.Type.SUCCESSOR_OF: "is the successor of",
    Relation.Type.USES_ENCODER: "uses the encoder",
    Relation.Type.PART_OF: "is part of",
}


def capability_blocks(subjects: Sequence[Subject]) -> Capabilities:
    """Every published entry exactly once: in a shared row or in its side's lane.

    What an entry says of alternatives stands here where it speaks of another side; all of it is on its artifact's page.
    """
    aligned = align([[_entry(e, place) for place, e in enumerate(s.entries)] for s in subjects], _overrides(subjects))
    items = {
        str(entry.uid): _of_the_pair(capability_item(subject, entry), names)
        for subject in subjects
        for names in [[name for other in subjects if other is not subject for name in _names(other)]]
        for entry in subject.entries
    }
    counts = tuple(len(subject.entries) for subject in subjects)
    shared = _shared(aligned, items, _kind_names(subjects))
    only = tuple(_lane(s, ids, items) for s, ids in zip(subjects, aligned.only, strict=True))
    return Capabilities(
        counts=counts,
        shared=shared,
        only=only,
        empty=None if any(counts) else Empty("No capability entry yet for any side (0 decomposed).", NO_ENTRY_HELP),
        matrix=presence_rows(shared, only, counts) if len(subjects) > MATRIX_ABOVE else (),
    )


def _entry(entry: CapabilityEntry, place: int) -> Entry:
    """What a rule printed repeats the name, and is no text to compare."""
    kind = entry.kind
    inferred = entry.provenance == CapabilityEntry.Provenance.INFERRED
    return Entry(
        id=str(entry.uid),
        kind=kind.path if kind else None,
        name=entry.name,
        position=place,
        terms=(kind.name, *kind.synonyms, kind.path.rpartition(".")[2]) if kind else (),
        text="" if inferred else entry.description,
    )


def _overrides(subjects: Sequence[Subject]) -> Overrides:
    """A curator's words on entries of these sides."""
    said = [
        (frozenset((str(entry.uid), other)), same)
        for subject in subjects
        for entry in subject.entries
        for other, same in entry_overrides(entry)
    ]
    return Overrides(
        same=frozenset(pair for pair, same in said if same),
        different=frozenset(pair for pair, same in said if not same),
    )


def _kind_names(subjects: Sequence[Subject]) -> dict[str | None, str]:
    return {entry.kind.path: entry.kind.name for subject in subjects for entry in subject.entries if entry.kind}


def _shared(
    aligned: Alignment, items: dict[str, CapabilityItem], kind_names: dict[str | None, str]
) -> tuple[SharedCapability, ...]:
    """A row is called as its entries are; where they have several names, as the kind that all of them have."""
    rows = []
    for group in aligned.shared:
        members = tuple(items[member] if member else None for member in group.members)
        there = [member for member in members if member]
        one_name, one_kind = len({item.name for item in there}) == 1, len({item.kind for item in there}) == 1
        first = there[0]
        name = kind_names.get(first.kind, first.name) if one_kind and not one_name else first.name
        how = _how(group.method, group.likeness)
        rows.append(SharedCapability(f"shared-{first.anchor}", name, group.method, members, group.likeness, how))
    return tuple(rows)


def _how(method: Method, likeness: float | None) -> str:
    """Why they are taken for the same, in words."""
    return f"{HOW[method]} {likeness:.2f}".replace(" 0.", " .") if likeness is not None else HOW[method]


def _lane(subject: Subject, ids: Sequence[str], items: dict[str, CapabilityItem]) -> OnlyLane:
    if ids:
        empty = None
    elif subject.entries:
        empty = Empty(f"Everything that {subject.artifact.name} has is shared.", "")
    else:
        empty = Empty(f"No capability entry yet for {subject.artifact.name} (0 decomposed).", NO_ENTRY_HELP)
    return OnlyLane(
        letter=subject.letter,
        name=subject.artifact.name,
        anchor=f"only-{subject.letter.lower()}",
        items=tuple(items[entry_id] for entry_id in ids),
        empty=empty,
    )


def _names(subject: Subject) -> list[str]:
    family = subject.membership.family.name if subject.membership else ""
    return [subject.artifact.name, *([family] if family else [])]


def _of_the_pair(item: CapabilityItem, names: Sequence[str]) -> CapabilityItem:
    """`names` are those of the other sides and their families."""
    told = item.vs_alternatives
    return replace(item, vs_alternatives="") if told and not speaks_of(told, names) else item


def capability_item(subject: Subject, entry: CapabilityEntry) -> CapabilityItem:
    citations = marks_of(subject, "capabilities", entry.pk)
    inferred = entry.provenance == CapabilityEntry.Provenance.INFERRED
    return CapabilityItem(
        id=str(entry.uid),
        letter=subject.letter,
        anchor=f"capability-{entry.uid.hex[:12]}",
        name=_name(entry),
        kind=entry.kind.path if entry.kind else None,
        description=entry.description,
        unique=entry.unique,
        vs_alternatives=entry.vs_alternatives,
        best_for=tuple(entry.best_for),
        limitations=tuple(entry.limitations),
        requires=tuple(entry.requires),
        input_types=tuple(entry.input_types),
        output_types=tuple(entry.output_types),
        intents_served=tuple(entry.intents_served),
        provenance=entry.get_provenance_display() if citations or inferred else NO_SOURCE,
        rule=entry.rule,
        fact=entry.fact,
        source_name=_fact_source(subject, entry),
        source_url=web_address(entry.source.url) if entry.source else "",
        reviewed_on=entry.reviewed_on,
        citations=citations,
    )


def _name(entry: CapabilityEntry) -> str:
    """Only a preview holds entries that are not published."""
    published = entry.status == CapabilityEntry.Status.PUBLISHED
    return entry.name if published else f"{entry.name} ({entry.get_status_display()})"


def _fact_source(subject: Subject, entry: CapabilityEntry) -> str:
    """Collections are joined before the import, which says of an artifact who lists it, not of each fact."""
    if entry.source is None:
        return ""
    others = len(subject.artifact.also_in) if entry.source_id == subject.artifact.source_id else 0
    return f"{entry.source.name}, first of {others + 1} collections that list it" if others else entry.source.name


def marks_of(subject: Subject, name: str, row: int) -> tuple[CitationMark, ...]:
    """The numbered sources of one row: `name` is one of `catalog.selectors.CITING`."""
    return tuple(citation_mark(subject, citation) for citation in subject.cited.get((name, row), ()))


def citation_mark(subject: Subject, citation: Citation) -> CitationMark:
    return CitationMark(
        number=citation.number,
        anchor=f"source-{subject.letter.lower()}-{citation.number}",
        url=web_address(citation.url),
        title=citation.title,
        publisher=citation.publisher,
        published=citation.published,
        retrieved_on=citation.retrieved_on,
        cited_by=citation.cited_by,
    )


def side_sources(subject: Subject) -> Sources:
    source = subject.artifact.source
    return Sources(
        letter=subject.letter,
        name=subject.artifact.name,
        collection=str(source) if source else "",
        collection_url=web_address(source.url) if source else "",
        citations=tuple(citation_mark(subject, citation) for citation in subject.citations),
    )


def relation_line(
    relation: Relation, *, url: str, subject_url: str = "", citations: tuple[CitationMark, ...] = ()
) -> RelationLine:
    """Without an address the source's own words stand: what is not listed has no name here."""
    return RelationLine(
        subject=relation.subject.name,
        phrase=PHRASES[Relation.Type(relation.type)],
        object=relation.object.name if relation.object and url else relation.object_name,
        url=url,
        subject_url=subject_url,
        citations=citations,
    )
