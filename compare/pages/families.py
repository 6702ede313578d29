"""What a family's page shows of its members: a table of them, and their versions where no lineage was curated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalog.labels import facts_of, licence_label, size_label
from catalog.models import Artifact, FamilyMembership
from compare.pages.frames import artifact_url
from compare.pages.stated import stated_context, stated_licence, stated_size
from compare.parts.entries import Lineage, MemberRow, Members, ReleaseRow
from compare.parts.points import Points

# So many members stand open; the rest is folded.
MEMBERS_OPEN = 12
# A version's row names so many licences.
LICENCES_NAMED = 3


def members(family: Artifact, memberships: Sequence[FamilyMembership], scores: Mapping[int, int]) -> Members | None:
    """None where the artifact has no listed member. `scores` are tenths by id of the rated ones."""
    rows = tuple(_member(membership, scores) for membership in memberships)
    return Members(family.name, rows[:MEMBERS_OPEN], rows[MEMBERS_OPEN:]) if rows else None


def _member(membership: FamilyMembership, scores: Mapping[int, int]) -> MemberRow:
    member = membership.member
    facts = facts_of(member)
    tenths = scores.get(member.pk)
    return MemberRow(
        name=member.name,
        url=artifact_url(member.slug),
        version=membership.version,
        released=member.released,
        size=stated_size(member, facts)[0],
        context=stated_context(member, facts)[0],
        licence=stated_licence(member, facts)[0],
        score=None if tenths is None else Points(tenths),
    )


def lineage_of_members(family: Artifact, memberships: Sequence[FamilyMembership]) -> Lineage | None:
    """A row a version, by the first release of one of its members; members without a version are left out."""
    versions: dict[str, list[Artifact]] = {}
    for membership in memberships:
        if membership.version:
            versions.setdefault(membership.version, []).append(membership.member)
    if not versions:
        return None
    rows = sorted((_version(name, found) for name, found in versions.items()), key=_by_release)
    unversioned = sum(not membership.version for membership in memberships)
    left_out = f"; {unversioned} without a version left out" if unversioned else ""
    return Lineage("A", family.name, tuple(rows), f"Put together from the members listed below{left_out}.")


def _version(name: str, found: Sequence[Artifact]) -> ReleaseRow:
    facts = [facts_of(member) for member in found]
    sizes = sorted({stated["parameters"] for stated in facts if stated.get("parameters")})
    contexts = [stated_context(member, stated)[1] for member, stated in zip(found, facts, strict=True)]
    known = [tokens for tokens in contexts if isinstance(tokens, int)]
    return ReleaseRow(
        version=name,
        released=min((member.released for member in found if member.released), default=""),
        sizes=tuple(dict.fromkeys(size_label(size) for size in sizes)),
        context=f"up to {max(known):,} tokens" if known else "",
        licence=_licences(found),
        notes=f"{len(found)} member{'' if len(found) == 1 else 's'}",
        citations=(),
    )


def _licences(found: Iterable[Artifact]) -> str:
    named = list(dict.fromkeys(licence_label(member.licence) for member in found if member.licence))
    more = f" and {len(named) - LICENCES_NAMED} more" if len(named) > LICENCES_NAMED else ""
    return ", ".join(sorted(named)[:LICENCES_NAMED]) + more


def _by_release(row: ReleaseRow) -> tuple[str, str]:
    """Versions of which no date is known stand behind."""
    return row.released or "9999", row.version
