"""How far the ranking hangs on the weights (E5), and whether a kind is favoured (E6)."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from evaluation.readings import SEED, Fit, Readings
from evaluation.statistics import kendall
from scoring.formula.filling import component_values
from scoring.formula.paired import weight_draws
from scoring.formula.profile import MICRO, Floats, Integers

# Kendall's tau is quadratic; this many artifacts drawn at random give it to about .01.
SAMPLE = 800
TOP = 100
DRAWS = 200
REACH_DRAWS = 60
FACTORS = (0.3, 1.0, 1.8)


def robustness(readings: Readings, fit: Fit) -> dict[str, Any]:
    """Rankings under weightings around the published ones, under equal ones, and without each component."""
    rated = readings.rated()
    weights = rated.profile.component_weights / MICRO
    values = component_values(rated.profile, fit.filling, rated.values, rated.reliabilities)
    base = values @ weights
    some = np.random.default_rng(SEED).permutation(len(base))[:SAMPLE]
    taus, shifts, kept = [], [], []
    for drawn in weight_draws(weights)[:DRAWS]:
        other = values @ drawn
        taus.append(kendall(base[some], other[some]))
        shifts.append(float(np.abs(_places(base) - _places(other)).mean() / len(base)))
        kept.append(_top_kept(base, other))
    alternatives = {"equal weights": np.full_like(weights, 1 / len(weights))}
    names = ("adoption", "quality", "ecosystem", "match graph")
    for component, name in enumerate(names):
        without = np.where(np.arange(len(weights)) == component, 0.0, weights)
        alternatives[f"without {name}"] = without / without.sum()
    return {
        "kind": readings.kind,
        "rated": len(base),
        "tau_mean": round(float(np.mean(taus)), 4),
        "tau_min": round(float(np.min(taus)), 4),
        "rank_shift_mean": round(float(np.mean(shifts)), 4),
        "top_kept_mean": round(float(np.mean(kept)), 4),
        "importance": dict(zip(names, _importance(values, base), strict=True)),
        "reach": _reach(values, weights, some),
        "alternatives": {
            name: {
                "tau": round(kendall(base[some], (values @ other)[some]), 4),
                "top_kept": round(_top_kept(base, values @ other), 4),
            }
            for name, other in alternatives.items()
        },
    }


def _reach(values: Floats, weights: Floats, some: Integers) -> list[dict[str, Any]]:
    """What other mixes would give: adoption and ecosystem spread by these factors around their means."""
    draws, middle, found = weight_draws(weights)[:REACH_DRAWS], values.mean(axis=0), []
    for adoption, ecosystem in itertools.product(FACTORS, FACTORS):
        spread = (values - middle) * np.array([adoption, 1.0, ecosystem, 1.0])
        base = spread @ weights
        taus = [kendall(base[some], (spread @ drawn)[some]) for drawn in draws]
        found.append(
            {
                "adoption": adoption,
                "ecosystem": ecosystem,
                "tau_mean": round(float(np.mean(taus)), 4),
                "tau_min": round(float(np.min(taus)), 4),
                "importance": max(_importance(spread, base)),
            }
        )
    return found


def fairness(readings: dict[str, Readings], fits: dict[str, Fit]) -> dict[str, Any]:
    """Distribution of scores by kind, and the Kolmogorov-Smirnov distance between the kinds."""
    scores: dict[str, Floats] = {}
    for kind, each in readings.items():
        rated = each.rated()
        values = component_values(rated.profile, fits[kind].filling, rated.values, rated.reliabilities)
        scores[kind] = 100 * values @ (rated.profile.component_weights / MICRO)
    model, dataset = scores["model"], scores["dataset"]
    places = np.sort(np.concatenate([model, dataset]))
    below = [np.searchsorted(np.sort(each), places, side="right") / len(each) for each in (model, dataset)]
    return {
        "quantiles": {
            kind: [round(float(value), 1) for value in np.quantile(each, [0.05, 0.25, 0.5, 0.75, 0.95])]
            for kind, each in scores.items()
        },
        "alike": {kind: _alike(each) for kind, each in scores.items()},
        "kolmogorov_smirnov": round(float(np.abs(below[0] - below[1]).max()), 3),
    }


def _alike(scores: Floats) -> float:
    """The largest share of a kind that has one and the same score: no scale that rises sets them apart."""
    _, counts = np.unique(scores.round(6), return_counts=True)
    return round(float(counts.max() / len(scores)), 3)


def _places(values: Floats) -> Floats:
    places = np.empty(len(values))
    places[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return places


def _top_kept(left: Floats, right: Floats) -> float:
    best = [set(np.argsort(-each, kind="stable")[:TOP].tolist()) for each in (left, right)]
    return len(best[0] & best[1]) / TOP


def _importance(values: Floats, total: Floats) -> list[float]:
    """Squared correlations of components with the score, as shares of their sum; 0 for one that is all alike."""
    squares = [
        float(np.corrcoef(values[:, column], total)[0, 1] ** 2) if np.ptp(values[:, column]) > 1e-9 else 0.0
        for column in range(values.shape[1])
    ]
    return [round(square / sum(squares), 3) for square in squares]
