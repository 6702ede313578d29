"""Capability entries as blocks: shared by the sides, or one side's alone; and the sources that they cite."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import CapabilityEntry, Citation, Relation
from compare.answers.alignment import Alignment, Entry, align
from compare.pages.frames import web_address
from compare.pages.subjects import Subject
from compare.parts.basics import (
    Capabilities,
    CapabilityItem,
    CitationMark,
    Empty,
    OnlyLane,
    RelationLine,
    SharedCapability,
    Sources,
)

NO_SOURCE = "no source"
NO_ENTRY_HELP = "An entry says what it can do, what sets it apart and where that is stated, each with a source."

PHRASES = {
    Relation.Type.TRAINED_ON: "was trained on",
    Relation.Type.EVALUATED_ON: "was evaluated on",
    Relation.Type.DERIVED_FROM: "is derived from",
    Relation.Type.SUCCESSOR_OF: "is the successor of",
    Relation.Type.USES_ENCODER: "uses the encoder",
    Relation.Type.PART_OF: "is part of",
}


def capability_blocks(subjects: Sequence[Subject]) -> Capabilities:
    """Every published entry exactly once: in a shared row or in its side's lane."""
    aligned = align([[_entry(entry, place) for place, entry in enumerate(s.entries)] for s in subjects])
    items = {str(entry.uid): capability_item(subject, entry) for subject in subjects for entry in subject.entries}
    return Capabilities(
        counts=tuple(len(subject.entries) for subject in subjects),
        shared=_shared(aligned, items, _kind_names(subjects)),
        only=tuple(_lane(s, ids, items) for s, ids in zip(subjects, aligned.only, strict=True)),
        empty=None
        if any(subject.entries for subject in subjects)
        else Empty("No capability entry yet for any side (0 decomposed).", NO_ENTRY_HELP),
    )


def _entry(entry: CapabilityEntry, place: int) -> Entry:
    return Entry(str(entry.uid), entry.kind.path if entry.kind else None, entry.name, place)


def _kind_names(subjects: Sequence[Subject]) -> dict[str | None, str]:
    return {entry.kind.path: entry.kind.name for subject in subjects for entry in subject.entries if entry.kind}


def _shared(
    aligned: Alignment, items: dict[str, CapabilityItem], kind_names: dict[str | None, str]
) -> tuple[SharedCapability, ...]:
    """A row is called as its entries are; where they have several names, as their kind is."""
    rows = []
    for group in aligned.shared:
        members = tuple(items[member] if member else None for member in group.members)
        first = next(member for member in members if member)
        one_name = len({member.name for member in members if member}) == 1
        name = first.name if one_name or group.method == "name" else kind_names[first.kind]
        rows.append(SharedCapability(f"shared-{first.anchor}", name, group.method, members))
    return tuple(rows)


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
