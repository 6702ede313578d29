"""Where artifacts stand on the latent scales of their task families, from their own board results alone. No queries."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.boards import TaskFamily
from scoring.days import partial_of
from scoring.figures import Figures
from scoring.formula.equating import Thetas, on_scale, thetas
from scoring.formula.normalize import on_knots
from scoring.formula.profile import Floats

# Theta is kept to a millionth, and its value is made from what is kept.
DIGITS = 6


@dataclass(frozen=True)
class Standing:
    """One artifact's latent quality: `value` and `noise` 0..1, `theta` with its standard deviation `sd`.

    `note` names the boards that it rests on, `results` are their raw figures by test. Where an artifact stands in
    several families, `value` is their mean, `results` are those of all and the rest describes the first.
    """

    value: float
    noise: float
    theta: float
    sd: float
    observed: str
    source_id: int
    note: str
    results: Mapping[str, float]


def standings(families: Sequence[TaskFamily], figures: Figures) -> list[Standing | None]:
    """One for each artifact in the order of `figures`; None for one that no board of any family lists."""
    found: list[list[Standing]] = [[] for _ in range(len(figures.values))]
    for family in families:
        tests = figures.of([test.metric for board in family.boards for test in board.tests])
        for row, standing in _standings(family, tests):
            found[row].append(standing)
    return [_joined(each) for each in found]


def _standings(family: TaskFamily, tests: Figures) -> Iterator[tuple[int, Standing]]:
    """By the row of each artifact that has one; `tests` are those of the family's boards, board by board."""
    rows = np.flatnonzero((tests.sources > 0).any(axis=1))
    known, columns = tests.sources[rows] > 0, _columns(family)
    placed = _placed(family, tests.values[rows])
    theta = np.round(placed.values, DIGITS)
    sds = np.sqrt(placed.noise_sd**2 + placed.link_sd(family.family) ** 2)
    _, noises = on_scale(placed, family.family, family.knots)
    values, below = on_knots(theta, family.knots), on_knots(theta, family.quantiles)
    # The newest result; of one day the first in the order of the boards.
    newest = tests.days[rows].argmax(axis=1)
    listed = np.stack([known[:, column].any(axis=1) for column in columns], axis=1)
    for place in np.flatnonzero(~np.isnan(theta)).tolist():
        row, figure = int(rows[place]), newest[place]
        boards = [board.label for board, has in zip(family.boards, listed[place], strict=True) if has]
        yield (
            row,
            Standing(
                value=float(values[place]),
                noise=float(noises[place]),
                theta=float(theta[place]),
                sd=float(sds[place]),
                observed=partial_of(int(tests.days[row, figure])),
                source_id=int(tests.sources[row, figure]),
                note=_note(family, boards, float(theta[place]), float(sds[place]), float(below[place])),
                results=_results(tests, row),
            ),
        )


def _columns(family: TaskFamily) -> list[slice]:
    """Of each board the columns of its tests."""
    ends = np.cumsum([len(board.tests) for board in family.boards]).tolist()
    return [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def _placed(family: TaskFamily, raw: Floats) -> Thetas:
    """Theta of raw results (n, tests), the tests board by board; NaN where one was not run."""
    said, missing = (np.full((len(raw), len(family.boards)), np.nan) for _ in range(2))
    for number, (board, column) in enumerate(zip(family.boards, _columns(family), strict=True)):
        said[:, number], missing[:, number] = board.board.figures(raw[:, column])
    return thetas(family.family, said, missing)


def link_errors(families: Sequence[TaskFamily], results: Mapping[str, float]) -> Floats:
    """How the error of the links moves the value 0..1 of these results: one entry (parts,) for each independent part.

    The sum of products of two artifacts' entries is the covariance of their values by the links that both rest on, and
    the sum of squares is what the noise of `Standing` holds of it.
    """
    parts, listed = [], 0
    for family in families:
        factor = family.link_factor
        parts.append(np.zeros(factor.shape[1]))
        if family.metrics.isdisjoint(results):
            continue
        raw = [results.get(test.metric, np.nan) for board in family.boards for test in board.tests]
        placed = _placed(family, np.array([raw]))
        if np.isnan(placed.values[0]):
            continue
        listed += 1
        _, noises = on_scale(placed, family.family, family.knots)
        sds = np.sqrt(placed.noise_sd**2 + placed.link_sd(family.family) ** 2)
        parts[-1] = noises[0] / sds[0] * (placed.gradients[0] @ factor)
    joined: Floats = np.concatenate(parts) / max(listed, 1)
    return joined


def _results(tests: Figures, row: int) -> dict[str, float]:
    """Raw figures in the order of boards and tests."""
    figures = zip(tests.metrics, tests.values[row].tolist(), strict=True)
    return {metric: value for metric, value in figures if not math.isnan(value)}


def _note(family: TaskFamily, boards: Sequence[str], theta: float, sd: float, below: float) -> str:
    return (
        f"stands above {_percent(below)} % of the {family.artifacts:,} {family.label} on one scale, "
        f"theta {theta:.2f} with a standard deviation of {sd:.2f}, by {', '.join(boards)}"
    )


def _percent(share: float) -> str:
    """Rounded down, and in tenths near the top: nobody stands above all."""
    tenths = min(math.floor(1000 * share), 999)
    return f"{tenths / 10:.1f}" if tenths >= 990 else f"{tenths // 10}"


def _joined(found: Sequence[Standing]) -> Standing | None:
    if len(found) < 2:
        return found[0] if found else None
    first, count = found[0], len(found)
    return Standing(
        value=sum(standing.value for standing in found) / count,
        noise=sum(standing.noise**2 for standing in found) ** 0.5 / count,
        theta=first.theta,
        sd=first.sd,
        observed=max(standing.observed for standing in found),
        source_id=first.source_id,
        note="; ".join(standing.note for standing in found),
        results={key: value for standing in found for key, value in standing.results.items()},
    )
