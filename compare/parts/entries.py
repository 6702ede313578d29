"""Parts of pages that come from curated entries: lineage, benchmark tables, claims. Pure: no Django."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from compare.parts.basics import CitationMark
from compare.parts.points import Points


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
class SharedBenchmarks:
    """Tests that two sides took under one setting; `alone` counts each side's other results."""

    rows: tuple[SharedRow, ...]
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
