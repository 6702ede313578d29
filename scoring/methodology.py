"""The methodology: one immutable document a version, checked in, addressed by version and sha256.

Every weight, knot, prior and lifetime of the formula stands in it with its reason; the methodology page shows it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.formula.filled import LEAST
from scoring.formula.filling import Filling
from scoring.formula.intervals import Spread
from scoring.formula.profile import MICRO, Floats, Profile

FOLDER = Path(__file__).resolve().parent / "methodologies"
CURRENT = "ur-0.2.0"

Kind = Literal["model", "dataset"]
ComponentKey = Literal["adoption", "quality", "ecosystem", "match_graph"]
Share = Annotated[float, Field(ge=0, le=1)]
Knot = tuple[float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Component(_Part):
    """One of the parts of the score, the same for every kind.

    Under the formula `draft`, `prior` and `kappa` fill what is unknown; under `filled` they stand where nothing could
    be fitted, and `kappas` fill. `shared` is the correlation inside the component, for intervals.
    """

    key: ComponentKey
    label: str
    weights: dict[Kind, Annotated[float, Field(gt=0, le=1)]]
    prior: Share
    kappa: Annotated[float, Field(gt=0)]
    kappas: dict[Kind, Annotated[float, Field(ge=LEAST)]] = {}
    shared: dict[Kind, Share] = {}
    meaning: str
    reason: str


class Signal(_Part):
    """One row of the score: how a raw figure is found, put on the scale of its kind and trusted.

    `reading` names the rule in `scoring.readings`; `metrics` are the stored signals (or boards) that it reads. `prior`
    and `scale` fill it where it is unknown, `sd` and `noise` are its spread and the error of a fresh figure, for
    intervals; all four in values 0..1, of documents whose formula is `filled`.
    """

    kind: Kind
    component: ComponentKey
    key: str
    label: str
    unit: str
    weight: Share
    reading: Literal[
        "latest",
        "counted",
        "boards",
        "licence",
        "training_data",
        "training_data_named",
        "frameworks",
        "datasheet",
        "none",
    ]
    metrics: tuple[str, ...] = ()
    half_point: float | None = None
    knots: tuple[Knot, ...] = ()
    trust: Share
    max_age_days: int | None = None
    counted_here: bool = False
    absent_value: float = 0.0
    prior: Annotated[float, Field(ge=0.01, le=0.99)] | None = None
    scale: Annotated[float, Field(ge=LEAST, le=1)] | None = None
    sd: Share | None = None
    noise: Share | None = None
    reason: str


class Board(_Part):
    """One test whose results are comparable with each other; boards of one group count as one."""

    metric: str
    group: str
    label: str
    unit: str
    higher_is_better: bool = True
    artifacts: int = 0
    knots: tuple[Knot, ...] = ()


RollUpRule = Literal[
    "sum", "own_or_most", "most", "best_on_board", "own_or_members",
    "union_derived", "union_providers", "union_sources", "union_frameworks",
]  # fmt: skip


class RollUp(_Part):
    """How a family's reading of one signal follows from its members: a rule of `scoring.rollup`, and why."""

    kind: Kind
    signal: str
    rule: RollUpRule
    reason: str


class Form(_Part):
    """The fields in which a source documents a dataset: which of them are filled in is its datasheet."""

    source: str
    fields: tuple[str, ...]


class Change(_Part):
    version: str
    date: str
    text: str


