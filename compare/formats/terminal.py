"""Outlines as text for a terminal, in columns of its width. Pure: no Django."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from compare.formats.outline_blocks import Block, Bullets, Heading, Table


def terminal_text(blocks: Sequence[Block], *, width: int, color: bool = False) -> str:
    """Without color there is not a single escape sequence in it."""
    printed = io.StringIO()
    colors: Literal["standard"] | None = "standard" if color else None
    console = Console(file=printed, width=width, force_terminal=color, color_system=colors, highlight=False)
    for block in blocks:
        _print(console, block)
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()) + "\n"


def _print(console: Console, block: Block) -> None:
    if isinstance(block, Heading):
        style = "bold" if block.level < 3 else ""
        console.print(Padding(Text(_safe(block.text), style=style), (0 if block.level == 1 else 1, 0, 0, 0)))
    elif isinstance(block, Bullets):
        for item in block.items:
            grid = Grid.grid(padding=(0, 1, 0, 0))
            grid.add_row(Text("-"), Text(_safe(item)))
            console.print(grid)
    elif isinstance(block, Table):
        console.print(_grid(block))
    else:
        console.print(Text(_safe(block.text)))


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for column, head in enumerate(table.head):
        numeric = column in table.numeric
        grid.add_column(Text(_safe(head)), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(_safe(cell)) for cell in row))
    return grid


def _safe(text: str) -> str:
    """Texts come from sources: no control character of theirs reaches the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
