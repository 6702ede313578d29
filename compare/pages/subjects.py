"""An artifact with everything that pages show of it, gathered for all sides in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.labels import facts_of, summary_line
from catalog.models import Artifact, CapabilityEntry, Citation, FamilyMembership
from catalog.selectors import CITING, artifact_citations, citing_rows, family_memberships
from catalog.selectors_entries import artifact_capabilities
from compare.answers.purposes import job_kinds, task_families
from compare.pages.frames import artifact_url, web_address
from compare.pairs import LETTERS
from compare.parts.basics import ComponentBlock, Link, ScoreBlock, Side, SignalRow
from compare.parts.points import Between, Points
from compare.parts.verdicts import Contestant, Part, SignalPart
from scoring.doubts import side_of
from scoring.methodology import methodology_get
from scoring.selectors import ComponentScore, Interval, RunInfo, ScoreCard, ScoreRow
from scoring.selectors_history import score_cards_at

NO_RUN = "no scoring run has been published yet"
NOT_IN_RUN = "it came after the published scoring run"


@dataclass(frozen=True)
class Subject:
    """`card` is None before the first run, and for an artifact that is younger than the run.

    `cited` holds the numbered sources of each row that cites some, by the name of its kind and its primary key.
    """

    letter: str
    artifact: Artifact
    run: RunInfo | None
    card: ScoreCard | None
    entries: tuple[CapabilityEntry, ...]
    citations: tuple[Citation, ...]
    cited: Mapping[tuple[str, int], Sequence[Citation]] = field(default_factory=dict)
    membership: FamilyMembership | None = None

    @property
    def facts(self) -> dict[str, object]:
        return facts_of(self.artifact)

    @property
    def is_family(self) -> bool:
        return self.facts.get("artifact_scope") == "family"

    @property
    def score(self) -> Points | None:
        return None if self.card is None or self.card.score_tenths is None else Points(self.card.score_tenths)

    @property
    def interval(self) -> Between | None:
        return between(self.card.interval) if self.card else None

    @property
    def unrated(self) -> str | None:
        """Why there is no score; None when there is one."""
        if self.run is None:
            return NO_RUN
        if self.card is None:
            return NOT_IN_RUN
        return None if self.card.rated else what_is_missing(self.card)


def subjects_gather(artifacts: Sequence[Artifact], *, run: RunInfo | None, drafts: bool = False) -> tuple[Subject, ...]:
    """Subjects in the order of the artifacts, lettered from A; for a preview with entries that are `drafts`."""
    ids = [artifact.pk for artifact in artifacts]
    cards = score_cards_at(ids, run=run) if run else {}
    entries = artifact_capabilities(ids, drafts=drafts)
    citations = artifact_citations(ids)
    memberships = family_memberships(ids)
    return tuple(
        Subject(
            letter=letter,
            artifact=artifact,
            run=run,
            card=cards.get(artifact.pk),
            entries=tuple(entries[artifact.pk]),
            citations=tuple(citations[artifact.pk]),
            cited=_cited(citations[artifact.pk]),
            membership=memberships.get(artifact.pk),
        )
        for letter, artifact in zip(LETTERS, artifacts, strict=False)
    )


def _cited(citations: Iterable[Citation]) -> dict[tuple[str, int], list[Citation]]:
    """Sources by the rows that cite them, each list in the order of numbers."""
    cited: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        for name in CITING:
            for row in citing_rows(citation, name):
                cited.setdefault((name, row), []).append(citation)
    return cited


def between(interval: Interval | None) -> Between | None:
    """The interval of a card or a list's entry as pages print it."""
    return Between(Points(interval.low_tenths), Points(interval.high_tenths)) if interval else None


def what_is_missing(card: ScoreCard) -> str:
    """The share that is known against the floor, and the components of which nothing is."""
    floor = methodology_get(card.run.methodology).rated_from
    text = f"{_percent(card.coverage)} % of what a score asks for is known, {_percent(floor)} % are needed"
    nothing = [component.label for component in card.components if component.coverage == 0]
    return f"{text}; nothing yet on {', '.join(nothing)}" if nothing else text


