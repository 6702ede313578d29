"""What the latent scale has to beat: figures that anybody could have sorted by, from the same visible results."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.results import Catalog
from evaluation.statistics import ranks, spearman
from scoring.formula.latent import BoardResults
from scoring.formula.profile import Floats


def visible_tests(boards: Sequence[BoardResults], slugs: Sequence[str]) -> tuple[list[str], Floats, list[Floats]]:
    """Names of all tests of the visible boards, raw results (slugs, tests), and each test's whole population."""
    names, columns, populations = [], [], []
    for board in boards:
        place = {slug: row for row, slug in enumerate(board.slugs)}
        rows = [place.get(slug) for slug in slugs]
        for column, scale in enumerate(board.scales):
            names.append(scale.metric)
            columns.append([np.nan if row is None else board.raw[row, column] for row in rows])
            values = board.raw[:, column]
            populations.append(values[~np.isnan(values)])
    return names, np.array(columns).T.reshape(len(slugs), len(names)), populations


def of_results(boards: Sequence[BoardResults], slugs: Sequence[str]) -> dict[str, Floats]:
    """Four ways to make one figure of what is visible, each (slugs,), NaN where nothing is."""
    _, raw, populations = visible_tests(boards, slugs)
    low = np.array([values.min() for values in populations])
    high = np.array([values.max() for values in populations])
    spread = (raw - low) / (high - low)
    logs = np.log1p(np.maximum(raw, 0.0)) / np.log1p(high)
    return {
        "mean of percentiles": _mean_of_standings(boards, slugs),
        "min-max, dropped inputs": _mean(spread),
        "log-mean, dropped inputs": _mean(logs),
        "min-max, zero-fill": np.where(np.isnan(spread).all(axis=1), np.nan, np.nan_to_num(spread).mean(axis=1)),
    }


def of_facts(catalog: Catalog, slugs: Sequence[str]) -> dict[str, Floats]:
    """Figures that stand in the catalog for another reason, NaN where unknown."""
    facts = [catalog.facts[slug] for slug in slugs]
    return {
        name: np.array([np.nan if getattr(fact, key) is None else getattr(fact, key) for fact in facts], dtype=float)
        for name, key in {
            "likes": "likes",
            "downloads": "downloads",
            "release date": "released",
            "parameters": "parameters",
        }.items()
    }


def best_single(
    boards: Sequence[BoardResults], slugs: Sequence[str], target: Floats
) -> tuple[str, Floats, float] | None:
    """The visible test that agrees best with the target, chosen with hindsight, among those of half the artifacts.

    A board's own mean of its tests stands for election too. None where no test is visible for fifteen artifacts.
    """
    names, raw, _ = visible_tests(boards, slugs)
    candidates = {name: raw[:, column] for column, name in enumerate(names)}
    for board in boards:
        columns = [column for column, name in enumerate(names) if name in {scale.metric for scale in board.scales}]
        candidates[f"{board.key}: mean"] = raw[:, columns].mean(axis=1)
    found: list[tuple[float, str]] = []
    for name, values in candidates.items():
        seen = ~np.isnan(values)
        if seen.sum() >= max(15, 0.5 * len(slugs)):
            rho = spearman(values[seen], target[seen])
            found += [(rho, name)] if rho is not None else []
    if not found:
        return None
    rho, name = max(found)
    return name, candidates[name], rho


def _mean_of_standings(boards: Sequence[BoardResults], slugs: Sequence[str]) -> Floats:
    """Mean over boards of the mean over tests of the share of the board at or below: the method up to `ur-0.2.0`."""
    standings = np.full((len(slugs), len(boards)), np.nan)
    for column, board in enumerate(boards):
        shares = np.full(board.raw.shape, np.nan)
        for test in range(board.raw.shape[1]):
            seen = ~np.isnan(board.raw[:, test])
            shares[seen, test] = (ranks(board.raw[seen, test]) - 0.5) / seen.sum()
        standing = dict(zip(board.slugs, _mean(shares), strict=True))
        standings[:, column] = [standing.get(slug, np.nan) for slug in slugs]
    return _mean(standings)


def _mean(values: Floats) -> Floats:
    """Mean of each row over what is known, NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
