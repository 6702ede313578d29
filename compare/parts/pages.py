"""The pages of one or several artifacts as frozen dataclasses; their parts stand in `parts`. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.alternatives import AlternativesBlock, CompareGroup
from compare.parts.basics import Empty, FactRow, Link, Meta, RelationLine, ScoreBlock, Side, Sources
from compare.parts.capabilities import Capabilities, CapabilityItem
from compare.parts.choices import Choose
from compare.parts.contributions import contributions
from compare.parts.differences import Changes, Contributions, Differences
from compare.parts.embeds import Snippet
from compare.parts.entries import BenchmarkGroup, BenchmarkTable, Claims, Lineage, Members, SharedBenchmarks
from compare.parts.history import Past, ScoreHistory
from compare.parts.matches import Matches
from compare.parts.verdicts import OwnWeights, Verdict


@dataclass(frozen=True, slots=True)
class Differing:
    """Whether facts are `only` those that differ, how many of all rows do, and the address of the other choice."""

    only: bool
    rows: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`/compare/a-vs-b/`: two to six sides in alphabetical order of their slugs.

    `facts` starts with the nine rows Type, rank, Adoption, Quality, Ecosystem, Match Graph, Pricing, Capabilities and
    Times Matched. `scores` has a block for each side that the run knows. `differences` is None across kinds, for more
    than two sides, and where one is Unrated. `changes` has a block for each rated side of one kind. `lineages` and
    `claims` hold the sides that have some. `alternatives` has a block a side for two sides of different kinds, else
    none. `choose` is of two sides of one kind. `own_weights` is None where weights decide nothing. `related` are
    comparisons of one of the sides with another artifact, as the last survey found them.
    """

    meta: Meta
    heading: str
    past: Past | None
    intro: str
    sides: tuple[Side, ...]
    verdict: Verdict
    choose: tuple[Choose, ...]
    own_weights: OwnWeights | None
    facts: tuple[FactRow, ...]
    differing: Differing
    scores: tuple[ScoreBlock, ...]
    differences: Differences | None
    changes: tuple[Changes, ...]
    capabilities: Capabilities
    benchmarks: SharedBenchmarks
    lineages: tuple[Lineage, ...]
    claims: tuple[Claims, ...]
    relations: tuple[RelationLine, ...]
    alternatives: tuple[AlternativesBlock, ...]
    related: tuple[Link, ...]
    sources: tuple[Sources, ...]
    snippets: tuple[Snippet, ...]

    @property
    def without_counterpart(self) -> str:
        """`A 20, B 3`: how many benchmark results of each side nothing stands beside; empty when all are shown."""
        counts = zip(self.sides, self.benchmarks.alone, strict=True)
        return ", ".join(f"{side.name} {count}" for side, count in counts if count)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One provider's offer; amounts are printed with their currency, "not stated" where unknown."""

    provider: str
    unit: str
    input: str
    output: str
    observed: str


@dataclass(frozen=True, slots=True)
class ArtifactPage:
    """`/artifacts/<slug>/`. `score` is None when no published run knows the artifact; `members` is a family's.

    `past` is set on a page of a past day; `receipt_url` is empty there, and where there is no score.
    `changes` is None when nothing of it could change. `compare_with` are comparisons, by why one would ask for them.
    """

    meta: Meta
    heading: str
    past: Past | None
    side: Side
    links: tuple[Link, ...]
    facts: tuple[FactRow, ...]
    score: ScoreBlock | None
    receipt_url: str
    history: ScoreHistory | None
    changes: Changes | None
    capabilities: tuple[CapabilityItem, ...]
    capabilities_empty: Empty | None
    benchmarks: tuple[BenchmarkTable, ...]
    boards: tuple[BenchmarkGroup, ...]
    lineage: Lineage | None
    members: Members | None
    claims: Claims | None
    prices: tuple[PriceRow, ...]
    relations: tuple[RelationLine, ...]
    matches: Matches | None
    aliases: tuple[str, ...]
    alternatives: AlternativesBlock
    compare_with: tuple[CompareGroup, ...]
    sources: Sources
    snippets: tuple[Snippet, ...]

    @property
    def one_side(self) -> tuple[Side, ...]:
        """What is laid out for sides, laid out for the one."""
        return (self.side,)

    @property
    def contributions(self) -> Contributions | None:
        """The score as a picture; its figures are those of `score`, so that JSON has no need of it."""
        return contributions(self.score) if self.score else None


@dataclass(frozen=True, slots=True)
class PreviewPage(ArtifactPage):
    """`/preview/<id>/`: what a curator's page would show, drafts included. `notice` says what readers see instead."""

    notice: str
    public_url: str
    edit_url: str
