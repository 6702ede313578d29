"""CSV that a spreadsheet opens as what it is: text stays text, however it begins. Pure: no Django."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
GUARD = "'"
# What a spreadsheet takes for the beginning of a formula, in any line of a cell (OWASP, "CSV injection").
_FORMULA = "=+-@"
_SPACE = " \u00a0\ufeff"
_LINE = re.compile(r"\r\n|[\r\n]")


def spreadsheet(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV (RFC 4180, lines end with CR LF). Numbers stay numbers, None is empty, texts are guarded."""
    written = io.StringIO()
    csv.writer(written).writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def guarded(text: str) -> str:
    """The text behind an apostrophe where it would be read as a formula, else as it is."""
    return GUARD + text if any(map(_starts_formula, _LINE.split(text))) or text[:1] in ("\t", "\r", "\n") else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    bare = text.removeprefix(GUARD)
    return bare if text.startswith(GUARD) and guarded(bare) == text else text


def _starts_formula(line: str) -> bool:
    first = line.lstrip(_SPACE)[:1]
    return first == "\t" or unicodedata.normalize("NFKC", first)[:1] in (*_FORMULA,)


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else cell
