"""The worked example of the specification: three artifacts with invented figures, computed by hand there."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.formula.composite import score
from scoring.formula.normalize import log_scale, quantise
from scoring.formula.profile import MICRO, Profile

COMPONENTS = ("adoption", "quality", "ecosystem", "match_graph")
QUANTILES = (0.0, 0.5, 0.65, 0.8, 0.95, 1.0)
# Weight of each signal in its component, and the figures at the quantiles .50 .75 .90 .99 .999 of its population.
MODEL = {
    "downloads": ("adoption", 0.35, (5e3, 5e4, 4e5, 5e6, 4e7)),
    "sustained": ("adoption", 0.25, (6e4, 6e5, 5e6, 6e7, 5e8)),
    "likes": ("adoption", 0.15, (150, 700, 3e3, 2e4, 8e4)),
    "citations": ("adoption", 0.25, (60, 300, 1.2e3, 8e3, 4e4)),
    "benchmark": ("quality", 0.35, None),
    "preference": ("quality", 0.15, None),
    "documentation": ("quality", 0.20, None),
    "licence": ("quality", 0.15, None),
    "availability": ("quality", 0.15, None),
    "derived": ("ecosystem", 0.35, (15, 60, 250, 2.5e3, 2e4)),
    "runtimes": ("ecosystem", 0.25, (3, 4, 6, 10, 15)),
    "dependents": ("ecosystem", 0.25, (10, 60, 300, 4e3, 3e4)),
    "diversity": ("ecosystem", 0.15, None),
    "match": ("match_graph", 1.0, None),
}
DATASET = {
    "downloads": ("adoption", 0.30, (800, 5e3, 3e4, 4e5, 3e6)),
    "sustained": ("adoption", 0.20, (9e3, 5e4, 3e5, 4e6, 3e7)),
    "likes": ("adoption", 0.15, (60, 200, 600, 3e3, 1.2e4)),
    "citations": ("adoption", 0.35, (150, 600, 1.8e3, 8e3, 4e4)),
    "integrity": ("quality", 0.30, None),
    "datasheet": ("quality", 0.25, None),
    "licence": ("quality", 0.25, None),
    "availability": ("quality", 0.20, None),
    "models": ("ecosystem", 0.40, (8, 40, 150, 900, 4e3)),
    "derived": ("ecosystem", 0.25, (5, 20, 80, 500, 3e3)),
    "loaders": ("ecosystem", 0.20, (2, 3, 4, 7, 10)),
    "diversity": ("ecosystem", 0.15, None),
    "match": ("match_graph", 1.0, None),
}
# Figure (or value, where the signal has no scale) and reliability of each signal that is known.
INTERNLM = {
    "downloads": (38e3, 0.9),
    "sustained": (520e3, 0.9),
    "likes": (1500, 0.8),
    "citations": (310, 0.8),
    "benchmark": (0.56, 0.7),
    "documentation": (0.63, 1.0),
    "licence": (0.69, 1.0),
    "availability": (0.44, 0.9),
    "derived": (95, 0.8),
    "runtimes": (6, 1.0),
    "dependents": (40, 0.6),
    "diversity": (0.38, 0.6),
}
BLIP_2 = {
    "downloads": (210e3, 0.9),
    "sustained": (2.6e6, 0.9),
    "likes": (1700, 0.8),
    "citations": (3600, 0.8),
    "benchmark": (0.46, 0.6),
    "documentation": (0.58, 1.0),
    "licence": (0.52, 1.0),
    "availability": (0.36, 0.9),
    "derived": (80, 0.8),
    "runtimes": (4, 1.0),
    "dependents": (60, 0.6),
    "diversity": (0.36, 0.6),
}
THE_PILE = {
    "downloads": (2.6e3, 0.8),
    "sustained": (36e3, 0.8),
    "likes": (420, 0.8),
    "citations": (2.1e3, 0.8),
    "integrity": (0.55, 0.7),
    "datasheet": (0.80, 1.0),
    "licence": (0.38, 1.0),
    "availability": (0.36, 0.9),
    "models": (330, 0.7),
    "derived": (110, 0.7),
    "loaders": (4, 1.0),
    "diversity": (0.55, 0.6),
}


def profile_of(signals):
    return Profile(
        weights=np.array([round(weight * MICRO) for _, weight, _ in signals.values()]),
        component_of=np.array([COMPONENTS.index(component) for component, _, _ in signals.values()]),
        component_weights=np.array([300_000, 350_000, 150_000, 200_000]),
        priors=np.array([400_000, 450_000, 380_000, 400_000]),
        kappas=np.array([125_000, 250_000, 250_000, 500_000]),
        own_evidence=np.array([component != "match_graph" for component, _, _ in signals.values()]),
    )


def value_of(figure, quantiles):
    """The first quantile is the half point, so the scale's knots are at ln(1 + x / half point)."""
    if quantiles is None:
        return figure
    places = [0.0, *(np.log1p(place / quantiles[0]) for place in quantiles)]
    knots = list(zip(places, QUANTILES, strict=True))
    return float(log_scale(np.array([figure]), half_point=quantiles[0], knots=knots)[0])


