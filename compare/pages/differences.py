"""Why two scores of one kind differ: row against row, summing exactly to the difference."""

from __future__ import annotations

from collections.abc import Sequence

from compare.pages.subjects import Subject
from compare.parts.basics import ComponentBlock, ScoreBlock, SignalRow
from compare.parts.differences import Basis, DifferenceRow, Differences
from compare.parts.points import Points


def differences(subjects: Sequence[Subject], blocks: Sequence[ScoreBlock]) -> Differences | None:
    """None across kinds, for other than two sides, and where one is Unrated: there is no difference to explain.

    Neither can one be explained whose rows are no longer kept.
    """
    if len(subjects) != 2 or len({subject.artifact.kind for subject in subjects}) > 1 or len(blocks) != 2:
        return None
    first, second = blocks
    if first.total is None or second.total is None:
        return None
    if not first.components[0].rows:
        return None
    components = list(zip(first.components, second.components, strict=True))
    rows = [
        _row(a, b, component, _label(a, component))
        for component, other in components
        for a, b in zip(component.rows, other.rows, strict=True)
    ]
    return Differences(
        first=first.name,
        second=second.name,
        total=Points(first.total.tenths - second.total.tenths),
        components=_by_size([_row(a, b, a, a.label) for a, b in components]),
        rows=_by_size(rows),
    )


def _label(row: SignalRow, component: ComponentBlock) -> str:
    return f"{component.label}: rounding of the starting value" if row.is_baseline else row.label


def _row(
    a: SignalRow | ComponentBlock, b: SignalRow | ComponentBlock, component: ComponentBlock, label: str
) -> DifferenceRow:
    return DifferenceRow(
        key=a.key,
        label=label,
        component=component.label,
        first=a.points,
        second=b.points,
        difference=Points(a.points.tenths - b.points.tenths),
        anchor=a.anchor,
        first_basis=_basis(a),
        second_basis=_basis(b),
    )


def _basis(of: SignalRow | ComponentBlock) -> Basis:
    if isinstance(of, ComponentBlock):
        return Basis(f"{of.value} of 100; {of.known}")
    if of.is_baseline:
        return Basis("Everybody starts alike: points are rounded so that they add up.")
    return Basis(of.sentence, of.source_name, of.source_url)


def _by_size(rows: Sequence[DifferenceRow]) -> tuple[DifferenceRow, ...]:
    """Largest first; a row without a difference explains none."""
    differing = [row for row in rows if row.difference.tenths]
    return tuple(sorted(differing, key=lambda row: (-abs(row.difference.tenths), row.key)))
