"""What one artifact's stored figures and facts say of each signal: one reading by the signal's rule. No queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from catalog.relating import mentions, names_nothing
from scoring.figures import Figure
from scoring.formula import normalize
from scoring.methodology import Board, Methodology, Signal
from scoring.standing import Standing

FAMILY = "family"
# Of the members that are best on some board of a group, so many are named.
NAMES_SHOWN = 2


class State(StrEnum):
    """What is known of a signal. Only the first two carry weight; the others leave it to the prior."""

    OBSERVED = "observed"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    STALE = "stale"


@dataclass(frozen=True)
class Reading:
    """One raw figure. `value` is set when the figure needs no scale; `note` names what it was read from.

    `share` says how much of the signal's trust it deserves, 0 to 1; left out, that follows from the age of `observed`.
    `noise` is the figure's own error in values 0..1, where it brings one, and `results` the raw results by test that a
    standing on boards was made of.
    """

    state: State
    raw: float | None = None
    observed: str = ""
    source_id: int | None = None
    note: str = ""
    value: float | None = None
    share: float | None = None
    noise: float | None = None
    results: Mapping[str, float] | None = None


UNKNOWN = Reading(State.UNKNOWN)


@dataclass(frozen=True)
class Subject:
    """An artifact as the formula sees it."""

    artifact_id: int
    slug: str
    licence: str
    facts: dict[str, Any]
    columns: dict[str, Any]
    source_id: int | None
    source_keys: frozenset[str]
    figures: dict[str, Figure]
    name: str = ""
    hub_id: str = ""
    standing: Standing | None = None

    @property
    def is_family(self) -> bool:
        return self.facts.get("artifact_scope") == FAMILY


def _latest(_: Methodology, signal: Signal, subject: Subject) -> Reading:
    figure = subject.figures.get(signal.metrics[0])
    if figure is None:
        return UNKNOWN
    state = State.OBSERVED if figure.state == State.OBSERVED else State.ABSENT
    return Reading(state, figure.value, figure.observed, figure.source_id)


def _counted(_: Methodology, signal: Signal, subject: Subject) -> Reading:
    """A figure counted over the whole catalog is known of everything in it; what is not listed has none."""
    found = [figure for metric in signal.metrics if (figure := subject.figures.get(metric))]
    if not found:
        return Reading(State.OBSERVED, signal.absent_value)
    total = sum(figure.value or 0.0 for figure in found)
    newest = max(found, key=lambda figure: figure.observed)
    return Reading(State.OBSERVED, total, newest.observed, newest.source_id)


def _boards(methodology: Methodology, signal: Signal, subject: Subject) -> Reading:
    return read_boards(methodology, signal, [subject])


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
    figure = subject.figures.get(board.metric)
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


def _latent(_: Methodology, __: Signal, subject: Subject) -> Reading:
    """What all boards of its task family say together."""
    standing = subject.standing
    if standing is None:
        return UNKNOWN
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


def _licence(methodology: Methodology, _: Signal, subject: Subject) -> Reading:
    """Named, named so vaguely that the terms stay open, or left empty where a source that lists it asks for it."""
    if not subject.licence:
        asked = subject.source_keys.intersection(methodology.licence_asked_by)
        return Reading(State.ABSENT, source_id=subject.source_id) if asked else UNKNOWN
    if subject.licence in methodology.vague_licences:
        note = f"licence: {subject.licence}, which leaves the terms open"
        return Reading(State.OBSERVED, source_id=subject.source_id, note=note, value=0.5)
    return Reading(State.OBSERVED, source_id=subject.source_id, note=f"licence: {subject.licence}", value=1.0)


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


READERS: dict[str, Callable[[Methodology, Signal, Subject], Reading]] = {
    "latest": _latest,
    "counted": _counted,
    "boards": _boards,
    "latent": _latent,
    "licence": _licence,
    "training_data": _training_data,
    "training_data_named": _training_data_named,
    "frameworks": _frameworks,
    "datasheet": _datasheet,
    "documentation": _documentation,
    "none": lambda *_: UNKNOWN,
}


def read(methodology: Methodology, signal: Signal, subject: Subject) -> Reading:
    """What the subject's own figures and facts say."""
    return READERS[signal.reading](methodology, signal, subject)
