"""Pages as a plain sequence of headings, paragraphs, tables and lists, for formats without layout. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compare.formats import outline_entries, outline_history, outline_verdict, outline_ways
from compare.formats.outline_blocks import Block, Bullets, Heading, Paragraph, Table
from compare.parts.alternatives import AlternativesPage
from compare.parts.basics import FactRow, ScoreBlock, Side, Sources
from compare.parts.capabilities import Capabilities, CapabilityItem
from compare.parts.kinds import CapabilityIndexPage, CapabilityPage
from compare.parts.lists import LeaderboardPage, NotFoundPage
from compare.parts.pages import ArtifactPage, ComparisonPage

Page = (
    ComparisonPage
    | ArtifactPage
    | LeaderboardPage
    | NotFoundPage
    | AlternativesPage
    | CapabilityIndexPage
    | CapabilityPage
)


def outline(page: Page) -> list[Block]:
    if isinstance(page, ComparisonPage):
        return list(_comparison(page))
    if isinstance(page, ArtifactPage):
        return list(_artifact(page))
    if isinstance(page, NotFoundPage):
        return list(_not_found(page))
    return list(outline_ways.way(page))


def _comparison(page: ComparisonPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield from outline_history.past(page.past)
    yield Paragraph(page.intro)
    yield from outline_entries.relations(page.relations)
    yield from outline_verdict.verdict(page.verdict, page.meta.rank_name)
    yield from outline_verdict.choose(page.choose)
    yield from outline_verdict.own_weights(page.own_weights)
    yield from _facts(page.facts, page.sides)
    if page.differing.only:
        yield Paragraph(f"Only the {page.differing.rows} of {page.differing.total} facts that differ.")
    yield Heading(2, "Score rows")
    for block in page.scores:
        yield from _score(block, named=True)
    if page.differences:
        yield from outline_verdict.differences(page.differences)
    yield from outline_verdict.changes(page.changes, named=True)
    yield from _capabilities(page.capabilities, page.sides)
    yield from outline_entries.shared_benchmarks(page.benchmarks, page.sides, without=page.without_counterpart)
    yield from outline_entries.lineages(page.lineages, named=True)
    yield from outline_entries.claims(page.claims, named=True)
    yield from outline_ways.alternatives_blocks(page.alternatives)
    yield from outline_ways.related(page.related)
    yield from _sources(page.sources)
    yield from _run(page)


def _artifact(page: ArtifactPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield from outline_history.past(page.past)
    yield Paragraph(page.side.summary)
    if page.side.family:
        yield Paragraph(f"Member of {page.side.family.text}: {page.side.family.url}")
    yield from outline_entries.relations(page.relations)
    yield from _facts(page.facts, (page.side,))
    if page.score:
        yield Heading(2, "Score rows")
        yield from _score(page.score, named=False)
    if page.receipt_url:
        yield Paragraph(f"Receipt, for scripts/verify_receipt.py: {page.receipt_url}")
    if page.history:
        yield from outline_history.history(page.history, page.meta.rank_name)
    yield from outline_verdict.changes((page.changes,) if page.changes else (), named=False)
    yield Heading(2, f"Capabilities ({len(page.capabilities)})")
    if page.capabilities_empty:
        yield Paragraph(f"{page.capabilities_empty.text} {page.capabilities_empty.help}".strip())
    for item in page.capabilities:
        yield from _item(item)
    yield from outline_entries.benchmark_tables(page.benchmarks)
    if page.boards:
        yield Heading(2, "Leaderboard figures")
        yield from outline_entries.board_groups(page.boards, [page.side.name])
    yield from outline_entries.lineages((page.lineage,) if page.lineage else (), named=False)
    if page.members:
        yield from outline_entries.members(page.members, page.meta.rank_name)
    yield from outline_entries.claims((page.claims,) if page.claims else (), named=False)
    if page.prices:
        yield Heading(2, "Prices")
        yield Table(
            ("Provider", "Unit", "Input", "Output", "Observed"),
            tuple((row.provider, row.unit, row.input, row.output, row.observed) for row in page.prices),
            (2, 3),
        )
    yield from outline_ways.matches(page.matches)
    if page.links:
        yield Heading(2, "Links")
        yield Bullets(tuple(f"{link.text}: {link.url}" for link in page.links))
    if page.aliases:
        yield Heading(2, "Other names")
        yield Bullets(page.aliases)
    yield from outline_ways.alternatives_blocks((page.alternatives,))
    yield from outline_ways.compare_with(page.compare_with)
    yield from _sources((page.sources,))
    yield from _run(page)


def _not_found(page: NotFoundPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield Paragraph(page.message)
    for group in page.groups:
        if group.choices:
            yield Paragraph(f"Like “{group.asked}”:")
            yield Bullets(tuple(f"{choice.name} ({choice.kind}): {choice.url}" for choice in group.choices))


def _facts(rows: Sequence[FactRow], sides: Sequence[Side]) -> Iterator[Block]:
    yield Heading(2, "Facts")
    yield Table(
        ("", *(side.name for side in sides)),
        tuple(
            (row.label, *(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row.cells))
            for row in rows
        ),
    )


def _score(block: ScoreBlock, *, named: bool) -> Iterator[Block]:
    if named:
        yield Heading(3, block.name)
    if block.unrated:
        yield Paragraph(f"Unrated: {block.unrated}.")
    rows = []
    for component in block.components:
        rows.append((component.label, f"weight {component.weight_percent} %, {component.known}", str(component.points)))
        rows += [(f"- {row.label}", row.sentence, row.points.signed) for row in component.rows]
    if block.total is not None:
        rows.append(("Total", f"90 % interval {block.interval}" if block.interval else "", str(block.total)))
    yield Table(("Row", "What it rests on", "Points"), tuple(rows), (2,))


def _capabilities(capabilities: Capabilities, sides: Sequence[Side]) -> Iterator[Block]:
    counts = ", ".join(f"{side.name} {count}" for side, count in zip(sides, capabilities.counts, strict=True))
    yield Heading(2, f"Capabilities ({len(capabilities.shared)} shared; {counts})")
    if capabilities.empty:
        yield Paragraph(f"{capabilities.empty.text} {capabilities.empty.help}")
        return
    names = {side.letter: side.name for side in sides}
    if capabilities.matrix:
        yield Heading(3, "Who has what")
        yield Table(
            ("Capability", *names.values(), "Aligned by"),
            tuple((row.name, *row.cells, row.how) for row in capabilities.matrix),
        )
    for shared in capabilities.shared:
        yield Heading(3, f"Shared: {shared.name}")
        yield Paragraph(f"Aligned by: {shared.how}.")
        for item in shared.items:
            if item:
                yield Paragraph(f"{names[item.letter]}:")
                yield from outline_entries.capability_parts(item)
    for lane in capabilities.only:
        yield Heading(3, f"Only {lane.name} ({len(lane.items)})")
        if lane.empty:
            yield Paragraph(f"{lane.empty.text} {lane.empty.help}".strip())
        for item in lane.items:
            yield from _item(item)


def _item(item: CapabilityItem) -> Iterator[Block]:
    yield Heading(4, item.name)
    yield from outline_entries.capability_parts(item)


def _sources(sources: Sequence[Sources]) -> Iterator[Block]:
    yield Heading(2, "Sources")
    lines = []
    for side in sources:
        where = f" ({side.collection_url})" if side.collection_url else ""
        lines.append(f"{side.name}: facts from {side.collection}{where}" if side.collection else f"{side.name}: none")
        for mark in side.citations:
            retrieved = mark.retrieved_on
            opened = f"retrieved {retrieved.isoformat()}" if retrieved else f"as cited by {mark.cited_by}"
            lines.append(f"[{mark.number}] {mark.title}, {mark.url} ({opened})")
    yield Bullets(tuple(lines))


def _run(page: ComparisonPage | ArtifactPage) -> Iterator[Block]:
    run = page.meta.run
    if run:
        yield Paragraph(
            f"As of {run.as_of.isoformat()}, run {run.run_id}, methodology {run.methodology}"
            f" (sha256 {run.methodology_sha256})."
        )
    if page.meta.noindex:
        yield Paragraph(page.meta.noindex)
