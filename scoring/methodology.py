"""The methodology: one immutable document a version, checked in, addressed by version and sha256.

Every weight, knot, prior and lifetime of the formula stands in it with its reason; the methodology page shows it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import model_validator

from scoring.boards import LinkedBoard, TaskFamily
from scoring.document import Board, Change, Component, Form, Kind, Knot, Part, RollUp, Share, Signal
from scoring.formula.filling import Filling
from scoring.formula.intervals import Spread
from scoring.formula.profile import MICRO, Floats, Profile

__all__ = [
    "Board",
    "Change",
    "Component",
    "Form",
    "Kind",
    "LinkedBoard",
    "Methodology",
    "MethodologyChangedError",
    "RollUp",
    "Signal",
    "TaskFamily",
    "methodology_get",
    "methodology_of",
    "versions",
]

FOLDER = Path(__file__).resolve().parent / "methodologies"
CURRENT = "ur-1.1.0"


class Methodology(Part):
    """The whole document. Weights must sum to one; a formula that reads it cannot be configured elsewhere."""

    version: str
    summary: str
    formula: Literal["draft", "filled"] = "draft"
    rated_from: Share
    widths: dict[Kind, tuple[Knot, ...]] = {}
    components: tuple[Component, ...]
    signals: tuple[Signal, ...]
    boards: tuple[Board, ...]
    task_families: tuple[TaskFamily, ...] = ()
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


def versions() -> tuple[str, ...]:
    """All versions that were ever published, the newest last."""
    return tuple(sorted((path.stem for path in FOLDER.glob("ur-*.json")), key=_in_order))


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("ur-").split("."))


@functools.cache
def methodology_get(version: str = CURRENT) -> Methodology:
    """Load a published methodology. Raises FileNotFoundError for a version that was never published."""
    return Methodology.model_validate_json((FOLDER / f"{version}.json").read_bytes())


@functools.cache
def methodology_versions() -> tuple[str, ...]:
    """Names of every published methodology, oldest first."""
    names = (path.stem for path in FOLDER.glob("*.json"))
    return tuple(sorted(names, key=lambda name: [int(part) for part in name.removeprefix("ur-").split(".")]))


def methodology_of(*, version: str, sha256: str) -> Methodology:
    """The very document that a run names. Raises `MethodologyChangedError` where the file was changed since."""
    document = methodology_get(version)
    if document.sha256 != sha256:
        raise MethodologyChangedError(
            f"{version} has sha256 {document.sha256}, the run was started with {sha256}: "
            "start a new run (manage.py score), and give a changed methodology a version of its own"
        )
    return document
