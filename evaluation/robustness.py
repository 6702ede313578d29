"""How far the ranking hangs on the weights (E5), and whether a kind is favoured (E6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.readings import SEED, Fit, Readings
from evaluation.statistics import kendall
from scoring.formula.filling import component_values
from scoring.formula.paired import weight_draws
from scoring.formula.profile import MICRO, Floats

# Kendall's tau is quadratic; this many artifacts drawn at random give it to about .01.
SAMPLE = 800
TOP = 100
DRAWS = 200


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
        "alternatives": {
            name: {
                "tau": round(kendall(base[some], (values @ other)[some]), 4),
                "top_kept": round(_top_kept(base, values @ other), 4),
            }
            for name, other in alternatives.items()
        },
    }


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
        "kolmogorov_smirnov": round(float(np.abs(below[0] - below[1]).max()), 3),
    }


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
