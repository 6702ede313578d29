"""Verdicts, differences and what would change them as outline blocks. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compare.formats.outline_blocks import Block, Bullets, Heading, Paragraph, Table
from compare.parts.choices import Choose
from compare.parts.differences import Basis, Changes, DifferenceRow, Differences
from compare.parts.verdicts import OwnWeights, Verdict


def verdict(verdict: Verdict, rank_name: str) -> Iterator[Block]:
    yield Heading(2, "Verdict")
    yield Paragraph(verdict.headline)
    if len(verdict.standings) > 2:
        yield Paragraph(f"{verdict.standings[0].name} against {verdict.standings[1].name}:")
    yield Bullets(tuple(reason.text for reason in (*verdict.reasons, *verdict.caveats)))
    if len(verdict.standings) > 2:
        standings = tuple((each.band, each.name, str(each.score)) for each in verdict.standings)
        yield Table(("Place", "Name", rank_name), standings, (0, 2))
    if verdict.profiles:
        yield Heading(3, "By use")
        yield Table(
            ("Use", "Adoption", "Quality", "Ecosystem", "Match Graph", "Answer"),
            tuple((row.label, *(f"{weight} %" for weight in row.weights), row.text) for row in verdict.profiles),
            (1, 2, 3, 4),
        )
    if verdict.stability:
        yield Heading(3, "Other weights")
        yield Bullets(tuple(filter(None, (verdict.stability.text, verdict.turn_text))))


def choose(sides: Sequence[Choose]) -> Iterator[Block]:
    for side in sides:
        if side.lines:
            yield Heading(3, f"Choose {side.name} if this counts")
            yield Bullets(tuple(line.text for line in side.lines))


def own_weights(own: OwnWeights | None) -> Iterator[Block]:
    if own and own.answer:
        weights = ", ".join(f"{field.label} {field.percent} %" for field in own.fields)
        yield Paragraph(f"{own.answer.label} ({weights}): {own.answer.text}.")


def differences(differences: Differences) -> Iterator[Block]:
    yield Heading(2, "Why the scores differ")
    head = ("Row", differences.first, differences.second, "Difference")
    for rows in (differences.components, differences.rows):
        cells = [(row.label, str(row.first), str(row.second), row.difference.signed) for row in rows]
        yield Table(head, (*cells, ("Total", "", "", differences.total.signed)), (1, 2, 3))
    yield Bullets(tuple(_bases(row, differences) for row in differences.rows))


def _bases(row: DifferenceRow, of: Differences) -> str:
    sides = ((of.first, row.first_basis), (of.second, row.second_basis))
    return f"{row.label}: " + " ".join(f"{name}: {_basis(basis)}" for name, basis in sides)


def _basis(basis: Basis) -> str:
    return f"{basis.text} ({basis.source_name})" if basis.source_name else basis.text


def changes(blocks: Sequence[Changes], *, named: bool) -> Iterator[Block]:
    if blocks:
        yield Heading(2, "What would change it")
    for block in blocks:
        if named:
            yield Heading(3, block.name)
        yield Bullets(tuple(f"{row.label}: {row.text}" for row in (*block.unknown, *block.known)))
