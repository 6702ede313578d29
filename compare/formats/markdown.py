"""Outlines as Markdown. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.formats.outline_blocks import Block, Bullets, Heading, Table

# What Markdown, or HTML inside it, would read as markup. Texts come from sources that nobody here controls.
SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")
# An address keeps its characters, but for those that could end it or a table's cell.
ADDRESS = re.compile(r"\(?https?://")
ADDRESS_UNSAFE = {"|": "%7C", "<": "%3C", ">": "%3E", "`": "%60"}


def markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join(_block(block) for block in blocks if not (isinstance(block, Bullets) and not block.items)) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {inline_text(block.text)}"
    if isinstance(block, Bullets):
        return "\n".join(f"- {inline_text(item)}" for item in block.items)
    if isinstance(block, Table):
        return _table(block)
    return inline_text(block.text)


def _table(table: Table) -> str:
    rules = ["---:" if column in table.numeric else "---" for column in range(len(table.head))]
    lines = [
        [inline_text(cell) for cell in table.head],
        rules,
        *([inline_text(cell) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def inline_text(text: str) -> str:
    """One line in which markup characters mean themselves."""
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    if ADDRESS.match(word):
        return "".join(ADDRESS_UNSAFE.get(character, character) for character in word)
    return SPECIAL.sub(r"\\\1", word)
