"""Turns lines of a file into staged rows, or into problems that say where and why."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalog import entry_records, kinds, records
from catalog.merging import Problem
from common.jsonl import BadFileError, BadLineError, lines_read, object_parse

BATCH_LINES = 500
ADVICE = "Correct the line, or import the rest with --skip-bad"

_SHAPES: dict[str, tuple[TypeAdapter[Any], Callable[[int, Any], records.Row]]] = {
    "artifact": (records.ARTIFACTS, records.artifact_row),
    "entry": (entry_records.ENTRIES, entry_records.entry_row),
    "signal": (records.SIGNALS, records.signal_row),
    "source": (records.SOURCES, records.source_row),
    "capability_kind": (kinds.KINDS, kinds.kind_row),
}
SHAPE_KEYS = (
    "an artifact has `slug`, a signal `artifact_slug`, a source `id`, a capability kind `path`, "
    "an entry document `entry_of`"
)


@dataclass
class Checked:
    """One batch of lines: the rows that passed, the lines that did not and why, and how far it reaches."""

    next_line: int
    lines: int = 0
    rows: list[records.Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


NumberedLine = tuple[int, bytes]


@dataclass
class Fitting:
    """Lines that have the shape that was asked for, with their values, and what is wrong with the others."""

    sound: list[NumberedLine] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def record_type_read(path: Path) -> str:
    """Which record type the file holds, by the first of its lines that is any record. Raises `BadFileError`."""
    first_fault: BadFileError | None = None
    for number, line in itertools.islice(lines_read(path), BATCH_LINES):
        try:
            record_type = records.record_type_of(object_parse(line))
            if record_type:
                return record_type
            reason = f"is no record that can be imported: {SHAPE_KEYS}"
        except BadLineError as error:
            reason = str(error)
        first_fault = first_fault or BadFileError(number, reason)
    raise first_fault or BadFileError(0, "the file is empty")


def batches_check(path: Path, *, record_type: str, from_line: int = 1) -> Iterator[Checked]:
    """Check the file's lines in batches, from a checkpoint on. Raises `BadFileError`."""
    lines = ((number, line) for number, line in lines_read(path) if number >= from_line)
    while batch := list(itertools.islice(lines, BATCH_LINES)):
        yield _batch_check(batch, record_type)


def _batch_check(batch: list[tuple[int, bytes]], record_type: str) -> Checked:
    checked = Checked(next_line=batch[-1][0] + 1, lines=len(batch))
    sound: list[tuple[int, bytes]] = []
    for number, line in batch:
        try:
            found = records.record_type_of(object_parse(line))
        except BadLineError as error:
            checked.problems.append(Problem(number, "", str(error), ADVICE))
            checked.refused.append(number)
            continue
        if found == record_type:
            sound.append((number, line))
        else:
            reason = f"is {f'a record of type {found}' if found else 'no known record'} in a file of type {record_type}"
            checked.problems.append(Problem(number, "", reason, f"Keep one record type a file: {SHAPE_KEYS}"))
            checked.refused.append(number)
    adapter, to_row = _SHAPES[record_type]
    fitting = lines_fit(sound, adapter)
    checked.problems += fitting.problems
    checked.refused += fitting.refused
    checked.rows = [to_row(number, value) for (number, _), value in zip(fitting.sound, fitting.values, strict=True)]
    return checked


def lines_fit(lines: list[NumberedLine], shape: TypeAdapter[Any]) -> Fitting:
    """Hold lines of JSON against the shape of a list of them."""
    try:
        return Fitting(lines, shape.validate_json(b"[" + b",".join(line for _, line in lines) + b"]"))
    except ValidationError:
        # One bad line fails its batch: find out which, line by line.
        fitting = Fitting()
    for number, line in lines:
        try:
            fitting.values += shape.validate_json(b"[" + line + b"]")
            fitting.sound.append((number, line))
        except ValidationError as error:
            fitting.problems += _explain(number, error)
            fitting.refused.append(number)
    return fitting


def _explain(number: int, error: ValidationError) -> list[Problem]:
    """The first three faults of a line, with the name of the field as the line spells it."""
    faults = []
    for fault in error.errors(include_url=False, include_input=True)[:3]:
        path = [str(part) for part in fault["loc"][1:] if part not in ("model", "dataset")]
        shown = repr(fault["input"])
        reason = fault["msg"][0].lower() + fault["msg"][1:]
        if fault["type"] in ("union_tag_invalid", "union_tag_not_found"):
            path = ["type"]
            reason = f"should be 'model' or 'dataset', not {fault['input'].get('type')!r:.80}"
        elif fault["type"] == "extra_forbidden":
            reason = "is no field of such a record"
        elif fault["type"] != "missing":
            reason += f", not {shown[:80]}"
        faults.append(Problem(number, ".".join(path), reason, ADVICE))
    return faults
