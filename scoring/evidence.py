"""Gathers what the formula may see: one reading for every artifact and signal, from stored figures and facts."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from django.db import connection

from catalog.models import Artifact
from scoring.formula import normalize
from scoring.formula.profile import Floats, Integers
from scoring.methodology import Kind, Methodology, Signal


class State(StrEnum):
    """What is known of a signal. Only the first two carry weight; the others leave it to the prior."""

    OBSERVED = "observed"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    STALE = "stale"


@dataclass(frozen=True)
class Reading:
    """One raw figure. `value` is set when the figure needs no scale; `note` names what it was read from."""

    state: State
    raw: float | None = None
    observed: str = ""
    source_id: int | None = None
    note: str = ""
    value: float | None = None


UNKNOWN = Reading(State.UNKNOWN)


@dataclass(frozen=True)
class Figure:
    """The latest stored figure of one metric of one artifact; of a day's figures of one source the last recorded."""

    value: float | None
    state: str
    observed: str
    source_id: int


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


@dataclass(frozen=True)
class Evidence:
    """Readings of n artifacts of one kind, and the integers made of them, shape (n, signals)."""

    subjects: list[Subject]
    readings: list[list[Reading]]
    values: Integers
    reliabilities: Integers


def evidence_gather(methodology: Methodology, kind: Kind, *, first_id: int, last_id: int, as_of: date) -> Evidence:
    """Read and normalize all listed artifacts of a kind with ids in the closed range, as of that day; two queries."""
    subjects = _subjects(methodology, kind, first_id, last_id, as_of)
    signals = methodology.signals_of(kind)
    readings = [[_read(methodology, signal, subject) for signal in signals] for subject in subjects]
    values = np.zeros((len(subjects), len(signals)), dtype=np.int64)
    reliabilities = np.zeros_like(values)
    for column, signal in enumerate(signals):
        column_readings = [row[column] for row in readings]
        values[:, column] = normalize.quantise(_values(signal, column_readings))
        reliabilities[:, column] = normalize.quantise(_reliabilities(signal, column_readings, as_of))
    _mark_stale(readings, reliabilities)
    return Evidence(subjects, readings, values, reliabilities)


def id_ranges(*, size: int) -> list[tuple[int, int]]:
    """Closed ranges of ids that hold `size` artifacts each, the last one the rest; holes in the ids cost nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(id), max(id)
            FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS range FROM catalog_artifact) numbered
            GROUP BY range ORDER BY range
            """,
            [size],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]


def latest_observation() -> date:
    """The last day on which anything in the catalog was observed: the natural `as_of` of a run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(observed) FROM catalog_signal")
        latest = (cursor.fetchone() or (None,))[0]
    return last_day(latest) if latest else date(1970, 1, 1)


def last_day(partial: str) -> date:
    """The last day that a partial date may mean: 2026-02 is 2026-02-28."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(partial: str) -> date:
    """The first day that a partial date may mean, so that an age is never flattered."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    return date(year, month or 1, day or 1)


def _subjects(methodology: Methodology, kind: Kind, first_id: int, last_id: int, as_of: date) -> list[Subject]:
    metrics = sorted({metric for signal in methodology.signals_of(kind) for metric in signal.metrics})
    figures: dict[int, dict[str, Figure]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (artifact_id, metric) artifact_id, metric, value, state, observed, source_id
            FROM catalog_signal JOIN catalog_source ON catalog_source.id = source_id
            WHERE artifact_id BETWEEN %s AND %s AND metric = ANY(%s) AND observed <= %s
            ORDER BY artifact_id, metric, observed DESC, catalog_source.key, catalog_signal.id DESC
            """,
            [first_id, last_id, metrics, as_of.isoformat()],
        )
        for artifact_id, metric, value, state, observed, source_id in cursor:
            figures.setdefault(artifact_id, {})[metric] = Figure(value, state, observed, source_id)
    listed = Artifact.objects.listed().filter(kind=kind, pk__range=(first_id, last_id)).order_by("pk")
    fields = ("pk", "slug", "licence", "facts", "curated_facts", "source_id", "source__key", "also_in")
    columns = ("languages", "tasks", "domains", "modalities", "homepage", "paper", "licence")
    return [
        Subject(
            artifact_id=row["pk"],
            slug=row["slug"],
            licence=row["licence"],
            facts=row["facts"] | row["curated_facts"],
            columns={column: row[column] for column in columns},
            source_id=row["source_id"],
            source_keys=frozenset({row["source__key"], *row["also_in"]}),
            figures=figures.get(row["pk"], {}),
        )
        for row in listed.values(*dict.fromkeys(fields + columns))
    ]


