"""Boards on one latent scale, as a methodology document states them in plain numbers, and as the formula takes them."""

from __future__ import annotations

import functools
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from scoring.document import Knot, Part
from scoring.formula.equating import Board, Family, Scale, Transform
from scoring.formula.profile import Floats


class BoardTest(Part):
    """One test of a board: guessing scores `chance`, the best possible answer `maximum`. The rest is fitted."""

    metric: str
    chance: float = 0.0
    maximum: float = 1.0
    weight: Annotated[float, Field(ge=0, le=1)] = 0.0
    center: float = 0.0
    loading: float = 0.0
    noise: float = 0.0


class LinkedBoard(Part):
    """A set of tests of one harness: its figure is location + slope * (theta + noise).

    `artifacts` counts who stands on it, `shared` who of them stands on another board of the family too. `mean` and
    `sd` are those of theta over the board.
    """

    key: str
    label: str
    unit: str
    test_transform: Transform = "identity"
    figure_transform: Transform = "logit"
    weighting: Literal["equal", "precision"] = "equal"
    tests: tuple[BoardTest, ...]
    artifacts: int = 0
    shared: int = 0
    location: float = 0.0
    slope: float = 1.0
    noise: float = 0.0
    mean: float = 0.0
    sd: float = 1.0

    @property
    def scales(self) -> tuple[Scale, ...]:
        return tuple(Scale(test.metric, test.chance, test.maximum) for test in self.tests)

    @functools.cached_property
    def board(self) -> Board:
        """The board as the formula takes it."""
        return Board(
            key=self.key,
            scales=self.scales,
            test_transform=self.test_transform,
            figure_transform=self.figure_transform,
            weights=np.array([test.weight for test in self.tests]),
            centers=np.array([test.center for test in self.tests]),
            loadings=np.array([test.loading for test in self.tests]),
            noises=np.array([test.noise for test in self.tests]),
        )


class BoardApart(Part):
    """A board that shares too few artifacts with the rest of its family to be put on its scale."""

    key: str
    label: str
    artifacts: int
    shared: int


class TaskFamily(Part):
    """Boards that test one kind of task and share one latent scale, theta, in units of the board `reference`.

    `covariance` is that of (locations, slopes) in the order of `boards`: the error of the links. `knots` put theta on
    0..1, `quantiles` say which share of the `artifacts` of the family stands below a theta.
    """

    key: str
    label: str
    reference: str
    reason: str
    boards: tuple[LinkedBoard, ...]
    apart: tuple[BoardApart, ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
    artifacts: int = 0
    knots: tuple[Knot, ...] = ()
    quantiles: tuple[Knot, ...] = ()

    @functools.cached_property
    def family(self) -> Family:
        """The links as the formula takes them."""
        return Family(
            keys=tuple(board.key for board in self.boards),
            locations=np.array([board.location for board in self.boards]),
            slopes=np.array([board.slope for board in self.boards]),
            noises=np.array([board.noise for board in self.boards]),
            covariance=np.array(self.covariance),
            means=np.array([board.mean for board in self.boards]),
            sds=np.array([board.sd for board in self.boards]),
        )

    @functools.cached_property
    def link_factor(self) -> Floats:
        """A square root (2 boards, parts) of the covariance of the links: the covariance is it times its transpose."""
        values, vectors = np.linalg.eigh(np.array(self.covariance))
        factor: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
        return factor

    @functools.cached_property
    def metrics(self) -> frozenset[str]:
        """All stored signals that the family reads."""
        return frozenset(test.metric for board in self.boards for test in board.tests)
