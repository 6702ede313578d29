"""The facts table: nine rows that every comparison starts with, then what the catalog states of each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings

from catalog.labels import NOT_STATED, pricing_label
from catalog.licences import licence_meaning
from catalog.models import CapabilityEntry, FamilyMembership, Price
from compare.pages.costs import memory_cell, price_cell
from compare.pages.frames import web_address
from compare.pages.match_words import DAYS, NO_EVIDENCE, SIMULATED
from compare.pages.stated import STATED, Reader, Value
from compare.pages.subjects import Subject
from compare.parts.basics import FactCell, FactRow
from compare.parts.points import Points
from scoring.methodology import methodology_get
from scoring.selectors import ComponentScore

# Rows that every page shows, and rows that stand only where a side states them.
ALWAYS = ("licence", "released", "organization", "size", "modalities", "tasks", "languages")
# Facts by which one can choose; what two artifacts of a kind nearly always share decides nothing.
DECIDING = ("pricing", "licence", "released", "size", "context", "languages", "tasks", "architecture", "formats")
COMMON_TASK = ("text-generation",)
LICENCES = ("licence", "licence_code", "licence_data")
VAGUE_LICENCES = ("other", "unknown")

CURATED = "curated, see the numbered sources"
CURATED_FAMILY = "set by a curator"


def fact_rows(subjects: Sequence[Subject], prices: Mapping[int, Sequence[Price]]) -> tuple[FactRow, ...]:
    """All rows, one cell a side. `prices` are the offers of each side, by the id of its artifact."""
    stated = [
        _row(key, label, [_stated(subject, key, reader) for subject in subjects]) for key, label, reader in STATED
    ]
    rows = [
        _row("kind", "Type", [_text(subject.artifact.get_kind_display().capitalize()) for subject in subjects]),
        _row("rank", settings.RANK_NAME, [_rank(subject) for subject in subjects], score_link="score-rows"),
        *_component_rows(subjects),
        _row("pricing", "Pricing", [_pricing(subject) for subject in subjects]),
        _row("capabilities", "Capabilities", [_capabilities(subject) for subject in subjects]),
        _row("times_matched", "Times Matched", [_times_matched(subject) for subject in subjects]),
        *(row for row in stated if row.key in ALWAYS or _known(row)),
        *filter(_known, _cost_rows(subjects, prices)),
        *_family_rows(subjects),
        _row("reviewed", "Last reviewed", [_reviewed(subject) for subject in subjects]),
        _row("citations", "Citations", [_citations(subject) for subject in subjects]),
    ]
    return tuple(rows)


def _known(row: FactRow) -> bool:
    return any(cell.known for cell in row.cells)


def _cost_rows(subjects: Sequence[Subject], prices: Mapping[int, Sequence[Price]]) -> list[FactRow]:
    offers = [prices.get(subject.artifact.pk, ()) for subject in subjects]
    return [
        _row("input_price", "Input price", [price_cell(offered, "input_amount") for offered in offers]),
        _row("output_price", "Output price", [price_cell(offered, "output_amount") for offered in offers]),
        _row("memory", "Memory for weights", [memory_cell(subject) for subject in subjects]),
    ]


def deciding_facts(rows: Sequence[FactRow]) -> int:
    """How many sourced facts all sides state that could decide between them."""
    return sum(
        row.key in DECIDING
        and all(cell.known and cell.source_name for cell in row.cells)
        and not any(_says_nothing(row.key, cell.value) for cell in row.cells)
        for row in rows
    )


def _says_nothing(key: str, value: Value) -> bool:
    return (key == "tasks" and value == COMMON_TASK) or (key == "licence" and value in VAGUE_LICENCES)


def _row(key: str, label: str, cells: Sequence[FactCell], *, score_link: str = "") -> FactRow:
    differs = len({cell.text for cell in cells}) > 1
    return FactRow(key, label, f"fact-{key}", tuple(cells), differs, score_link)


def _text(value: str) -> FactCell:
    return FactCell(value or NOT_STATED, value or None)


def _rank(subject: Subject) -> FactCell:
    if subject.score is None:
        return FactCell("Unrated" if subject.card else "not scored yet", None, note=subject.unrated or "")
    interval = f"90 % interval {subject.interval}" if subject.interval else ""
    return FactCell(f"{subject.score}/100", subject.score.number, note=interval)


def _component_rows(subjects: Sequence[Subject]) -> list[FactRow]:
    """One row a component, of the run's methodology or of the one that the first run will use."""
    run = next((subject.run for subject in subjects if subject.run), None)
    scored = next((subject.letter.lower() for subject in subjects if subject.card), "")
    methodology = methodology_get(run.methodology) if run else methodology_get()
    return [
        _row(
            component.key,
            component.label,
            [_component(subject, place) for subject in subjects],
            score_link=f"score-{scored}-{component.key}" if scored else "",
        )
        for place, component in enumerate(methodology.components)
    ]


