"""What would change a score: unknown signals by how much of its doubt they carry, known ones by their next knot.

Both are gradients of the formula at one artifact, with everything else as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.formula.filling import Filling, effective_weights
from scoring.formula.intervals import Spread, evidence_variances
from scoring.formula.normalize import Knots
from scoring.formula.profile import MICRO, Integers, Profile


@dataclass(frozen=True)
class Opening:
    """An unknown signal, if it became known at the trust of its source.

    `points` is what the score moves, up or down, where it lies one standard deviation from what stands in for it now;
    `share` is the part of the variance of evidence that would be gone.
    """

    signal: int
    points: float
    share: float


@dataclass(frozen=True)
class Step:
    """A known figure at the next knot of its scale: the raw figure there, and the points that it would add."""

    signal: int
    raw: float
    points: float


def openings(
    profile: Profile, filling: Filling, spread: Spread, reliabilities: Integers, *, whole: float | None = None
) -> list[Opening]:
    """Of one artifact, `reliabilities` (signals,) in millionths; those that carry most of the doubt first.

    `whole` is its variance of evidence in squared points, where its figures bring noises of their own; left out, the
    signals' noises are taken. A signal that nobody could fetch, such as matches before there are any, is no opening.
    """
    now = reliabilities[None, :]
    before = float(evidence_variances(profile, filling, spread, now).sum())
    whole = before if whole is None else whole
    found = []
    for signal in np.flatnonzero((reliabilities == 0) & (spread.trusts > 0)):
        then = now.copy()
        then[0, signal] = round(float(spread.trusts[signal]) * MICRO)
        gone = before - float(evidence_variances(profile, filling, spread, then).sum())
        found.append(
            Opening(
                signal=int(signal),
                points=_points(profile, filling, then, int(signal)) * float(spread.sds[signal]),
                share=min(gone / whole, 1.0) if whole else 0.0,
            )
        )
    return sorted(found, key=lambda opening: (-opening.share, opening.signal))


def steps(
    profile: Profile,
    filling: Filling,
    values: Integers,
    reliabilities: Integers,
    scales: Sequence[tuple[float, Knots] | None],
) -> list[Step]:
    """Of one artifact, (signals,) in millionths; the most points first.

    `scales` has half point and knots of each signal on a logarithmic scale, None for any other. At the top of its
    scale a figure has no next knot.
    """
    found = []
    for signal, scale in enumerate(scales):
        if scale is None or not reliabilities[signal]:
            continue
        half_point, knots = scale
        value = values[signal] / MICRO
        above = [(place, worth) for place, worth in knots if worth > value + 1 / MICRO]
        if not above:
            continue
        place, worth = above[0]
        points = _points(profile, filling, reliabilities[None, :], signal) * (worth - value)
        found.append(Step(signal, half_point * math.expm1(place), points))
    return sorted(found, key=lambda step: (-step.points, step.signal))


def _points(profile: Profile, filling: Filling, reliabilities: Integers, signal: int) -> float:
    """Points of the score for a whole value 0..1 of a signal."""
    weight = 100 * float(profile.component_weights[profile.component_of[signal]]) / MICRO
    return weight * float(effective_weights(profile, filling, reliabilities)[0, signal])