def _read(methodology: Methodology, signal: Signal, subject: Subject) -> Reading:
    return _READERS[signal.reading](methodology, signal, subject)


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
    """Mean standing over the groups of boards that list the artifact; inside a group, mean over its boards."""
    groups: dict[str, list[float]] = {}
    labels: dict[str, str] = {}
    newest: Figure | None = None
    for metric in signal.metrics:
        figure = subject.figures.get(metric)
        if figure is None or figure.value is None:
            continue
        board = methodology.board(metric)
        place = float(normalize.on_knots(np.array([figure.value]), board.knots)[0])
        groups.setdefault(board.group, []).append(place if board.higher_is_better else 1.0 - place)
        labels[board.group] = board.label
        if newest is None or figure.observed > newest.observed:
            newest = figure
    if newest is None:
        return UNKNOWN
    standing = sum(sum(places) / len(places) for places in groups.values()) / len(groups)
    note = ", ".join(labels.values())
    return Reading(State.OBSERVED, 100 * standing, newest.observed, newest.source_id, note, value=standing)


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


def _frameworks(_: Methodology, __: Signal, subject: Subject) -> Reading:
    named = [*subject.facts.get("frameworks", []), *subject.facts.get("serving_frameworks", [])]
    if not named:
        return UNKNOWN
    return Reading(State.OBSERVED, float(len(set(named))), "", subject.source_id)


def _datasheet(methodology: Methodology, _: Signal, subject: Subject) -> Reading:
    """Percentage of the fields filled in, over the forms of all sources that list the dataset."""
    forms = [form for form in methodology.forms if form.source in subject.source_keys]
    fields = sorted({field for form in forms for field in form.fields})
    if not fields:
        return UNKNOWN
    filled = [field for field in fields if _says_something(subject.facts.get(field) or subject.columns.get(field))]
    note = f"{len(filled)} of {len(fields)} fields"
    return Reading(State.OBSERVED, 100 * len(filled) / len(fields), "", subject.source_id, note)


def _says_something(value: Any) -> bool:
    """A form filled in with the word unknown is not filled in."""
    return bool(value) and value not in ("unknown", ["unknown"])


_READERS: dict[str, Callable[[Methodology, Signal, Subject], Reading]] = {
    "latest": _latest,
    "counted": _counted,
    "boards": _boards,
    "licence": _licence,
    "training_data": _training_data,
    "frameworks": _frameworks,
    "datasheet": _datasheet,
    "none": lambda *_: UNKNOWN,
}


def _values(signal: Signal, readings: Iterable[Reading]) -> Floats:
    readings = list(readings)
    ready = np.array([0.0 if reading.value is None else reading.value for reading in readings])
    if signal.half_point is None:
        return ready
    raw = np.array([reading.raw or 0.0 for reading in readings])
    scaled = normalize.log_scale(raw, half_point=signal.half_point, knots=signal.knots)
    observed = np.array([reading.state is State.OBSERVED for reading in readings])
    return np.where(observed, scaled, 0.0)


def _reliabilities(signal: Signal, readings: Iterable[Reading], as_of: date) -> Floats:
    readings = list(readings)
    ages = np.array(
        [float(max((as_of - first_day(reading.observed)).days, 0)) if reading.observed else 0.0 for reading in readings]
    )
    fresh = normalize.freshness(ages, max_age_days=signal.max_age_days)
    trust = [
        0.0 if reading.state is State.UNKNOWN else 1.0 if reading.state is State.ABSENT else signal.trust
        for reading in readings
    ]
    reliabilities: Floats = fresh * np.array(trust)
    return reliabilities


def _mark_stale(readings: list[list[Reading]], reliabilities: Integers) -> None:
    for row, column in np.argwhere(reliabilities == 0):
        reading = readings[row][column]
        if reading.state is State.OBSERVED:
            readings[row][column] = Reading(State.STALE, reading.raw, reading.observed, reading.source_id, reading.note)
