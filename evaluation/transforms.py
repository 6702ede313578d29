"""How a board's tests become one figure: which transform makes two boards agree best, in order and in proportion."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np

from evaluation.results import Catalog
from evaluation.statistics import ranks, spearman
from scoring.formula.equating import transformed
from scoring.formula.latent import BoardResults
from scoring.formula.profile import Floats

BOARDS = ("open_llm_v1", "open_llm_v2", "lmarena_text")


def _shares(board: BoardResults) -> Floats:
    return np.stack([scale.share(board.raw[:, column]) for column, scale in enumerate(board.scales)], axis=1)


def _normal(values: Floats) -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf((rank - 0.5) / len(values)) for rank in ranks(values)])


WAYS: dict[str, Callable[[Floats], Floats]] = {
    "mean of shares": lambda shares: shares.mean(axis=1),
    "logit of the mean": lambda shares: transformed("logit", shares.mean(axis=1)),
    "mean of logits": lambda shares: transformed("logit", shares).mean(axis=1),
    "normal scores of ranks": lambda shares: np.stack([_normal(column) for column in shares.T], axis=1).mean(axis=1),
}


def transforms(catalog: Catalog) -> list[dict[str, Any]]:
    """One row for each pair of boards and way. Votes have a scale of their own and are taken as they are."""
    rows = []
    for left, right in combinations(BOARDS, 2):
        for name, way in WAYS.items():
            figures = [
                dict(zip(board.slugs, _figures(board, way), strict=True))
                for board in (catalog.boards[left], catalog.boards[right])
            ]
            shared = sorted(figures[0].keys() & figures[1].keys())
            one, other = (np.array([each[slug] for slug in shared]) for each in figures)
            rows.append(
                {
                    "boards": f"{left}, {right}",
                    "way": name,
                    "n": len(shared),
                    "pearson": round(float(np.corrcoef(one, other)[0, 1]), 3),
                    "spearman": round(spearman(one, other) or 0.0, 3),
                }
            )
    return rows


def _figures(board: BoardResults, way: Callable[[Floats], Floats]) -> Floats:
    return board.raw[:, 0] if len(board.scales) == 1 else way(_shares(board))
