"""Parts of pages that come from curated entries: lineage, benchmark tables, claims. Pure: no Django."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from compare.parts.basics import CitationMark
from compare.parts.dots import DotPlot, dot_plot
from compare.parts.points import Points

# One row of dots says no more than its figures do.
PLOTTED = 2


def row_anchor(*parts: str) -> str:
    """Texts that are too long and too free for an id as one that follows from them alone."""
    return f"test-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One version; texts are empty where no source states them."""

    version: str
    released: str
    sizes: tuple[str, ...]
    context: str
    licence: str
    notes: str
    citations: tuple[CitationMark, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The versions of one side, oldest first. `derived` says what rows rest on that no curator wrote."""

    letter: str
    name: str
    rows: tuple[ReleaseRow, ...]
    derived: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a family; texts are empty where no source states them, `score` is None where it is Unrated."""

    name: str
    url: str
    version: str
    released: str
    size: str
    context: str
    licence: str
    score: Points | None


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a family, newest first: the first of them, and the rest, which the page folds away."""

    name: str
    rows: tuple[MemberRow, ...]
    more: tuple[MemberRow, ...]

    @property
    def total(self) -> int:
        return len(self.rows) + len(self.more)


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. `reported_by` is self-reported, independent or reported by a competitor."""

    text: str
    value: float
    variant: str
    reported_by: str
    reported: str
    source_name: str
    source_url: str
    citations: tuple[CitationMark, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One test under one setting: another setting is another row. `cells` follow the columns, None: no figure."""

    benchmark: str
    setting: str
    metric: str
    url: str
    cells: tuple[Result | None, ...]

    @property
    def anchor(self) -> str:
        """Id of the row inside its table: the same as long as test and setting are."""
        return row_anchor(self.benchmark, self.setting, self.metric)


@dataclass(frozen=True, slots=True)
class BenchmarkColumn:
    """Whose figures stand in a column. `url` is empty where nothing here stands for it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class BenchmarkTable:
    """Figures that one source reported on one day: of a variant, and of others that it sets beside it."""

    anchor: str
    title: str
    standing: str
    columns: tuple[BenchmarkColumn, ...]
    rows: tuple[BenchmarkRow, ...]


@dataclass(frozen=True, slots=True)
class SharedRow:
    """One test under one setting with the figures of each side, several where variants were tested."""

    benchmark: str
    setting: str
    metric: str
    cells: tuple[tuple[Result, ...], ...]

    @property
    def anchor(self) -> str:
        """Id of the row: the same as long as test and setting are."""
        return row_anchor(self.benchmark, self.setting, self.metric)


@dataclass(frozen=True, slots=True)
class BenchmarkGroup:
    """Tests of one board, or those that entries hold. `note` says what is the same for all rows.

    `letters` name the sides in the order of the cells. `unit` is that of every figure, empty where units differ.
    """

    anchor: str
    title: str
    note: str
    unit: str
    letters: tuple[str, ...]
    rows: tuple[SharedRow, ...]

    @property
    def common(self) -> Result | None:
        """Any one of the figures where all come from one source on one day, so that it need be said once only."""
        found = [result for row in self.rows for cell in row.cells for result in cell]
        kinds = {(result.reported_by, result.reported, result.source_name, result.variant) for result in found}
        cited = any(result.citations for result in found)
        return found[0] if len(kinds) == 1 and len(found) > 1 and not cited else None

    @property
    def plot(self) -> DotPlot | None:
        """The rows as a picture; its figures are those of the table, so that JSON has no need of it."""
        if not self.unit or len(self.rows) < PLOTTED:
            return None
        rows = [(row.benchmark, [[(r.value, r.text) for r in cell] for cell in row.cells]) for row in self.rows]
        return dot_plot(f"{self.anchor}-plot", self.title, self.unit, self.letters, rows)


@dataclass(frozen=True, slots=True)
class SharedBenchmarks:
    """Tests that two sides took under one setting, by board; `alone` counts each side's other results."""

    groups: tuple[BenchmarkGroup, ...]
    alone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One statement; `disputed` where its sources disagree."""

    anchor: str
    subject: str
    statement: str
    disputed: bool
    citations: tuple[CitationMark, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of one side."""

    letter: str
    name: str
    lines: tuple[ClaimLine, ...]
