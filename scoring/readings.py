"""What the stored figures and facts of artifacts say of each signal: one reading by the signal's rule. No queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.relating import STATED, mentions, names_nothing
from scoring.columns import ABSENT, OBSERVED, UNKNOWN, UNKNOWN_STATE, Reading, Readings, State
from scoring.figures import Figure, Subject, Subjects
from scoring.formula import normalize
from scoring.formula.sums import row_sums
from scoring.methodology import Board, Methodology, Signal
from scoring.standing import Standing, standings

# Of the members that are best on some board of a group, so many are named.
NAMES_SHOWN = 2
# The facts that rules ask for, beside those of the forms of a methodology.
FACTS = ("artifact_scope", *(key for key, *_ in STATED), "frameworks", "serving_frameworks", "licences")
# The rules that ask for what forms ask for.
FORMS = ("datasheet", "documentation")


def readings(methodology: Methodology, signal: Signal, subjects: Subjects) -> Readings:
    """What their own figures and facts say: readings (n,), made once for each signal."""
    known = subjects.readings.get(signal.key)
    if known is None:
        known = subjects.readings[signal.key] = RULES[signal.reading](methodology, signal, subjects)
    return known


def read(methodology: Methodology, signal: Signal, subject: Subject) -> Reading:
    """The reading of one of them."""
    return readings(methodology, signal, subject.among).at(subject.row)


def _latest(_: Methodology, signal: Signal, subjects: Subjects) -> Readings:
    figures, found = subjects.figures.of(signal.metrics[:1]), Readings.unknown(len(subjects))
    found.raws[:], found.days[:], found.sources[:] = figures.values[:, 0], figures.days[:, 0], figures.sources[:, 0]
    found.states[:] = np.where(np.isnan(found.raws), ABSENT, OBSERVED)
    found.states[found.sources == 0] = UNKNOWN_STATE
    return found


def _counted(_: Methodology, signal: Signal, subjects: Subjects) -> Readings:
    """A figure counted over the whole catalog is known of everything in it; what is not listed has none."""
    figures, found = subjects.figures.of(signal.metrics), Readings.unknown(len(subjects))
    counted, rows = (figures.sources > 0).any(axis=1), np.arange(len(subjects))
    newest = figures.days.argmax(axis=1)
    found.states[:] = OBSERVED
    found.raws[:] = np.where(counted, row_sums(np.nan_to_num(figures.values)), signal.absent_value)
    found.days[:], found.sources[:] = figures.days[rows, newest], figures.sources[rows, newest]
    return found


def _each(read_one: Callable[[Methodology, Signal, Subject], Reading], *, asks: str) -> Rule:
    """A rule for one subject, as a rule for many; unknown where they have nothing of the sort that it `asks` for."""

    def read_all(methodology: Methodology, signal: Signal, subjects: Subjects) -> Readings:
        asked = (row for row, known in enumerate(getattr(subjects, asks)) if known)
        return _placed(len(subjects), ((row, read_one(methodology, signal, subjects[row])) for row in asked))

    return read_all


def _placed(count: int, readings: Iterable[tuple[int, Reading]]) -> Readings:
    """Readings of so many subjects, by their rows; all others are unknown."""
    found, known = Readings.unknown(count), {row: reading for row, reading in readings if reading is not UNKNOWN}
    if known:
        found.put(list(known), list(known.values()))
    return found


def _boards(methodology: Methodology, signal: Signal, subjects: Subjects) -> Readings:
    rows = np.flatnonzero(subjects.figures.of(signal.metrics).sources.any(axis=1)).tolist()
    return _placed(len(subjects), ((row, read_boards(methodology, signal, [subjects[row]])) for row in rows))


def read_boards(methodology: Methodology, signal: Signal, subjects: Sequence[Subject]) -> Reading:
    """Mean standing over the groups of boards that list one of them; inside a group, mean over its boards.

    On each board the best of the subjects stands for all of them; where there are several, it is named.
    """
    groups: dict[str, list[Place]] = {}
    for metric in signal.metrics:
        board = methodology.board(metric)
        places = [place for subject in subjects if (place := _place(board, subject)) is not None]
        if places:
            groups.setdefault(board.group, []).append(max(places, key=lambda place: place.standing))
    if not groups:
        return UNKNOWN
    standing = sum(sum(p.standing for p in places) / len(places) for places in groups.values()) / len(groups)
    newest = _newest(place.figure for places in groups.values() for place in places)
    note = "; ".join(_board_note(places, named=len(subjects) > 1) for places in groups.values())
    return Reading(State.OBSERVED, 100 * standing, newest.observed, newest.source_id, note, value=standing)


@dataclass(frozen=True)
class Place:
    """Where one artifact stands on one board, 0 to 1."""

    board: Board
    subject: Subject
    figure: Figure
    standing: float


def _place(board: Board, subject: Subject) -> Place | None:
    figure = subject.figure(board.metric)
    if figure is None or figure.value is None:
        return None
    place = float(normalize.on_knots(np.array([figure.value]), board.knots)[0])
    return Place(board, subject, figure, place if board.higher_is_better else 1.0 - place)


def _newest(figures: Iterable[Figure]) -> Figure:
    """The first of the newest: figures of one day keep the order of the boards."""
    return max(figures, key=lambda figure: figure.observed)


def _board_note(places: Sequence[Place], *, named: bool) -> str:
    label = places[-1].board.label
    if not named:
        return label
    names = list(dict.fromkeys(place.subject.name for place in places))
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"{label} (best member there: {', '.join(names[:NAMES_SHOWN])}{more})"


def _latent(methodology: Methodology, _: Signal, subjects: Subjects) -> Readings:
    """What all boards of its task family say together."""
    found = enumerate(standings(methodology.task_families, subjects.figures))
    return _placed(len(subjects), ((row, _stood(standing)) for row, standing in found if standing is not None))


def _stood(standing: Standing) -> Reading:
    return Reading(
        state=State.OBSERVED,
        raw=standing.theta,
        observed=standing.observed,
        source_id=standing.source_id,
        note=standing.note,
        value=standing.value,
        noise=standing.noise,
        results=standing.results,
    )


def _licence(methodology: Methodology, _: Signal, subjects: Subjects) -> Readings:
    """Named, named so vaguely that the terms stay open, or left empty where a source that lists it asks for it."""
    found = Readings.unknown(len(subjects))
    asked_by = methodology.licence_asked_by
    for row, licence in enumerate(subjects.licences):
        if licence:
            vague = licence in methodology.vague_licences
            found.states[row], found.values[row] = OBSERVED, 0.5 if vague else 1.0
            found.notes[row] = f"licence: {licence}{', which leaves the terms open' if vague else ''}"
        elif not subjects.source_keys[row].isdisjoint(asked_by):
            found.states[row] = ABSENT
    found.sources[:] = np.where(found.states == UNKNOWN_STATE, 0, subjects.sources)
    return found


def _training_data(_: Methodology, __: Signal, subject: Subject) -> Reading:
    """Half for naming the model it was made from: that passes the question on, and answers it in part."""
    facts = subject.facts
    if facts.get("training_datasets") or facts.get("training_dataset"):
        return Reading(State.OBSERVED, None, "", subject.source_id, "training data named", value=1.0)
    if facts.get("base_model"):
        return Reading(State.OBSERVED, None, "", subject.source_id, f"made from {facts['base_model']}", value=0.5)
    return UNKNOWN


def _training_data_named(_: Methodology, __: Signal, subject: Subject) -> Reading:
    """As `_training_data`, but a name that names nothing, or the artifact itself, answers nothing."""
    named = [mention for mention in mentions(subject.facts) if not names_nothing(mention.name)]
    if any(mention.type == "trained_on" for mention in named):
        return Reading(State.OBSERVED, None, "", subject.source_id, "training data named", value=1.0)
    own = {name.casefold() for name in (subject.slug, subject.hub_id, subject.name)}
    bases = [mention.name for mention in named if mention.key == "base_model" and mention.name.casefold() not in own]
    if bases:
        return Reading(State.OBSERVED, None, "", subject.source_id, f"made from {bases[0]}", value=0.5)
    return UNKNOWN


def _frameworks(_: Methodology, __: Signal, subject: Subject) -> Reading:
    named = frameworks_of(subject)
    return Reading(State.OBSERVED, float(len(named)), "", subject.source_id) if named else UNKNOWN


def frameworks_of(subject: Subject) -> set[str]:
    """What its facts say that it runs in."""
    return {*subject.facts.get("frameworks", []), *subject.facts.get("serving_frameworks", [])}


def _datasheet(methodology: Methodology, _: Signal, subject: Subject) -> Reading:
    """Percentage of the fields filled in, over the forms of all sources that list the dataset."""
    forms = [form for form in methodology.forms if form.source in subject.source_keys]
    fields = sorted({field for form in forms for field in form.fields})
    if not fields:
        return UNKNOWN
    filled = [field for field in fields if _says_something(subject.facts.get(field) or subject.columns.get(field))]
    note = f"{len(filled)} of {len(fields)} fields"
    return Reading(State.OBSERVED, 100 * len(filled) / len(fields), "", subject.source_id, note)


def _documentation(methodology: Methodology, _: Signal, subject: Subject) -> Reading:
    """Percentage of the fields filled in, the licence among them: half where its name leaves the terms open."""
    forms = [form for form in methodology.forms if form.source in subject.source_keys]
    fields = sorted({field for form in forms for field in form.fields})
    if not fields:
        return UNKNOWN
    said = {field: _field_said(methodology, subject, field) for field in fields}
    open_ones = [field if share == 0 else f"{field} (in part)" for field, share in said.items() if share < 1]
    missing = f", not stated: {', '.join(open_ones).replace('_', ' ')}" if open_ones else ""
    filled = sum(said.values())
    note = f"{filled:g} of {len(fields)} fields{missing}"
    return Reading(State.OBSERVED, 100 * filled / len(fields), "", subject.source_id, note)


def _field_said(methodology: Methodology, subject: Subject, field: str) -> float:
    value = subject.facts.get(field) or subject.columns.get(field)
    if field != "licence":
        return float(_says_something(value))
    # One audit names every licence of a collection, and no single one for the whole.
    named = [value] if value else subject.facts.get("licences") or []
    clear = [each for each in named if each not in methodology.vague_licences]
    return 1.0 if clear else 0.5 if named else 0.0


def _says_something(value: Any) -> bool:
    """A form filled in with the word unknown is not filled in."""
    return bool(value) and value not in ("unknown", ["unknown"])


Rule = Callable[[Methodology, Signal, Subjects], Readings]

RULES: dict[str, Rule] = {
    "latest": _latest,
    "counted": _counted,
    "boards": _boards,
    "latent": _latent,
    "licence": _licence,
    "training_data": _each(_training_data, asks="facts"),
    "training_data_named": _each(_training_data_named, asks="facts"),
    "frameworks": _each(_frameworks, asks="facts"),
    "datasheet": _each(_datasheet, asks="columns"),
    "documentation": _each(_documentation, asks="columns"),
    "none": lambda _, __, subjects: Readings.unknown(len(subjects)),
}
