"""Outlines of former scores: that a page is of a past day, and the history of one score. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator

from compare.formats.outline_blocks import Block, Heading, Paragraph, Table
from compare.parts.history import Past, ScoreHistory


def past(page: Past | None) -> Iterator[Block]:
    if page:
        yield Paragraph(f"{page.text} {page.rows_gone} The scores of today: {page.url}".replace("  ", " "))


def history(block: ScoreHistory, rank_name: str) -> Iterator[Block]:
    yield Heading(2, "Score over time")
    rows = tuple(
        (
            step.day.isoformat(),
            f"{step.text} ({step.between})" if step.between else step.text,
            step.change.signed if step.change else "",
            f"{step.coverage_percent} %",
            step.as_of.isoformat(),
            step.methodology,
        )
        for step in block.steps
    )
    yield Table(("From", rank_name, "Change", "Known", "Figures as of", "Methodology"), rows, (1, 2, 3))
    yield Paragraph(f"As data{', with older changes' if block.more else ''}: {block.data_url}")
