"""What else a model's Quality may hold: the latent quality alone, beside one that counts a named licence as quality."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluation.latent import latent_fit
from evaluation.readings import Readings
from evaluation.results import Catalog
from evaluation.statistics import ranks, spearman
from scoring.formula.filling import SHARES, Filling, component_values, kappas_fit, priors_fit, scales_fit
from scoring.formula.latent import BoardResults
from scoring.formula.profile import MICRO, Floats, Integers, Profile

SEED = 20261128
# Trust in an independent harness, as in the methodology in force.
TRUST = 0.9
DOCUMENTS = ("licence_clarity", "training_data")
WEIGHTS = (0.7, 0.15, 0.15)


def composition(catalog: Catalog, readings: Readings) -> list[dict[str, Any]]:
    """Spearman with each held-out text board of the latent quality, and of it with two documentation signals."""
    text = [board for board in catalog.boards.values() if board.family == "text"]
    rows = []
    for board in text:
        latent = latent_fit([other for other in text if other.key != board.key])
        theta = latent.theta_of(board.slugs)
        known = ~np.isnan(theta) & ~np.isnan(board.raw).any(axis=1)
        slugs = [slug for slug, seen in zip(board.slugs, known, strict=True) if seen]
        places = dict(zip(latent.slugs, ranks(latent.thetas.values) / len(latent.slugs), strict=True))
        mixed = _mixed(readings, np.array([places[slug] for slug in slugs]), slugs)
        target = board.raw[known].mean(axis=1)
        alone, with_documents = spearman(theta[known], target), spearman(mixed, target)
        rows.append(
            {
                "held_out": board.key,
                "n": len(slugs),
                "latent alone": None if alone is None else round(alone, 4),
                "with licence and training data": None if with_documents is None else round(with_documents, 4),
            }
        )
    return rows


def _mixed(readings: Readings, places: Floats, slugs: list[str]) -> Floats:
    """The Quality up to `ur-0.2.0`, with the latent quality in the place of the two board signals."""
    place = {slug: row for row, slug in enumerate(readings.slugs)}
    rows = [place.get(slug) for slug in slugs]
    columns = [readings.signals.index(name) for name in DOCUMENTS]
    values, reliabilities = (np.zeros((len(slugs), 3), dtype=np.int64) for _ in range(2))
    values[:, 0], reliabilities[:, 0] = np.rint(places * MICRO), round(TRUST * MICRO)
    for target, column in enumerate(columns, start=1):
        for number, row in enumerate(rows):
            if row is not None:
                values[number, target] = readings.values[row, column]
                reliabilities[number, target] = readings.reliabilities[row, column]
    profile = _one_component(WEIGHTS)
    filling = Filling(np.full(3, 0.45), np.ones(3), np.array([0.25]))
    return component_values(profile, filling, values, reliabilities)[:, 0]


def _one_component(weights: tuple[float, ...]) -> Profile:
    count = len(weights)
    return Profile(
        weights=np.rint(np.array(weights) * MICRO).astype(np.int64),
        component_of=np.zeros(count, dtype=np.int64),
        component_weights=np.array([MICRO], dtype=np.int64),
        priors=np.array([MICRO // 2], dtype=np.int64),
        kappas=np.array([MICRO // 4], dtype=np.int64),
        own_evidence=np.ones(count, dtype=bool),
    )


def one_harness(board: BoardResults) -> list[dict[str, Any]]:
    """Deletion on tests that all models ran (E3): six equal signals that do move together."""
    complete = board.raw[~np.isnan(board.raw).any(axis=1)]
    shares = np.stack([ranks(column) / len(complete) for column in complete.T], axis=1)
    values: Integers = np.rint(shares * MICRO).astype(np.int64)
    whole = np.full_like(values, MICRO)
    profile = _one_component((1 / values.shape[1],) * values.shape[1])
    priors, everything = priors_fit(profile, values, whole), np.ones(values.shape[1], dtype=bool)
    scales = scales_fit(priors, values, whole)
    kappas = kappas_fit(profile, priors, scales, values, whole, hideable=everything, seed=SEED)
    ways = {
        "zero-fill": Filling(np.zeros_like(priors), scales, np.array([1e9])),
        "priors only": Filling(priors, scales, np.array([1e9])),
        "drop and renormalise": Filling(priors, scales, np.array([1e-9])),
        "draft": Filling(np.full_like(priors, 0.45), np.ones_like(priors), np.array([0.25])),
        "fitted": Filling(priors, scales, kappas),
    }
    rows = []
    deletions = [(f"{share:.0%} of cells", share, False) for share in SHARES]
    for name, share, spared in [*deletions, ("50% of cells, the flattering ones kept", 0.5, True)]:
        random = np.random.default_rng(SEED)
        mask = random.random(values.shape) < share
        if spared:
            mask &= values <= np.median(values, axis=1, keepdims=True)
        left = np.where(mask, 0, whole)
        found = {}
        for way, filling in ways.items():
            pair = [component_values(profile, filling, values, each)[:, 0] for each in (left, whole)]
            found[way] = round(spearman(*pair) or 0.0, 3)
        rows.append({"deleted": name, "kappa": float(kappas[0]), "spearman": found})
    return rows
