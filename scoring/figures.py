"""What is stored of a batch of artifacts, as the readings see it: figures, facts, columns. No queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from scoring.columns import Readings
from scoring.days import Days, partial_of
from scoring.formula.profile import Floats, Integers

FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Figure:
    """The latest stored figure of one metric of one artifact; of a day's figures of one source the last recorded.

    Without a value a source looked for it and found nothing.
    """

    value: float | None
    observed: str
    source_id: int


@dataclass(frozen=True)
class Figures:
    """The figures of n artifacts: arrays (n, metrics), the columns in the order of `metrics`.

    `sources` is 0 where nothing is stored; `values` is NaN there, and where a source found nothing.
    """

    metrics: tuple[str, ...]
    values: Floats
    days: Days
    sources: Integers

    @classmethod
    def none(cls, count: int, metrics: Sequence[str]) -> Figures:
        shape = (count, len(metrics))
        return cls(tuple(metrics), np.full(shape, np.nan), np.zeros(shape, np.int32), np.zeros(shape, np.int64))

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {metric: place for place, metric in enumerate(self.metrics)}

    def of(self, metrics: Sequence[str]) -> Figures:
        """Of these metrics alone, in their order."""
        chosen = [self.places[metric] for metric in metrics]
        return Figures(tuple(metrics), self.values[:, chosen], self.days[:, chosen], self.sources[:, chosen])

    def at(self, row: int, metric: str) -> Figure | None:
        place = self.places[metric]
        if not self.sources[row, place]:
            return None
        value = float(self.values[row, place])
        day, source = int(self.days[row, place]), int(self.sources[row, place])
        return Figure(None if np.isnan(value) else value, partial_of(day), source)


@dataclass(frozen=True)
class Subjects:
    """Artifacts of one kind, column by column, in the order of ids.

    `facts` and `columns` (further fields of the artifact) hold what some rule asks for and are empty elsewhere.
    `readings` are those that were made already, by signal.
    """

    ids: Integers
    slugs: Sequence[str]
    names: Sequence[str]
    hub_ids: Sequence[str]
    licences: Sequence[str]
    sources: Integers
    source_keys: Sequence[frozenset[str]]
    facts: Sequence[Mapping[str, Any]]
    columns: Sequence[Mapping[str, Any]]
    figures: Figures
    readings: dict[str, Readings] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, row: int) -> Subject:
        return Subject(self, row)

    def __iter__(self) -> Iterator[Subject]:
        return (Subject(self, row) for row in range(len(self)))


@dataclass(frozen=True, slots=True)
class Subject:
    """One of them."""

    among: Subjects
    row: int

    @property
    def artifact_id(self) -> int:
        return int(self.among.ids[self.row])

    @property
    def slug(self) -> str:
        return self.among.slugs[self.row]

    @property
    def name(self) -> str:
        return self.among.names[self.row]

    @property
    def hub_id(self) -> str:
        return self.among.hub_ids[self.row]

    @property
    def source_id(self) -> int | None:
        return int(self.among.sources[self.row]) or None

    @property
    def source_keys(self) -> frozenset[str]:
        return self.among.source_keys[self.row]

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.among.facts[self.row]

    @property
    def columns(self) -> Mapping[str, Any]:
        return self.among.columns[self.row]

    @property
    def is_family(self) -> bool:
        return self.facts.get("artifact_scope") == FAMILY

    def figure(self, metric: str) -> Figure | None:
        return self.among.figures.at(self.row, metric)
