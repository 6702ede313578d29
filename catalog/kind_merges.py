"""Two capability kinds that mean the same become one. The old path stays as a row that leads to the survivor."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import EVENTS, CapabilityEntry, CapabilityKind
from catalog.recording import changes_by, changes_by_rule
from catalog.restoring import Undone, change_undo

# An inferred entry is a rule's until somebody has edited or reviewed it; the same words as in `deriving_capabilities`.
OF_RULES = Q(provenance=CapabilityEntry.Provenance.INFERRED, revision=1, reviewed_on=None)


class KindMergeError(Exception):
    """The two kinds cannot become one; the text says why, and what to do instead."""


@dataclass(frozen=True)
class KindMerge:
    """What a merge would do, or has done."""

    kind: CapabilityKind
    into: CapabilityKind
    written: int
    inferred: int
    doubled: int
    children: list[CapabilityKind]
    merged_before: list[CapabilityKind]
    synonyms: list[str]
    intents: list[str]


def kind_merge_preview(*, kind: CapabilityKind, into: CapabilityKind) -> KindMerge:
    """What merging `kind` into `into` would move. Raises `KindMergeError`; changes nothing."""
    _refuse(kind, into)
    entries = CapabilityEntry.objects.filter(kind=kind)
    return KindMerge(
        kind=kind,
        into=into,
        written=entries.exclude(OF_RULES).count(),
        inferred=entries.filter(OF_RULES).count(),
        doubled=_doubled(kind, into).count(),
        children=list(kind.children.order_by("path")),
        merged_before=list(kind.merged.order_by("path")),
        synonyms=_new([kind.name, *kind.synonyms], [into.name, *into.synonyms]),
        intents=_new(kind.intents, into.intents),
    )


def kind_merge(*, kind: CapabilityKind, into: CapabilityKind, who: str, why: str = "") -> KindMerge:
    """Move entries, children and words of a kind to another one, to which its path leads from then on.

    An inferred entry goes where the artifact has an entry of the survivor already: of one kind an artifact has one
    inferred entry. One change in the history, so that it can be taken back. Raises `KindMergeError`.
    """
    with changes_by(who=who, why=why or f"merged {kind} into {into}"):
        locked = {row.pk: row for row in CapabilityKind.objects.select_for_update().filter(pk__in=[kind.pk, into.pk])}
        if len(locked) == len({kind.pk, into.pk}):
            kind, into = locked[kind.pk], locked[into.pk]
        merge = kind_merge_preview(kind=kind, into=into)
        with changes_by_rule():
            _doubled(kind, into).delete()
            CapabilityEntry.objects.filter(OF_RULES, kind=kind).update(kind=into)
        CapabilityEntry.objects.filter(kind=kind).update(kind=into)
        CapabilityKind.objects.filter(parent=kind).update(parent=into)
        CapabilityKind.objects.filter(merged_into=kind).update(merged_into=into)
        into.synonyms = [*into.synonyms, *merge.synonyms]
        into.intents = [*into.intents, *merge.intents]
        into.save(update_fields=["synonyms", "intents"])
        kind.merged_into = into
        kind.save(update_fields=["merged_into"])
    return merge


def kind_unmerge(*, kind: CapabilityKind, who: str, why: str = "") -> Undone:
    """Take a merge back: whatever it moved and nobody changed since. Inferred entries follow at the next derivation.

    Raises `KindMergeError` when no merge of this kind is on record.
    """
    change = _merge_change(kind)
    if kind.merged_into_id is None or change is None:
        raise KindMergeError(f"{kind} was not merged here: there is nothing to take back")
    with changes_by(who=who, why=why or f"took back the merge of {kind} into {kind.merged_into}"):
        return change_undo(change=change)


def _merge_change(kind: CapabilityKind) -> UUID | None:
    """The change in which the kind became another one."""
    merges = EVENTS[CapabilityKind].objects.filter(id=kind.pk, merged_into=None, pgh_context_id__isnull=False)
    change: UUID | None = merges.order_by("-pgh_id").values_list("pgh_context_id", flat=True).first()
    return change


def _refuse(kind: CapabilityKind, into: CapabilityKind) -> None:
    if kind.pk == into.pk:
        raise KindMergeError("A kind cannot be merged into itself: choose another one")
    if kind.merged_into is not None:
        raise KindMergeError(f"{kind} was merged into {kind.merged_into} already")
    if into.merged_into is not None:
        raise KindMergeError(f"{into} was merged into {into.merged_into}: merge into that one instead")
    above, passed = into.parent, {into.pk}
    while above is not None and above.pk not in passed:
        if above.pk == kind.pk:
            raise KindMergeError(f"{into} stands below {kind}: give it another parent first, or merge it into {kind}")
        passed.add(above.pk)
        above = above.parent


def _doubled(kind: CapabilityKind, into: CapabilityKind) -> QuerySet[CapabilityEntry]:
    """Inferred entries of artifacts that have an entry of the survivor."""
    there = CapabilityEntry.objects.filter(artifact=OuterRef("artifact"), kind=into)
    return CapabilityEntry.objects.filter(OF_RULES, Exists(there), kind=kind)


def _new(words: list[str], known: list[str]) -> list[str]:
    """Words that are not known yet, each once, whatever their case."""
    passed = {word.casefold() for word in known}
    return list({word.casefold(): word for word in reversed(words) if word.casefold() not in passed}.values())[::-1]
