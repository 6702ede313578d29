"""Outlines of the pages that lead on: alternatives, capability kinds, leaderboards. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compare.formats import outline_history
from compare.formats.outline_blocks import Block, Bullets, Heading, Paragraph, Table
from compare.parts.alternatives import AlternativeLine, AlternativesBlock, AlternativesPage, CompareGroup
from compare.parts.basics import Link, Meta
from compare.parts.kinds import CapabilityIndexPage, CapabilityPage, HolderRow, KindLine
from compare.parts.lists import LeaderboardPage, ListRow
from compare.parts.matches import Matches


def way(page: LeaderboardPage | AlternativesPage | CapabilityPage | CapabilityIndexPage) -> Iterator[Block]:
    if isinstance(page, LeaderboardPage):
        return leaderboard(page)
    if isinstance(page, AlternativesPage):
        return alternatives(page)
    return capability(page) if isinstance(page, CapabilityPage) else capability_index(page)


def alternatives(page: AlternativesPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield Paragraph(page.intro)
    for group in page.groups:
        yield Heading(2, f"{group.title} ({len(group.lines)})")
        yield Table(
            ("Name", page.meta.rank_name, "Why", "Compare"),
            tuple((line.name, _score(line), "; ".join(line.reasons), line.compare_url) for line in group.lines),
            (1,),
        )
    if page.empty:
        yield Paragraph(f"{page.empty.text} {page.empty.help}")
    yield Heading(2, "How they are chosen")
    yield Bullets(page.rules)
    yield from _run(page.meta)


def matches(block: Matches | None) -> Iterator[Block]:
    if block is None:
        return
    yield Heading(2, "What people searched for")
    yield Paragraph(" ".join(part for part in (block.evidence, block.outcome, block.untold) if part))
    if block.intents:
        rows = tuple(
            (
                one.words,
                f"{one.percent} %",
                f"{one.low_percent}-{one.high_percent}",
                str(one.matched),
                str(one.searches),
            )
            for one in block.intents
        )
        yield Table(("Searched for", "Serves it", "90 % interval", "Matched", "Searches"), rows, (1, 2, 3, 4))


def alternatives_blocks(blocks: Iterable[AlternativesBlock]) -> Iterator[Block]:
    """The short blocks that other pages carry."""
    for block in blocks:
        yield Heading(2, f"Alternatives to {block.name}")
        if block.empty:
            yield Paragraph(f"{block.empty.text} {block.empty.help}")
        yield Bullets(tuple(f"{line.name} ({_score(line)}): {'; '.join(line.reasons)}" for line in block.lines))


def compare_with(groups: Iterable[CompareGroup]) -> Iterator[Block]:
    """A line a group."""
    if lines := tuple(f"{group.title}: {'; '.join(_way(link) for link in group.links)}" for group in groups):
        yield Heading(2, "More comparisons")
        yield Bullets(lines)


def related(links: Iterable[Link]) -> Iterator[Block]:
    if lines := tuple(_way(link) for link in links):
        yield Heading(2, "Related comparisons")
        yield Bullets(lines)


def _way(link: Link) -> str:
    return f"{link.text} ({link.url})"


def capability_index(page: CapabilityIndexPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield Paragraph(page.intro)
    if page.empty:
        yield Paragraph(f"{page.empty.text} {page.empty.help}")
    for tree in page.trees:
        yield Heading(2, tree.root.name)
        yield _kinds((tree.root, *tree.kinds))
    yield from _run(page.meta)


def capability(page: CapabilityPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield Paragraph(page.definition or "No definition yet.")
    if page.synonyms:
        yield Paragraph(f"Also called {', '.join(page.synonyms)}.")
    if page.intents:
        yield Paragraph(f"Serves: {'; '.join(page.intents)}.")
    if page.above:
        yield Paragraph(f"Part of {' > '.join(line.name for line in page.above)}.")
    if page.below:
        yield Heading(2, "Kinds below it")
        yield _kinds(page.below)
    counts = ", ".join(f"{tab.label.lower()} {tab.count:,}" for tab in page.tabs)
    yield Heading(2, f"Who has it ({counts})")
    if page.empty:
        yield Paragraph(f"{page.empty.text} {page.empty.help}")
    yield Table(
        ("#", "Name", page.meta.rank_name, "How"),
        tuple(
            (
                "" if row.position is None else f"{row.position:,}",
                row.name,
                "Unrated" if row.score is None else str(row.score),
                _how(row),
            )
            for row in page.rows
        ),
        (0, 2),
    )
    yield Paragraph(f"Page {page.page} of {page.pages}, {page.kind}s.")
    yield from _run(page.meta)


def _how(row: HolderRow) -> str:
    told = [
        f"{entry.name}: {entry.description} ({', '.join(filter(None, (entry.kind_name, entry.provenance)))})"
        for entry in row.entries
    ]
    return " ".join([*told, f"And {row.more} more."] if row.more else told)


def _kinds(lines: Iterable[KindLine]) -> Table:
    rows = tuple((line.path, line.name, f"{line.models:,}", f"{line.datasets:,}", line.definition) for line in lines)
    return Table(("Path", "Name", "Models", "Datasets", "What it is"), rows, (2, 3))


def leaderboard(page: LeaderboardPage) -> Iterator[Block]:
    yield Heading(1, page.heading)
    yield from outline_history.past(page.past)
    yield Paragraph(page.intro)
    if page.chips:
        yield Paragraph(f"Filters: {'; '.join(chip.label for chip in page.chips)}.")
    if page.counted:
        yield Paragraph(page.counted)
    if page.empty:
        yield Paragraph(f"{page.empty.text} {page.empty.help}")
        yield Bullets(tuple(f"{chip.label}: {chip.count} ({chip.url})" for chip in page.relaxed))
        return
    head = ("#", "Places", "Name", page.meta.rank_name, "90 % interval", *(column.label for column in page.columns))
    rows = tuple(_ranked(row) for row in page.rows)
    yield Table((*head, "Known"), rows, (0, 3, *range(5, 6 + len(page.columns))))
    yield Paragraph(f"Page {page.page} of {page.pages}.")
    yield from _run(page.meta)


def _ranked(row: ListRow) -> tuple[str, ...]:
    return (
        "" if row.position is None else str(row.position),
        row.band or "",
        f"{row.name} ({row.organization})" if row.organization else row.name,
        "Unrated" if row.score is None else str(row.score),
        str(row.interval) if row.interval else "",
        *(str(cell.points) for cell in row.cells),
        f"{row.coverage_percent} %",
    )


def _score(line: AlternativeLine) -> str:
    return "Unrated" if line.score is None else str(line.score)


def _run(meta: Meta) -> Iterator[Block]:
    if meta.run:
        yield Paragraph(f"As of {meta.run.as_of.isoformat()}, methodology {meta.run.methodology}.")
