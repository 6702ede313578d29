"""The whole way from raw results of several boards to theta: fit the boards, weigh their tests, link them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.formula.board_weights import consensus_weights
from scoring.formula.equating import Board, Family, Scale, Thetas, Transform, thetas, transformed
from scoring.formula.linking import board_fit, family_fit, linked_boards, precision_weights
from scoring.formula.profile import Floats

# Fewer shared artifacts cannot tell six weights apart.
WEIGHTS_FROM = 100
# Of a board without any other: nothing says how noisy it is, and this is no more than a tenth of its spread.
NOISE_ALONE = 0.1


@dataclass(frozen=True)
class BoardResults:
    """Raw results (n artifacts, tests) of one board, NaN where not run, and how they become a figure.

    `slugs` name the artifacts, by whatever name orders them the same everywhere.
    """

    key: str
    family: str
    slugs: tuple[str, ...]
    scales: tuple[Scale, ...]
    raw: Floats
    test_transform: Transform
    figure_transform: Transform
    weighting: str = "equal"


@dataclass(frozen=True)
class Latent:
    """A family's boards, figures (slugs, boards) and theta; `apart` names boards that share too few artifacts."""

    slugs: tuple[str, ...]
    boards: tuple[Board, ...]
    apart: tuple[str, ...]
    figures: Floats
    missing: Floats
    family: Family
    thetas: Thetas

    def theta_of(self, slugs: Sequence[str]) -> Floats:
        """Theta by slug, NaN for artifacts that no linked board lists."""
        place = {slug: row for row, slug in enumerate(self.slugs)}
        return np.array([self.thetas.values[place[slug]] if slug in place else np.nan for slug in slugs])


def latent_fit(
    results: Sequence[BoardResults], *, reference: str, seed: int, draws: int = 0, consensus: bool = True
) -> Latent:
    """Fit boards and links. With one board, or none that holds to others, that board alone is the scale.

    Theta is in standard deviations of the board `reference`, else of the first; the choice changes the unit alone.
    """
    boards = [_board(each) for each in results]
    slugs, figures, missing = figures_of(boards, results)
    kept = linked_boards(figures) if len(boards) > 1 else []
    kept = kept or [int(np.argmax((~np.isnan(figures)).sum(axis=0)))]
    if consensus and len(kept) > 1:
        boards = _reweighed(results, boards, kept, seed=seed)
        slugs, figures, missing = figures_of(boards, results)
    keys = [boards[board].key for board in kept]
    family = (
        family_fit(
            keys,
            figures[:, kept],
            reference=keys.index(reference) if reference in keys else 0,
            draws=draws,
            seed=seed,
        )
        if len(kept) > 1
        else alone(keys[0], figures[:, kept[0]])
    )
    return Latent(
        slugs=tuple(slugs),
        boards=tuple(boards[board] for board in kept),
        apart=tuple(board.key for number, board in enumerate(boards) if number not in kept),
        figures=figures[:, kept],
        missing=missing[:, kept],
        family=family,
        thetas=thetas(family, figures[:, kept], missing[:, kept]),
    )


def alone(key: str, figures: Floats) -> Family:
    """A family of one board: its own mean and spread are the scale, and nothing says how noisy it is."""
    middle, spread = float(np.nanmean(figures)), float(np.nanstd(figures))
    return Family(
        keys=(key,),
        locations=np.array([middle]),
        slopes=np.array([spread]),
        noises=np.array([NOISE_ALONE]),
        covariance=np.zeros((2, 2)),
        means=np.zeros(1),
        sds=np.ones(1),
    )


def figures_of(boards: Sequence[Board], results: Sequence[BoardResults]) -> tuple[list[str], Floats, Floats]:
    """Slugs of all boards in order, their figures and what is missing in them, both (slugs, boards)."""
    slugs = sorted(set().union(*(each.slugs for each in results)))
    place = {slug: row for row, slug in enumerate(slugs)}
    figures = np.full((len(slugs), len(boards)), np.nan)
    missing = np.full_like(figures, np.nan)
    for column, (board, each) in enumerate(zip(boards, results, strict=True)):
        rows = [place[slug] for slug in each.slugs]
        figures[rows, column], missing[rows, column] = board.figures(each.raw)
    return slugs, figures, missing


def _board(results: BoardResults) -> Board:
    board = board_fit(
        results.key,
        results.scales,
        results.raw,
        test_transform=results.test_transform,
        figure_transform=results.figure_transform,
    )
    return board.weighed(precision_weights(board)) if results.weighting == "precision" else board


def _reweighed(results: Sequence[BoardResults], boards: list[Board], kept: list[int], *, seed: int) -> list[Board]:
    """Boards of several tests, weighed by what the family's other boards say of the artifacts that they share."""
    slugs, figures, missing = figures_of(boards, results)
    place = {slug: row for row, slug in enumerate(slugs)}
    family = family_fit([boards[board].key for board in kept], figures[:, kept], reference=0, draws=0, seed=seed)
    weighed = list(boards)
    for column, number in enumerate(kept):
        each = results[number]
        if len(each.scales) < 2:
            continue
        others = figures[:, kept].copy()
        others[:, column] = np.nan
        rows = [place[slug] for slug in each.slugs]
        said = thetas(family, others, missing[:, kept]).values[rows]
        shares = transformed(each.test_transform, boards[number].shares(each.raw))
        usable = ~np.isnan(said) & ~np.isnan(shares).any(axis=1)
        if usable.sum() >= WEIGHTS_FROM:
            weights = consensus_weights(shares[usable], said[usable], seed=seed)
            weighed[number] = boards[number].weighed(weights)
    return weighed
