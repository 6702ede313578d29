"""A score as a picture of steps, from where everybody starts to the total. Pure: no Django."""

from __future__ import annotations

import math

from compare.parts.basics import ScoreBlock
from compare.parts.differences import Contribution, Contributions
from compare.parts.points import Points

# The picture begins and ends at whole fives of points, and leaves some room at both ends.
GRID = 50
ROW_HEIGHT = 34


def contributions(block: ScoreBlock) -> Contributions | None:
    """Every row that adds or takes something, largest first inside its component; None when Unrated or without rows."""
    if block.total is None or not all(part.rows for part in block.components):
        return None
    start = sum(row.points.tenths for part in block.components for row in part.rows if row.is_baseline)
    rows = [
        (part, row)
        for part in block.components
        for row in sorted(part.rows, key=lambda row: (-abs(row.points.tenths), row.key))
        if row.points.tenths and not row.is_baseline
    ]
    sums = [start]
    for _, row in rows:
        sums.append(sums[-1] + row.points.tenths)
    low, high = GRID * math.floor(min(sums) / GRID - 0.01), GRID * math.ceil(max(sums) / GRID + 0.01)

    def at(tenths: int) -> float:
        return round(100 * (tenths - low) / (high - low), 2)

    return Contributions(
        anchor=f"contributions-{block.letter.lower()}",
        name=block.name,
        start=Points(start),
        start_at=at(start),
        total=block.total,
        total_at=at(block.total.tenths),
        low=low // 10,
        high=high // 10,
        last=ROW_HEIGHT * (len(rows) + 1),
        height=ROW_HEIGHT * (len(rows) + 2),
        steps=tuple(
            Contribution(
                label=row.label,
                component=part.label,
                points=row.points,
                left=at(min(before, before + row.points.tenths)),
                width=round(at(before + abs(row.points.tenths)) - at(before), 2),
                top=ROW_HEIGHT * number,
            )
            for number, ((part, row), before) in enumerate(zip(rows, sums, strict=False), start=1)
        ),
    )
