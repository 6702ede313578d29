"""What would change a score: what is unknown and matters, and the next mark of what is known."""

from __future__ import annotations

import math

from compare.pages.subjects import Subject, row_anchor
from compare.parts.differences import ChangeRow, Changes
from compare.parts.points import Points
from scoring.doubts import SignalOpening, SignalStep, openings_of, steps_of
from scoring.methodology import methodology_get
from scoring.selectors import ScoreRow
from scoring.sentences import number

SHOWN = 5
# A row that would move less than a printed digit, or carries less than a printed percent of the doubt, is none.
POINTS_SHOWN = Points(1)
DOUBT_SHOWN = 1


def changes(subject: Subject) -> Changes | None:
    """None where no row is known (before the first run, or of a day long past) or nothing is left to be known."""
    card = subject.card
    if card is None or not card.values:
        return None
    letter = subject.letter.lower()
    labels = {str(component.key): component.label for component in methodology_get(card.run.methodology).components}
    rows = {row.key: row for component in card.components for row in component.rows}
    unknown = [_unknown(each, rows[each.signal.key], labels, letter) for each in openings_of(card)]
    known = [_known(each, rows[each.signal.key], labels, letter) for each in steps_of(card)]
    found = Changes(
        letter=subject.letter,
        name=subject.artifact.name,
        anchor=f"changes-{letter}",
        unknown=tuple(row for row in unknown if (row.doubt_percent or 0) >= DOUBT_SHOWN)[:SHOWN],
        known=tuple(row for row in known if row.points >= POINTS_SHOWN)[:SHOWN],
    )
    return found if found.unknown or found.known else None


def _unknown(opening: SignalOpening, row: ScoreRow, labels: dict[str, str], letter: str) -> ChangeRow:
    points, percent = Points(round(10 * opening.points)), round(100 * opening.share)
    return ChangeRow(
        key=row.key,
        label=row.label,
        component=labels[row.component],
        anchor=row_anchor(row, letter),
        points=points,
        doubt_percent=percent,
        text=(
            f"Not known. Once known it would typically move the score by {points} points, up or down, and settle"
            f" {percent} % of what is uncertain about it."
        ),
    )


def _known(step: SignalStep, row: ScoreRow, labels: dict[str, str], letter: str) -> ChangeRow:
    points = Points(round(10 * step.points))
    return ChangeRow(
        key=row.key,
        label=row.label,
        component=labels[row.component],
        anchor=row_anchor(row, letter),
        points=points,
        doubt_percent=None,
        text=(
            f"Now {number(row.raw or 0)} {row.unit}. At {number(math.ceil(step.raw))}, the next mark of its scale, the"
            f" score would be {points} points higher."
        ),
    )