def _component(subject: Subject, place: int) -> FactCell:
    if subject.card is None:
        return FactCell("not scored yet", None, note=subject.unrated or "")
    component: ComponentScore = subject.card.components[place]
    value = Points(component.value_tenths)
    known = (
        f"{round(100 * component.coverage)} % known"
        if component.coverage
        else component.sentences[0].removesuffix(" here")
    )
    note = f"weight {round(100 * component.weight)} %, {Points(component.points_tenths)} points, {known}"
    return FactCell(str(value), value.number, note=note)


def _pricing(subject: Subject) -> FactCell:
    label = pricing_label(subject.artifact)
    return _sourced(subject, label, None if label == NOT_STATED else label)


def _capabilities(subject: Subject) -> FactCell:
    """Entries that somebody wrote; where there are none, those that follow from facts."""
    inferred = sum(entry.provenance == CapabilityEntry.Provenance.INFERRED for entry in subject.entries)
    written = len(subject.entries) - inferred
    if written:
        note = f"and {inferred} more inferred from facts" if inferred else ""
    else:
        note = "all inferred from facts" if inferred else "no capability entry yet"
    count = written or inferred
    return FactCell(f"{count} decomposed", count, note=note)


def _times_matched(subject: Subject) -> FactCell:
    """Nought is what was counted, not a gap."""
    found = subject.card.matched if subject.card else None
    if found is None:
        return FactCell("0", 0, note=NO_EVIDENCE)
    note = f"in {found.searches:,} searches of the last {DAYS} days"
    return FactCell(f"{found.matched:,}", found.matched, note=f"{note}, {SIMULATED}" if found.simulated else note)


def _family_rows(subjects: Sequence[Subject]) -> list[FactRow]:
    """Only where a side belongs to a family."""
    cells = [_family(subject) for subject in subjects]
    return [_row("family", "Family", cells)] if any(cell.known for cell in cells) else []


def _family(subject: Subject) -> FactCell:
    """The family, the version within it, and the rule that says so."""
    membership = subject.membership
    if membership is None:
        return FactCell("none", None)
    by_hand = membership.rule in FamilyMembership.BY_HAND
    rests_on = CURATED_FAMILY if by_hand else f"by the rule {membership.rule}"
    note = ", ".join(part for part in (membership.version, rests_on) if part)
    return FactCell(membership.family.name, membership.family.name, note=note)


def _reviewed(subject: Subject) -> FactCell:
    reviewed = subject.artifact.reviewed_on
    return FactCell(reviewed.isoformat(), reviewed.isoformat()) if reviewed else FactCell("not reviewed yet", None)


def _citations(subject: Subject) -> FactCell:
    count = len(subject.citations)
    return FactCell(str(count), count, note="" if count else "no citation yet")


def _stated(subject: Subject, key: str, reader: Reader) -> FactCell:
    """What a curator set rests on the numbered sources, not on the collection that the rest came from."""
    artifact = subject.artifact
    text, value = reader(artifact, subject.facts)
    note = licence_meaning(value) if key in LICENCES and isinstance(value, str) else ""
    if key in artifact.curated_fields or key in artifact.curated_facts:
        return FactCell(text or NOT_STATED, value or None, note, source_name=CURATED if value else "")
    return _sourced(subject, text, value, note)


def _sourced(subject: Subject, text: str, value: Value, note: str = "") -> FactCell:
    """A value with the collection that it was imported from."""
    source = subject.artifact.source
    if value is None or value == ():
        return FactCell(NOT_STATED, None)
    if source is None:
        return FactCell(text, value, note)
    return FactCell(text, value, note, source_name=source.name, source_url=web_address(source.url))
