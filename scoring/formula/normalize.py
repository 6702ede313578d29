"""From a raw figure to the scale 0..1 of its kind, and from an age to a reliability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.formula.profile import MICRO, Floats, Integers

# A quantile of the reference population and the value that it is worth. Half of the scale is spent on the lower half
# of the population, and ten times past the median is worth points while the last tenth of a percent is not.
QUANTILE_VALUES = ((0.0, 0.0), (0.5, 0.5), (0.75, 0.65), (0.9, 0.8), (0.99, 0.95), (0.999, 1.0))
# Board results are figures of one test on one scale: a position on the board is its own value.
BOARD_QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)

# A figure is worth its full reliability for the first half of its life, then less, down to this at its end.
OLDEST_FRESHNESS = 0.3

Knots = Sequence[tuple[float, float]]


def quantise(values: Floats) -> Integers:
    """Values 0..1 as integers of one millionth, so that any language recomputes the same bytes."""
    return np.rint(np.clip(values, 0.0, 1.0) * MICRO).astype(np.int64)


def log_scale(raw: Floats, *, half_point: float, knots: Knots) -> Floats:
    """Counts through z = ln(1 + x / half_point) and frozen knots (z, value), linear between, flat outside."""
    return on_knots(np.log1p(np.maximum(raw, 0.0) / half_point), knots)


def on_knots(values: Floats, knots: Knots) -> Floats:
    """Piecewise linear through knots whose first numbers strictly increase."""
    places, worth = zip(*knots, strict=True)
    scaled: Floats = np.interp(values, places, worth)
    return scaled


def freshness(age_days: Floats, *, max_age_days: float | None) -> Floats:
    """1 until half of the longest age, then linear to .3 at that age, 0 beyond; no longest age: always 1."""
    if max_age_days is None:
        return np.ones_like(age_days)
    past_half = np.clip((age_days / max_age_days - 0.5) / 0.5, 0.0, 1.0)
    return np.where(age_days > max_age_days, 0.0, 1.0 - (1.0 - OLDEST_FRESHNESS) * past_half)


def quantile_of(value: float) -> float:
    """The share of the reference population below a value of the log scale: the inverse of `QUANTILE_VALUES`."""
    quantiles, worth = zip(*QUANTILE_VALUES, strict=True)
    return float(np.interp(value, worth, quantiles))


def knots_fit(values: Floats) -> list[tuple[float, float]]:
    """Knots of a population, shape (n,), n > 0.

    A value that many share (most models have no derived one) is worth the middle of the ranks that they share, so
    that having the common value is neither a merit nor a fault.
    """
    quantiles, worth = zip(*QUANTILE_VALUES, strict=True)
    ordered = np.sort(values)
    places = np.unique(np.quantile(ordered, quantiles, method="inverted_cdf"))
    ranks = np.searchsorted(ordered, places, side="left") + np.searchsorted(ordered, places, side="right")
    worths = np.interp(ranks / (2 * len(ordered)), quantiles, worth)
    return list(zip(places.tolist(), worths.tolist(), strict=True))


def board_knots_fit(values: Floats) -> list[tuple[float, float]]:
    """Knots of one board's results, shape (n,): the value is the share of the board at or below."""
    places = np.quantile(values, BOARD_QUANTILES)
    return [
        (float(place), float(np.mean([q for q, p in zip(BOARD_QUANTILES, places, strict=True) if p == place])))
        for place in np.unique(places)
    ]
