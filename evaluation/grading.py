"""How often verdicts are right by what they say, whatever coverage allows. Pure."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.formula.paired import CLEAR, LEANS, PairedDifference

# Of the less known side. Up to .25 hardly more is known than a standing, or than a form.
COVERAGES = (0.15, 0.25, 0.4, 1.01)
# Below this many a share of 95 % cannot be told from 90 %.
STRATUM_MINIMUM = 100


@dataclass(frozen=True)
class Said:
    """What was said of a pair, its true difference under the weights, and the coverage of its less known side."""

    found: PairedDifference
    truth: float
    coverage: float


def grade(said: Sequence[Said]) -> dict[str, Any]:
    """Shares right by outcome and the calibration error; the same by coverage of the less known side."""
    strata = []
    for low, high in itertools.pairwise(COVERAGES):
        some = [each for each in said if low <= each.coverage < high]
        if len(some) >= STRATUM_MINIMUM:
            strata.append({"coverage": [low, high], "pairs": len(some), **_graded(some)})
    return {**_graded(said), "strata": strata}


def _graded(said: Sequence[Said]) -> dict[str, Any]:
    right: dict[str, list[float]] = defaultdict(list)
    for each in said:
        sure = max(each.found.probability, 1 - each.found.probability)
        name = "clear" if sure >= CLEAR else "leans" if sure >= LEANS else "too close"
        name = name if abs(each.found.difference) >= 1 else "too close"
        # Who is truly level with the other is as much ahead as behind.
        right[name].append((1 + np.sign(each.found.difference) * np.sign(each.truth)) / 2)
    return {
        "right": {
            name: {"share": round(float(np.mean(found)), 4), "n": len(found)} for name, found in sorted(right.items())
        },
        "calibration_error": _calibration_error(said),
    }


def _calibration_error(said: Sequence[Said]) -> float:
    """Mean distance, over ten equal bins of probability weighed by size, of what was said from what came true."""
    bins: dict[int, list[float]] = defaultdict(list)
    for each in said:
        probability = each.found.probability
        bins[min(int(probability * 10), 9)].append(probability - (1 + float(np.sign(each.truth))) / 2)
    return round(sum(abs(sum(gaps)) for gaps in bins.values()) / len(said), 4)