class Methodology(_Part):
    """The whole document. Weights must sum to one; a formula that reads it cannot be configured elsewhere."""

    version: str
    summary: str
    formula: Literal["draft", "filled"] = "draft"
    rated_from: Share
    widths: dict[Kind, tuple[Knot, ...]] = {}
    components: tuple[Component, ...]
    signals: tuple[Signal, ...]
    boards: tuple[Board, ...]
    forms: tuple[Form, ...]
    rollups: tuple[RollUp, ...] = ()
    vague_licences: tuple[str, ...]
    licence_asked_by: tuple[str, ...]
    known_weaknesses: tuple[str, ...]
    changelog: tuple[Change, ...]

    @model_validator(mode="after")
    def weights_sum_to_one(self) -> Methodology:
        for kind in ("model", "dataset"):
            whole = sum(component.weights[kind] for component in self.components)
            if abs(whole - 1) > 1e-9:
                raise ValueError(f"component weights of {kind} sum to {whole}, not 1")
            for component in self.components:
                inside = sum(s.weight for s in self.signals if (s.kind, s.component) == (kind, component.key))
                if abs(inside - 1) > 1e-9:
                    raise ValueError(f"signal weights of {kind} {component.key} sum to {inside}, not 1")
        return self

    @model_validator(mode="after")
    def rollups_know_their_signal(self) -> Methodology:
        known = {(signal.kind, signal.key) for signal in self.signals}
        if unknown := sorted({rollup.signal for rollup in self.rollups if (rollup.kind, rollup.signal) not in known}):
            raise ValueError(f"roll-up of signals that no kind has: {', '.join(unknown)}")
        return self

    @functools.cached_property
    def sha256(self) -> str:
        """Of the canonical JSON: keys sorted, no spaces, UTF-8."""
        document = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(document.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The document as it is checked in: a version does not name what came into the schema after it."""
        return self.model_dump(mode="json", exclude_unset=True)

    def rollup(self, signal: Signal) -> RollUp | None:
        """The rule by which a family's reading of this signal is rolled up, where one is declared."""
        return self.rollups_by_signal.get((signal.kind, signal.key))

    @functools.cached_property
    def rollups_by_signal(self) -> dict[tuple[str, str], RollUp]:
        return {(rollup.kind, rollup.signal): rollup for rollup in self.rollups}

    def signals_of(self, kind: str) -> tuple[Signal, ...]:
        """The signals of one kind in the order of every array and stored row."""
        return tuple(signal for signal in self.signals if signal.kind == kind)

    def board(self, metric: str) -> Board:
        """Raises KeyError for a metric that is no board."""
        return self.boards_by_metric[metric]

    @functools.cached_property
    def boards_by_metric(self) -> dict[str, Board]:
        return {board.metric: board for board in self.boards}

    def profile(self, kind: Kind) -> Profile:
        """The numbers of one kind, as the formula takes them."""
        signals = self.signals_of(kind)
        order = [component.key for component in self.components]
        return Profile(
            weights=_micro([signal.weight for signal in signals]),
            component_of=np.array([order.index(signal.component) for signal in signals], dtype=np.int64),
            component_weights=_micro([component.weights[kind] for component in self.components]),
            priors=_micro([component.prior for component in self.components]),
            kappas=_micro([component.kappa for component in self.components]),
            own_evidence=np.array(
                [not signal.counted_here and signal.component != "match_graph" for signal in signals]
            ),
        )

    def filling(self, kind: Kind) -> Filling:
        """What fills the unknown of one kind. Raises ValueError where a document of the formula `draft` is asked."""
        return Filling(
            priors=_stated([signal.prior for signal in self.signals_of(kind)]),
            scales=_stated([signal.scale for signal in self.signals_of(kind)]),
            kappas=_stated([component.kappas.get(kind) for component in self.components]),
        )

    def spread(self, kind: Kind) -> Spread:
        """How signals of one kind vary. Raises ValueError where a document of the formula `draft` is asked."""
        signals = self.signals_of(kind)
        return Spread(
            sds=_stated([signal.sd for signal in signals]),
            shared=_stated([component.shared.get(kind) for component in self.components]),
            trusts=np.array([signal.trust for signal in signals]),
            noises=_stated([signal.noise for signal in signals]),
            widths=self.widths[kind],
        )

    def starting_value(self, kind: Kind, component: Component) -> float:
        """Value 0..1 of a component of which nothing is known."""
        if self.formula == "draft":
            return component.prior
        inside = [signal for signal in self.signals_of(kind) if signal.component == component.key]
        return sum(signal.weight * (signal.prior or 0.0) for signal in inside)


def _stated(values: Sequence[float | None]) -> Floats:
    if None in values:
        raise ValueError("the methodology does not state what its formula needs: fit it (manage.py methodology fit)")
    return np.array(values, dtype=float)


def _micro(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([round(value * MICRO) for value in values], dtype=np.int64)


class MethodologyChangedError(Exception):
    """A checked-in methodology is no longer the document that a run was started with."""


@functools.cache
def methodology_get(version: str = CURRENT) -> Methodology:
    """Load a published methodology. Raises FileNotFoundError for a version that was never published."""
    return Methodology.model_validate_json((FOLDER / f"{version}.json").read_bytes())


def methodology_of(*, version: str, sha256: str) -> Methodology:
    """The very document that a run names. Raises `MethodologyChangedError` where the file was changed since."""
    document = methodology_get(version)
    if document.sha256 != sha256:
        raise MethodologyChangedError(
            f"{version} has sha256 {document.sha256}, the run was started with {sha256}: "
            "start a new run (manage.py score), and give a changed methodology a version of its own"
        )
    return document
