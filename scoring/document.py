"""The parts of a methodology document, as they are checked in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.formula.filled import LEAST

Kind = Literal["model", "dataset"]
ComponentKey = Literal["adoption", "quality", "ecosystem", "match_graph"]
Share = Annotated[float, Field(ge=0, le=1)]
Knot = tuple[float, float]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Component(Part):
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


class Signal(Part):
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
        "latent",
        "licence",
        "training_data",
        "training_data_named",
        "frameworks",
        "datasheet",
        "documentation",
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


class Board(Part):
    """One test whose results are comparable with each other; boards of one group count as one."""

    metric: str
    group: str
    label: str
    unit: str
    higher_is_better: bool = True
    artifacts: int = 0
    knots: tuple[Knot, ...] = ()


RollUpRule = Literal[
    "sum", "own_or_most", "most", "best_on_board", "best_member", "own_or_members",
    "union_derived", "union_providers", "union_sources", "union_frameworks",
]  # fmt: skip


class RollUp(Part):
    """How a family's reading of one signal follows from its members: a rule of `scoring.rollup`, and why."""

    kind: Kind
    signal: str
    rule: RollUpRule
    reason: str


class Form(Part):
    """The fields in which a source documents a dataset: which of them are filled in is its datasheet."""

    source: str
    fields: tuple[str, ...]


class Change(Part):
    version: str
    date: str
    text: str
