"""The pages of capability kinds, assembled from selectors: the tree, and one kind with everything that has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import Artifact, CapabilityEntry, CapabilityKind
from catalog.selectors_kinds import (
    HolderCounts,
    capability_kind_find,
    capability_kinds,
    entries_of_kinds,
    holder_counts,
    holders_together,
)
from compare.pages.capabilities import NO_SOURCE
from compare.pages.frames import artifact_url, meta, web_address
from compare.pages.kind_tree import KindTreeIndex, capability_url, kind_line, matches
from compare.parts.basics import Empty, Link
from compare.parts.kinds import (
    CapabilityIndexPage,
    CapabilityPage,
    HolderEntry,
    HolderRow,
    KindTab,
    KindTree,
)
from compare.parts.points import Points
from scoring.selectors import RunInfo
from scoring.selectors_ranked import Holder, holders_ranked

PAGE_ROWS = 25
ENTRIES_SHOWN = 3
QUERY_LENGTH = 100
HEADING = "Capabilities"
NO_KINDS = Empty("No capability kind is known yet.", "Import them with: manage.py import_catalog FILE...")


def capability_index_page(*, query: str, run: RunInfo | None) -> CapabilityIndexPage:
    """All kinds by root, or those that match what was typed."""
    kinds = capability_kinds()
    counts = holder_counts()
    tree = KindTreeIndex(kinds)
    words = query.casefold().split()
    trees = []
    for root in tree.children.get(None, []):
        below = [(kind, depth) for kind, depth in tree.below(root) if not words or matches(kind, words)]
        if below or not words or matches(root, words):
            lines = tuple(kind_line(kind, counts, depth=depth) for kind, depth in below)
            trees.append(KindTree(kind_line(root, counts), f"tree-{root.path}", lines))
    shown = sum(matches(kind, words) for kind in kinds)
    intro = (
        f"{len(kinds)} kinds of capability, on which entries of different artifacts are aligned. A count is of"
        " artifacts with an entry of that very kind; the page of a kind also lists those of the kinds below it."
    )
    empty = None
    if not kinds:
        empty = NO_KINDS
    elif not shown:
        empty = Empty(f"No kind says “{query}”.", "Try one word, or clear the filter to see the whole tree.")
    return CapabilityIndexPage(
        meta=meta(
            title=HEADING,
            description=intro,
            canonical=reverse("compare:capabilities"),
            run=run,
            noindex="A filtered list; the whole one is offered." if query else "",
        ),
        heading=HEADING,
        intro=intro,
        query=query,
        shown=shown,
        total=len(kinds),
        trees=tuple(trees),
        empty=empty,
    )


def capability_page(
    tree: KindTreeIndex, kind: CapabilityKind, *, artifact_kind: str, page: int, run: RunInfo | None
) -> CapabilityPage | None:
    """One page of the artifacts of one kind; None beyond its end. An empty `artifact_kind` takes the larger one."""
    below = list(tree.below(kind))
    kind_ids = [kind.pk, *(child.pk for child, _ in below)]
    together = holders_together(kind_ids)
    artifact_kind = artifact_kind or _larger(together)
    pages = max(1, -(-together.of(artifact_kind) // PAGE_ROWS))
    if page > pages:
        return None
    counts = holder_counts([kind.pk, *(child.pk for child, depth in below if depth == 1)])
    offset = PAGE_ROWS * (page - 1)
    holders = holders_ranked(kind_ids, kind=artifact_kind, offset=offset, limit=PAGE_ROWS, run=run)
    own = counts.get(kind.pk)
    label = Artifact.Kind(artifact_kind).label
    description = kind.definition or f"Artifacts with the capability {kind.name}."
    return CapabilityPage(
        meta=meta(
            title=kind.name if page == 1 else f"{kind.name}, page {page}",
            description=description,
            canonical=_address(kind.path, artifact_kind, page, together),
            run=run,
            noindex="" if together.models + together.datasets else "No artifact has this capability yet.",
        ),
        heading=kind.name,
        path=kind.path,
        definition=kind.definition,
        synonyms=tuple(kind.synonyms),
        intents=tuple(kind.intents),
        above=tuple(kind_line(each, {}) for each in tree.above(kind)),
        below=tuple(kind_line(child, counts, depth=depth) for child, depth in below if depth == 1),
        own=own.of(artifact_kind) if own else 0,
        tabs=tuple(_tab(kind.path, each, together, artifact_kind) for each in Artifact.Kind),
        kind=artifact_kind,
        rows=_rows(holders, kind, kind_ids),
        page=page,
        pages=pages,
        previous_url=_address(kind.path, artifact_kind, page - 1, together) if page > 1 else "",
        next_url=_address(kind.path, artifact_kind, page + 1, together) if page < pages else "",
        empty=None
        if holders
        else Empty(
            f"No {label} has a published entry of this kind.", "See the other tab, or the kinds above and below."
        ),
    )


@dataclass(frozen=True)
class KindFound:
    """The whole tree, and the kind of a path or the path of the one that it became or is spelled like."""

    tree: KindTreeIndex
    kind: CapabilityKind | None = None
    moved_to: str = ""


def kind_find(path: str) -> KindFound:
    """One query for a kind that is there; one or more beside it for a path that is not."""
    tree = KindTreeIndex(capability_kinds())
    if path in tree.by_path:
        return KindFound(tree, tree.by_path[path])
    lower = path.lower()
    if lower in tree.by_path:
        return KindFound(tree, moved_to=lower)
    return KindFound(tree, moved_to=capability_kind_find(lower)[1] or "")


def query_cleaned(text: str) -> str:
    """What was typed into the filter, in one line of bounded length."""
    return " ".join(text.replace("\x00", " ").split())[:QUERY_LENGTH]


def last_page(tree: KindTreeIndex, kind: CapabilityKind, artifact_kind: str) -> tuple[int, str]:
    """Number and address of the last page of a list."""
    together = holders_together([kind.pk, *(child.pk for child, _ in tree.below(kind))])
    artifact_kind = artifact_kind or _larger(together)
    last = max(1, -(-together.of(artifact_kind) // PAGE_ROWS))
    return last, _address(kind.path, artifact_kind, last, together)


def _larger(together: HolderCounts) -> str:
    return Artifact.Kind.DATASET.value if together.datasets > together.models else Artifact.Kind.MODEL.value


def _address(path: str, artifact_kind: str, page: int, together: HolderCounts) -> str:
    """The shortest address of a page: the larger kind and the first page need no word."""
    query = {} if artifact_kind == _larger(together) else {"kind": artifact_kind}
    if page > 1:
        query["page"] = str(page)
    return reverse("compare:capability", args=[path], query=query or None)


def _tab(path: str, kind: Artifact.Kind, together: HolderCounts, current: str) -> KindTab:
    return KindTab(
        kind=kind.value,
        label=f"{kind.label.capitalize()}s",
        url=_address(path, kind.value, 1, together),
        count=together.of(kind.value),
        current=kind.value == current,
    )


def _rows(holders: Sequence[Holder], kind: CapabilityKind, kind_ids: Sequence[int]) -> tuple[HolderRow, ...]:
    ids = [holder.artifact_id for holder in holders]
    artifacts = Artifact.objects.listed().select_related("organization").in_bulk(ids)
    entries = entries_of_kinds(ids, kind_ids)
    return tuple(
        _row(holder, artifacts[holder.artifact_id], entries[holder.artifact_id], kind)
        for holder in holders
        if holder.artifact_id in artifacts
    )


def _row(holder: Holder, artifact: Artifact, entries: Sequence[CapabilityEntry], kind: CapabilityKind) -> HolderRow:
    """Entries of the page's own kind come first, then those of kinds below it."""
    ordered = sorted(entries, key=lambda entry: entry.kind_id != kind.pk)
    return HolderRow(
        position=holder.position,
        slug=artifact.slug,
        name=artifact.name,
        organization=artifact.organization.name if artifact.organization else None,
        url=artifact_url(artifact.slug),
        score=None if holder.score_tenths is None else Points(holder.score_tenths),
        entries=tuple(_entry(artifact, entry, kind) for entry in ordered[:ENTRIES_SHOWN]),
        more=max(0, len(entries) - ENTRIES_SHOWN),
    )


def _entry(artifact: Artifact, entry: CapabilityEntry, kind: CapabilityKind) -> HolderEntry:
    home = artifact_url(artifact.slug)
    citations = tuple(
        Link(f"[{citation.number}] {citation.title}", f"{home}#source-a-{citation.number}")
        for citation in entry.citations.all()
    )
    inferred = entry.provenance == CapabilityEntry.Provenance.INFERRED
    own = entry.kind_id == kind.pk or entry.kind is None
    return HolderEntry(
        name=entry.name,
        url=f"{home}#capability-{entry.uid.hex[:12]}",
        kind_name="" if own or entry.kind is None else entry.kind.name,
        kind_url="" if own or entry.kind is None else capability_url(entry.kind.path),
        description=entry.description,
        provenance=entry.get_provenance_display() if citations or inferred else NO_SOURCE,
        fact=entry.fact,
        source_name=entry.source.name if entry.source else "",
        source_url=web_address(entry.source.url) if entry.source else "",
        citations=citations,
    )
