"""What holds the text boards together: shared artifacts, the links with their error, residuals by release year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.latent import latent_fit
from evaluation.results import Catalog
from scoring.formula.equating import thetas
from scoring.formula.latent import Latent
from scoring.formula.linking import shared_counts
from scoring.formula.profile import Floats

DRAWS = 200
NINETY = 1.6449


def links(catalog: Catalog) -> dict[str, Any]:
    """Overlaps, fitted numbers, how well noise and link error predict a held-out board, effects of the release year."""
    text = [board for board in catalog.boards.values() if board.family == "text"]
    latent = latent_fit(text, draws=DRAWS)
    return {
        "overlaps": overlaps(catalog),
        "apart": list(latent.apart),
        "boards": _boards(latent),
        "held_out_coverage": _coverage(latent),
        "drawn_to": _drawn_to(latent),
        "release_years": _release_years(catalog, latent),
        "reported": _reported(catalog),
        "parameters": parameters(latent),
    }


def overlaps(catalog: Catalog) -> dict[str, Any]:
    """Shared artifacts of every pair of boards, boards of vendors' own figures among them."""
    slugs: dict[str, set[str]] = {key: set(board.slugs) for key, board in catalog.boards.items()}
    for metric, values in catalog.raw.items():
        if metric.startswith("reported:") and len(values) >= 10:
            slugs[metric] = set(values)
    pairs = [
        {"boards": [left, right], "shared": shared}
        for number, left in enumerate(slugs)
        for right in list(slugs)[number + 1 :]
        if (shared := len(slugs[left] & slugs[right]))
    ]
    independent: set[str] = set().union(*(board.slugs for board in catalog.boards.values() if board.family == "text"))
    reported = {key: len(values & independent) for key, values in slugs.items() if key.startswith("reported:")}
    return {
        "artifacts": {key: len(values) for key, values in slugs.items()},
        "pairs": pairs,
        "reported_with_text_boards": reported,
    }


def parameters(latent: Latent) -> dict[str, Any]:
    """The fitted family as plain numbers, as a methodology document would hold them."""
    family = latent.family
    return {
        "boards": [
            {
                "board": board.key,
                "test_transform": board.test_transform,
                "figure_transform": board.figure_transform,
                "tests": [
                    {
                        "metric": scale.metric,
                        "chance": round(scale.chance, 6),
                        "maximum": scale.maximum,
                        "weight": round(float(board.weights[column]), 6),
                        "center": round(float(board.centers[column]), 6),
                        "loading": round(float(board.loadings[column]), 6),
                        "noise": round(float(board.noises[column]), 6),
                    }
                    for column, scale in enumerate(board.scales)
                ],
                "location": round(float(family.locations[number]), 6),
                "slope": round(float(family.slopes[number]), 6),
                "noise": round(float(family.noises[number]), 6),
                "mean": round(float(family.means[number]), 6),
                "sd": round(float(family.sds[number]), 6),
            }
            for number, board in enumerate(latent.boards)
        ],
        "covariance": [[float(f"{value:.6g}") for value in row] for row in family.covariance.tolist()],
    }


def _boards(latent: Latent) -> list[dict[str, Any]]:
    counts = shared_counts(latent.figures)
    link_sd = latent.thetas.link_sd(latent.family)
    errors = np.sqrt(np.maximum(np.diag(latent.family.covariance), 0))
    rows = []
    for number, key in enumerate(latent.family.keys):
        listed = ~np.isnan(latent.figures[:, number])
        others = ~np.isnan(np.delete(latent.figures, number, axis=1))
        values = latent.thetas.values[listed]
        rows.append(
            {
                "board": key,
                "artifacts": int(counts[number, number]),
                "shared": int((listed & others.any(axis=1)).sum()),
                "slope": round(float(latent.family.slopes[number]), 4),
                "slope_error": round(float(errors[len(latent.family.keys) + number]), 4),
                "noise": round(float(latent.family.noises[number]), 3),
                "theta_quartiles": [round(float(q), 2) for q in np.quantile(values, [0.25, 0.5, 0.75])],
                "noise_sd_median": round(float(np.median(latent.thetas.noise_sd[listed])), 3),
                "link_sd_median": round(float(np.median(link_sd[listed])), 3),
                "link_sd_largest": round(float(link_sd[listed].max()), 3),
            }
        )
    return rows


