"""A table of Markdown and what stands in its cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def plain(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> str:
    return table([key.replace("_", " ") for key in keys], ([row[key] for key in keys] for row in rows))


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def interval(each: dict[str, Any]) -> str:
    return "-" if each["rho"] is None else f"{each['rho']:.3f} ({each['low']:.2f} to {each['high']:.2f})"
