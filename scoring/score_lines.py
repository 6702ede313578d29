"""One artifact's score as data: the line that `export_scores` writes and the core of what the API answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scoring.formula.profile import MICRO


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """Value on 0 to 100 and points in tenths, coverage in millionths."""

    key: str
    value_tenths: int
    points_tenths: int
    weight: float
    coverage: int


def score_line(
    *,
    slug: str,
    kind: str,
    score_tenths: int | None,
    low_tenths: int | None,
    high_tenths: int | None,
    coverage: int,
    run_id: int,
    methodology: str,
    components: Iterable[ComponentLine],
) -> dict[str, Any]:
    """Numbers as pages print them: one decimal. Unrated: no score and no interval, components all the same."""
    return {
        "slug": slug,
        "kind": kind,
        "score": _decimal(score_tenths),
        "low": _decimal(low_tenths),
        "high": _decimal(high_tenths),
        "coverage": coverage / MICRO,
        "run": run_id,
        "methodology": methodology,
        "components": {
            component.key: {
                "value": _decimal(component.value_tenths),
                "points": _decimal(component.points_tenths),
                "weight": component.weight,
                "coverage": component.coverage / MICRO,
            }
            for component in components
        },
    }


def _decimal(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10