def _held_out(latent: Latent, number: int) -> tuple[Floats, Floats]:
    """What one board says minus what the others say, and the standard deviation expected of that, both (artifacts,)."""
    family = latent.family
    alone, others = latent.figures.copy(), latent.figures.copy()
    alone[:, [column for column in range(len(family.keys)) if column != number]] = np.nan
    others[:, number] = np.nan
    flat = replace(family, sds=np.full(len(family.keys), 1e6))
    said, expected = thetas(flat, alone, latent.missing), thetas(family, others, latent.missing)
    gradient = said.gradients - expected.gradients
    link = np.einsum("ni,ij,nj->n", gradient, family.covariance, gradient)
    return said.values - expected.values, np.sqrt(said.noise_sd**2 + expected.noise_sd**2 + link)


def _drawn_to(latent: Latent) -> list[dict[str, Any]]:
    """Mean of what a board says less what the others do, if a noisy theta is drawn to its boards or to the family."""
    family = latent.family
    known = ~np.isnan(latent.thetas.values)
    middle, spread = float(latent.thetas.values[known].mean()), float(latent.thetas.values[known].std())
    whole = replace(family, means=np.full_like(family.means, middle), sds=np.full_like(family.sds, spread))
    rows = []
    for number, key in enumerate(family.keys):
        own, other = (_held_out(replace(latent, family=each), number)[0] for each in (family, whole))
        rows.append(
            {
                "board": key,
                "n": int((~np.isnan(own)).sum()),
                "own boards": round(float(np.nanmean(own)), 3),
                "whole family": round(float(np.nanmean(other)), 3),
            }
        )
    return rows


def _coverage(latent: Latent) -> list[dict[str, Any]]:
    rows = []
    for number, key in enumerate(latent.family.keys):
        gap, sd = _held_out(latent, number)
        known = ~np.isnan(gap)
        inside = float((np.abs(gap[known]) <= NINETY * sd[known]).mean())
        rows.append({"board": key, "n": int(known.sum()), "inside_90": round(inside, 3)})
    return rows


def _release_years(catalog: Catalog, latent: Latent) -> list[dict[str, Any]]:
    """Mean of what a board says minus what the others say, by year: above 0 where the board flatters that year."""
    rows = []
    for number, key in enumerate(latent.family.keys):
        gap, _ = _held_out(latent, number)
        by_year: dict[int, list[float]] = defaultdict(list)
        for slug, value in zip(latent.slugs, gap, strict=True):
            year = catalog.facts[slug].year
            if year and not np.isnan(value):
                by_year[year].append(float(value))
        rows += [
            {
                "board": key,
                "year": year,
                "n": len(values),
                "mean": round(float(np.mean(values)), 3),
                "error": round(float(np.std(values, ddof=1) / np.sqrt(len(values))), 3),
            }
            for year, values in sorted(by_year.items())
            if len(values) >= 5
        ]
    return rows


def _reported(catalog: Catalog) -> dict[str, Any]:
    """Figures of vendors or of other pages beside the board's own, where one test has both."""
    own, told = catalog.raw["aider_polyglot:pass_rate"], catalog.raw["reported:aider-polyglot"]
    both = sorted(own.keys() & told.keys())
    gaps = np.array([told[slug] - own[slug] for slug in both])
    return {
        "board": "aider_polyglot",
        "n": len(both),
        "equal": int((gaps == 0).sum()),
        "higher": int((gaps > 0).sum()),
        "lower": int((gaps < 0).sum()),
        "mean_gap": round(float(gaps.mean()), 2),
        "sd_gap": round(float(gaps.std(ddof=1)), 2),
    }