def side(subject: Subject) -> Side:
    artifact, card = subject.artifact, subject.card
    family = subject.membership.family if subject.membership else None
    return Side(
        letter=subject.letter,
        slug=artifact.slug,
        name=artifact.name,
        kind=artifact.kind,
        kind_label=artifact.get_kind_display().capitalize(),
        organization=artifact.organization.name if artifact.organization else None,
        summary=summary_line(artifact),
        url=artifact_url(artifact.slug),
        score=subject.score,
        unrated=subject.unrated,
        position=card.position if card else None,
        population=card.population if card else 0,
        coverage_percent=_percent(card.coverage) if card else None,
        family=Link(family.name, artifact_url(family.slug)) if family else None,
        interval=subject.interval,
        band=str(card.band) if card and card.band else None,
    )


def contestant(subject: Subject) -> Contestant:
    """What the verdict may look at."""
    artifact, card = subject.artifact, subject.card
    components = card.components if card else ()
    return Contestant(
        letter=subject.letter,
        name=artifact.name,
        kind=artifact.kind,
        score=subject.score,
        unrated=subject.unrated or "",
        position=card.position if card else None,
        population=card.population if card else 0,
        coverage_percent=_percent(card.coverage) if card else None,
        parts=tuple(
            Part(
                key=component.key,
                label=component.label,
                points=Points(component.points_tenths),
                anchor=f"fact-{component.key}",
                weight=component.weight,
                rows=tuple(
                    SignalPart(row.key, row.label, Points(row.points_tenths), row_anchor(row, subject.letter.lower()))
                    for row in component.rows
                    if not row.is_baseline
                ),
            )
            for component in components
        ),
        evidence=side_of(card) if card and card.values else None,
        families=task_families(artifact.tasks, artifact.modalities),
        capability_kinds=job_kinds(entry.kind.path for entry in subject.entries if entry.kind),
    )


def score_block(subject: Subject) -> ScoreBlock | None:
    """Every row of the score; None when no run knows the artifact."""
    if subject.card is None:
        return None
    letter = subject.letter.lower()
    blocks = []
    offset = 0
    for component in subject.card.components:
        blocks.append(_component_block(component, letter=letter, offset=offset))
        offset += component.points_tenths
    return ScoreBlock(
        letter=subject.letter,
        name=subject.artifact.name,
        anchor=f"score-{letter}",
        total=subject.score,
        unrated=subject.unrated,
        components=tuple(blocks),
        interval=subject.interval,
    )


def _component_block(component: ComponentScore, *, letter: str, offset: int) -> ComponentBlock:
    return ComponentBlock(
        key=component.key,
        label=component.label,
        anchor=f"score-{letter}-{component.key}",
        weight_percent=_percent(component.weight),
        value=Points(component.value_tenths),
        points=Points(component.points_tenths),
        offset=Points(offset),
        coverage_percent=_percent(component.coverage),
        known="; ".join(component.sentences),
        rows=tuple(_signal_row(row, letter=letter) for row in component.rows),
    )


def _signal_row(row: ScoreRow, *, letter: str) -> SignalRow:
    return SignalRow(
        key=row.key,
        label=row.label,
        anchor=row_anchor(row, letter),
        is_baseline=row.is_baseline,
        state=row.state,
        raw=row.raw,
        unit=row.unit,
        observed=row.observed,
        source_name=row.source_name,
        source_url=web_address(row.source_url),
        percentile=None if row.percentile is None else round(row.percentile),
        sentence=row.sentence,
        points=Points(row.points_tenths),
    )


def row_anchor(row: ScoreRow, letter: str) -> str:
    """Id of a row on the page; `letter` is the small one of its side."""
    return f"row-{letter}-{row.key.replace(':', '-')}"


def _percent(share: float) -> int:
    return round(100 * share)
