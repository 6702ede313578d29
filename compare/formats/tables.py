"""Pages as one table for spreadsheets: sides with a row a fact, score row and capability; lists with a row a line.

Pure: no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from common.spreadsheet import Cell, spreadsheet
from compare.parts.basics import FactRow, ScoreBlock, Side
from compare.parts.capabilities import CapabilityItem
from compare.parts.lists import LeaderboardPage
from compare.parts.pages import ArtifactPage, ComparisonPage

Sided = ComparisonPage | ArtifactPage
Tabled = Sided | LeaderboardPage
Row = tuple[Cell, ...]


def page_csv(page: Tabled) -> str:
    """Of sides: part, key, label, then each side's value and what it rests on; of a list: a line an artifact.

    Where a number is known it is one.
    """
    return spreadsheet(_lines(page) if isinstance(page, LeaderboardPage) else _rows(page))


def _lines(page: LeaderboardPage) -> Iterator[Row]:
    """As the page has them, under the same filters. The run stands in every row: rows are copied one by one."""
    yield (
        *("position", "best", "worst", "slug", "name", "organization", "score", "low", "high"),
        *(column.key for column in page.columns),
        *("known_percent", "members", "family", "run"),
    )
    for row in page.rows:
        best, _, worst = (row.band or "").partition("-")
        yield (
            *(row.position, int(best) if best else None, int(worst or best) if best else None),
            *(row.slug, row.name, row.organization, row.score.number if row.score else None),
            *((row.interval.low.number, row.interval.high.number) if row.interval else (None, None)),
            *(cell.points.number for cell in row.cells),
            *(row.coverage_percent, row.members, row.family.text if row.family else None),
            page.meta.run.run_id if page.meta.run else None,
        )


def _rows(page: Sided) -> Iterator[Row]:
    if isinstance(page, ComparisonPage):
        sides, scores = page.sides, page.scores
        lanes = [item for lane in page.capabilities.only for item in lane.items]
        shared = [(row.name, row.items) for row in page.capabilities.shared]
    else:
        sides, scores = (page.side,), (page.score,) if page.score else ()
        lanes, shared = list(page.capabilities), []
    yield ("part", "key", "label", *(cell for side in sides for cell in (side.slug, f"{side.slug} source")))
    yield ("name", "name", "Name", *(cell for side in sides for cell in (side.name, None)))
    if page.meta.run:
        run = page.meta.run
        stamp = f"run {run.run_id}, {run.methodology}, as of {run.as_of.isoformat()}"
        yield ("run", "run", "Scoring run", *(cell for _ in sides for cell in (run.run_id, stamp)))
    yield from map(_fact, page.facts)
    yield from _scores(scores, sides)
    for name, items in shared:
        yield _capability(name, items)
    for item in lanes:
        yield _capability(item.name, [item if item.letter == side.letter else None for side in sides])


def _fact(row: FactRow) -> Row:
    cells = [
        (cell.value if isinstance(cell.value, int | float) else cell.text if cell.known else None, cell.source_name)
        for cell in row.cells
    ]
    return ("fact", row.key, row.label, *(part for cell in cells for part in cell))


def _scores(scores: Sequence[ScoreBlock], sides: Sequence[Side]) -> Iterator[Row]:
    """A row a signal; rows are those of the first scored side, which of one kind are everybody's."""
    by_letter = {
        block.letter: {
            f"{component.key}/{row.key}": (row.points.number, row.sentence)
            for component in block.components
            for row in component.rows
        }
        for block in scores
    }
    labels = {
        f"{component.key}/{row.key}": f"{component.label}: {row.label}"
        for block in scores
        for component in block.components
        for row in component.rows
    }
    for key, label in labels.items():
        found = [by_letter.get(side.letter, {}).get(key, (None, None)) for side in sides]
        yield ("points", key, label, *(part for pair in found for part in pair))


def _capability(name: str, items: Sequence[CapabilityItem | None]) -> Row:
    kind = next((item.kind for item in items if item and item.kind), None)
    cells = [(item.name, item.provenance) if item else (None, None) for item in items]
    return ("capability", kind or "", name, *(part for cell in cells for part in cell))