def scored(signals, known):
    values = [value_of(known[key][0], quantiles) if key in known else 0.0 for key, (_, _, quantiles) in signals.items()]
    reliabilities = [known[key][1] if key in known else 0.0 for key in signals]
    return score(profile_of(signals), quantise(np.array([values])), quantise(np.array([reliabilities])))


@pytest.mark.parametrize(
    ("signals", "known", "theta", "coverage", "points", "total"),
    [
        (MODEL, INTERNLM, (64.6, 57.4, 65.9, 40.0), (0.86, 0.73, 0.77, 0), (19.38, 20.11, 9.88, 8.00), 57.37),
        (MODEL, BLIP_2, (77.5, 48.5, 61.2, 40.0), (0.86, 0.70, 0.77, 0), (23.24, 16.98, 9.18, 8.00), 57.40),
        (DATASET, THE_PILE, (68.9, 53.2, 77.3, 40.0), (0.80, 0.89, 0.74, 0), (20.67, 18.63, 11.60, 8.00), 58.89),
    ],
)
def test_components_and_score_are_those_computed_by_hand(signals, known, theta, coverage, points, total):
    scores = scored(signals, known)
    assert scores.component_values[0] / 10_000 == pytest.approx(theta, abs=0.06)
    assert scores.coverage[0] / MICRO == pytest.approx(coverage, abs=0.006)
    count = len(signals)
    component_of = np.concatenate([profile_of(signals).component_of, np.arange(4)])
    by_component = [scores.row_points[0][component_of == component].sum() / MICRO for component in range(4)]
    assert scores.row_points.shape == (1, count + 4)
    assert by_component == pytest.approx(points, abs=0.011)
    assert scores.total[0] / MICRO == pytest.approx(total, abs=0.011)


@pytest.mark.parametrize(
    ("signals", "known", "rows"),
    [
        (
            MODEL,
            INTERNLM,
            {
                "downloads": 2.46,
                "sustained": 1.84,
                "likes": 1.34,
                "citations": 1.74,
                "benchmark": 1.20,
                "preference": 0.0,
                "documentation": 1.61,
                "licence": 1.61,
                "availability": -0.06,
                "derived": 1.62,
                "runtimes": 1.93,
                "dependents": 0.63,
                "diversity": 0.0,
                "match": 0.0,
            },
        ),
        (
            DATASET,
            THE_PILE,
            {
                "downloads": 1.64,
                "sustained": 1.26,
                "likes": 1.53,
                "citations": 4.24,
                "integrity": 0.81,
                "datasheet": 3.36,
                "licence": -0.67,
                "availability": -0.62,
                "models": 2.56,
                "derived": 1.47,
                "loaders": 1.58,
                "diversity": 0.29,
                "match": 0.0,
            },
        ),
    ],
)
def test_rows_are_those_computed_by_hand(signals, known, rows):
    points = scored(signals, known).row_points[0] / MICRO
    assert dict(zip(signals, points, strict=False)) == pytest.approx(rows, abs=0.011)
    assert points[-4:] == pytest.approx([12.0, 15.75, 5.7, 8.0], abs=1e-5)
