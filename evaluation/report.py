"""docs/evaluation.md: the text of `page.md` with tables made from the results in the places that it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from evaluation import tables

TEXT = Path(__file__).resolve().parent / "page.md"


def page(results: dict[str, Any]) -> str:
    """The whole page. Raises KeyError for a place in the text that nothing fills."""
    places = {**results["methodology"], **tables.all_of(results)}
    return re.sub(r"\{\{(\w+)\}\}", lambda found: str(places[found[1]]), TEXT.read_text(encoding="utf-8"))
