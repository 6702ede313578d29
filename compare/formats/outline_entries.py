"""The parts of an outline that come from curated entries: capabilities, benchmarks, claims ... Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compare.formats.outline_blocks import Block, Bullets, Heading, Paragraph, Table, marks
from compare.parts.basics import RelationLine, Side
from compare.parts.capabilities import CapabilityItem
from compare.parts.entries import (
    BenchmarkGroup,
    BenchmarkTable,
    Claims,
    Lineage,
    Members,
    Result,
    SharedBenchmarks,
    SharedRow,
)

NONE = "-"
DISPUTED = " (sources disagree)"


def capability_parts(item: CapabilityItem) -> Iterator[Block]:
    """All parts of an entry; then source and date, or that there is none."""
    reviewed = f"reviewed {item.reviewed_on.isoformat()}" if item.reviewed_on else "not reviewed yet"
    parts = [
        item.description,
        f"Unique: {item.unique}" if item.unique else "",
        f"vs alternatives: {item.vs_alternatives}" if item.vs_alternatives else "",
        *(
            f"{name}: {'; '.join(texts)}"
            for name, texts in (
                ("Best for", item.best_for),
                ("Limitations", (" ".join(item.limitations),) if item.limitations else ()),
                ("Requires", item.requires),
                ("Takes", item.input_types),
                ("Gives", item.output_types),
                ("Intents", item.intents_served),
            )
            if texts
        ),
        f"Source: {item.provenance} {marks(item.citations)}".rstrip() + f"{_rests_on(item)}; {reviewed}",
    ]
    yield Bullets(tuple(part for part in parts if part))


def _rests_on(item: CapabilityItem) -> str:
    """The fact behind an inferred entry, and who states it."""
    if not item.fact:
        return ""
    return f" by rule {item.rule} from {item.fact} ({item.source_name or 'set by a curator'})"


def benchmark_tables(tables: Sequence[BenchmarkTable]) -> Iterator[Block]:
    if tables:
        yield Heading(2, "Benchmarks")
    for table in tables:
        yield Heading(3, f"{table.title} ({table.standing})")
        rows = []
        for row in table.rows:
            figures = [cell.text if cell else NONE for cell in row.cells]
            sources = marks(row.cells[0].citations) if row.cells[0] else ""
            rows.append((row.benchmark, row.setting or "not stated", *figures, sources))
        names = [column.name for column in table.columns]
        yield Table(("Benchmark", "Setting", *names, "Source"), tuple(rows), tuple(range(2, 2 + len(names))))


def shared_benchmarks(shared: SharedBenchmarks, sides: Sequence[Side], *, without: str) -> Iterator[Block]:
    """`without` counts the results that nothing stands beside."""
    if not shared.groups and not without:
        return
    yield Heading(2, "Benchmarks")
    yield from board_groups(shared.groups, [side.name for side in sides])
    if without:
        yield Paragraph(f"Results without a counterpart under the same setting: {without}.")


def board_groups(groups: Sequence[BenchmarkGroup], names: Sequence[str]) -> Iterator[Block]:
    for group in groups:
        yield Heading(3, group.title)
        yield Paragraph(f"{group.note}{f' Unit: {group.unit}.' if group.unit else ''}")
        yield Table(
            ("Benchmark", "Setting", *names),
            tuple(
                (row.benchmark, _setting(row), *("; ".join(map(_figure, cell)) or NONE for cell in row.cells))
                for row in group.rows
            ),
        )


def _setting(row: SharedRow) -> str:
    return ", ".join(part for part in (row.setting or "not stated", row.metric) if part)


def _figure(result: Result) -> str:
    about = [result.variant, result.reported_by, result.reported, result.source_name if not result.citations else ""]
    return f"{result.text} ({', '.join(part for part in about if part)}) {marks(result.citations)}".rstrip()


def lineages(blocks: Sequence[Lineage], *, named: bool) -> Iterator[Block]:
    if blocks:
        yield Heading(2, "Lineage")
    for lineage in blocks:
        if named:
            yield Heading(3, lineage.name)
        if lineage.derived:
            yield Paragraph(lineage.derived)
        yield Table(
            ("Version", "Released", "Sizes", "Context"),
            tuple(
                (row.version, row.released or NONE, ", ".join(row.sizes) or NONE, row.context or NONE)
                for row in lineage.rows
            ),
        )
        yield Bullets(
            tuple(
                f"{row.version}: {'. '.join(text for text in (row.licence, row.notes) if text)} {marks(row.citations)}"
                for row in lineage.rows
            )
        )


def members(found: Members, rank_name: str) -> Iterator[Block]:
    yield Heading(2, f"Members ({found.total})")
    yield Table(
        ("Member", "Version", "Released", "Size", "Context", "Licence", rank_name),
        tuple(
            (
                row.name,
                *(text or NONE for text in (row.version, row.released, row.size, row.context, row.licence)),
                "Unrated" if row.score is None else str(row.score),
            )
            for row in (*found.rows, *found.more)
        ),
        (6,),
    )


def claims(blocks: Sequence[Claims], *, named: bool) -> Iterator[Block]:
    if blocks:
        yield Heading(2, "Claims")
    for stated in blocks:
        if named:
            yield Heading(3, stated.name)
        yield Bullets(
            tuple(
                f"{line.subject}{DISPUTED if line.disputed else ''}: {line.statement} {marks(line.citations)}"
                for line in stated.lines
            )
        )


def relations(lines: Sequence[RelationLine]) -> Iterator[Block]:
    if lines:
        yield Bullets(
            tuple(
                f"{line.subject} {line.phrase} {line.object} {marks(line.citations)}".rstrip() + "." for line in lines
            )
        )
