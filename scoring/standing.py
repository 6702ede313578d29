"""Where artifacts stand on the latent scales of their task families, from their own board results alone. No queries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.boards import TaskFamily
from scoring.figures import Figure
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


def standings(families: Sequence[TaskFamily], figures: Sequence[Mapping[str, Figure]]) -> list[Standing | None]:
    """One for each artifact in the order of `figures`; None for one that no board of any family lists."""
    found: list[list[Standing]] = [[] for _ in figures]
    for family in families:
        rows = [row for row, known in enumerate(figures) if not family.metrics.isdisjoint(known)]
        if rows:
            for row, standing in _standings(family, rows, figures):
                found[row].append(standing)
    return [_joined(each) for each in found]


def _standings(
    family: TaskFamily, rows: Sequence[int], figures: Sequence[Mapping[str, Figure]]
) -> list[tuple[int, Standing]]:
    placed = _placed(family, [{key: _value(figure) for key, figure in figures[row].items()} for row in rows])
    theta = np.round(placed.values, DIGITS)
    sds = np.sqrt(placed.noise_sd**2 + placed.link_sd(family.family) ** 2)
    _, noises = on_scale(placed, family.family, family.knots)
    values, below = on_knots(theta, family.knots), on_knots(theta, family.quantiles)
    return [
        (
            row,
            Standing(
                value=float(values[place]),
                noise=float(noises[place]),
                theta=float(theta[place]),
                sd=float(sds[place]),
                observed=_newest(family, figures[row]).observed,
                source_id=_newest(family, figures[row]).source_id,
                note=_note(family, figures[row], float(theta[place]), float(sds[place]), float(below[place])),
                results=_results(family, figures[row]),
            ),
        )
        for place, row in enumerate(rows)
        if not np.isnan(theta[place])
    ]


def _placed(family: TaskFamily, results: Sequence[Mapping[str, float]]) -> Thetas:
    """Theta of raw results by test, NaN where one was not run."""
    said, missing = (np.full((len(results), len(family.boards)), np.nan) for _ in range(2))
    for column, board in enumerate(family.boards):
        raw = np.array([[each.get(test.metric, np.nan) for test in board.tests] for each in results])
        said[:, column], missing[:, column] = board.board.figures(raw)
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
        placed = _placed(family, [results])
        if np.isnan(placed.values[0]):
            continue
        listed += 1
        _, noises = on_scale(placed, family.family, family.knots)
        sds = np.sqrt(placed.noise_sd**2 + placed.link_sd(family.family) ** 2)
        parts[-1] = noises[0] / sds[0] * (placed.gradients[0] @ factor)
    joined: Floats = np.concatenate(parts) / max(listed, 1)
    return joined


def _value(figure: Figure) -> float:
    return np.nan if figure.value is None else figure.value


def _results(family: TaskFamily, known: Mapping[str, Figure]) -> dict[str, float]:
    """Raw figures in the order of boards and tests."""
    tests = [test.metric for board in family.boards for test in board.tests]
    return {key: known[key].value or 0.0 for key in tests if key in known and known[key].value is not None}


def _newest(family: TaskFamily, known: Mapping[str, Figure]) -> Figure:
    """The newest result; of one day the first in the order of the boards."""
    results = [known[test.metric] for board in family.boards for test in board.tests if test.metric in known]
    return max(results, key=lambda figure: figure.observed)


def _note(family: TaskFamily, known: Mapping[str, Figure], theta: float, sd: float, below: float) -> str:
    boards = [board.label for board in family.boards if any(test.metric in known for test in board.tests)]
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
