"""What the formula knows of a methodology: weights, priors and shrinkage of one kind, as integers of one millionth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MICRO = 1_000_000

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """Signals and components of one kind, in the order in which every array lists them.

    `weights` (signals,) are shares inside their component and `component_weights` (components,) shares of the score,
    both summing to one million; `component_of` (signals,) says which component a signal belongs to. `priors` is the
    value of a component of which nothing is known, `kappas` how strongly what is known stands in for the rest.
    `own_evidence` (signals,) is False for figures that come from this site's own catalog or match graph.
    """

    weights: Integers
    component_of: Integers
    component_weights: Integers
    priors: Integers
    kappas: Integers
    own_evidence: npt.NDArray[np.bool_]

    @property
    def component_count(self) -> int:
        return len(self.component_weights)

    def columns(self, component: int) -> Integers:
        """Positions of a component's signals."""
        return np.flatnonzero(self.component_of == component)
