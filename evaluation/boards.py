"""Cross-board agreement: each board held out in turn, the latent quality of the others against it, beside baselines.

Two protocols. **Board out**: the board is unknown to the fit, as if it did not exist. **Rows out**: the board is known
and a tenth of its artifacts' results are hidden at a time, as for an artifact that nobody has put on it yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluation import baselines
from evaluation.latent import SEED, latent_fit
from evaluation.results import Catalog
from evaluation.statistics import bootstrap, correlation, spearman, within
from scoring.formula.latent import BoardResults, Latent
from scoring.formula.profile import Floats

FOLDS = 10


@dataclass(frozen=True)
class Held:
    """One held-out figure: what it is, the artifacts of it that have other evidence, and the boards that give that."""

    name: str
    protocol: str
    slugs: tuple[str, ...]
    target: Floats
    theta: Floats
    visible: tuple[BoardResults, ...]


def agreement(catalog: Catalog) -> list[dict[str, Any]]:
    """One row for each held-out board and protocol, ready for the table."""
    text = [board for board in catalog.boards.values() if board.family == "text"]
    held = [_board_out(text, board) for board in text]
    held += [_rows_out(text, board.key) for board in text if board.key.startswith(("open_llm", "lmarena"))]
    for key in ("timm", "mteb_eng"):
        held += _tests_out(catalog.boards[key])
    return [_row(catalog, each) for each in held]


def _target(board: BoardResults) -> dict[str, float]:
    """The published figure: the mean of a board's tests, for artifacts that ran all of them."""
    means = board.raw.mean(axis=1)
    return {slug: float(mean) for slug, mean in zip(board.slugs, means, strict=True) if not np.isnan(mean)}


def _board_out(boards: Sequence[BoardResults], board: BoardResults) -> Held:
    visible = [each for each in boards if each.key != board.key]
    latent = latent_fit(visible)
    known = ~np.isnan(latent.theta_of(board.slugs))
    slugs = [slug for slug, seen in zip(board.slugs, known, strict=True) if seen]
    return _held(board, latent, slugs, name=board.key, protocol="board out", visible=visible)


def _held(
    board: BoardResults,
    latent: Latent,
    slugs: Sequence[str],
    *,
    name: str,
    protocol: str,
    visible: Sequence[BoardResults],
) -> Held:
    figures = _target(board)
    slugs = tuple(slug for slug in slugs if slug in figures)
    target = np.array([figures[slug] for slug in slugs])
    return Held(name, protocol, slugs, target, latent.theta_of(slugs), tuple(visible))


def _rows_out(boards: Sequence[BoardResults], key: str) -> Held:
    """Ten folds: the fit sees the board's other rows and everything of the other boards."""
    board = next(board for board in boards if board.key == key)
    others = [each for each in boards if each.key != key]
    listed = set().union(*(each.slugs for each in others))
    shared = [slug for slug in board.slugs if slug in listed]
    fold = np.random.default_rng(SEED).permutation(len(shared)) % FOLDS
    theta: dict[str, float] = {}
    for number in range(FOLDS):
        out = {slug for slug, each in zip(shared, fold, strict=True) if each == number}
        latent = latent_fit([*others, _without(board, out)])
        slugs = sorted(out)
        theta |= dict(zip(slugs, latent.theta_of(slugs), strict=True))
    figures = _target(board)
    slugs = [slug for slug in shared if slug in figures and not np.isnan(theta[slug])]
    return Held(
        name=key,
        protocol="rows out",
        slugs=tuple(slugs),
        target=np.array([figures[slug] for slug in slugs]),
        theta=np.array([theta[slug] for slug in slugs]),
        visible=tuple(others),
    )


def _without(board: BoardResults, out: set[str]) -> BoardResults:
    rows = [row for row, slug in enumerate(board.slugs) if slug not in out]
    return replace(board, slugs=tuple(board.slugs[row] for row in rows), raw=board.raw[rows])


def _tests_out(board: BoardResults) -> list[Held]:
    """A board that shares nothing with others: each of its tests in turn against the rest of them."""
    held = []
    for column, scale in enumerate(board.scales):
        rest = [number for number in range(len(board.scales)) if number != column]
        visible = replace(board, scales=tuple(board.scales[number] for number in rest), raw=board.raw[:, rest])
        latent = latent_fit([visible])
        single = replace(board, scales=(scale,), raw=board.raw[:, [column]])
        known = ~np.isnan(latent.theta_of(board.slugs))
        slugs = [slug for slug, seen in zip(board.slugs, known, strict=True) if seen]
        held.append(_held(single, latent, slugs, name=scale.metric, protocol="test out", visible=[visible]))
    return held


def _row(catalog: Catalog, held: Held) -> dict[str, Any]:
    years = np.array([catalog.facts[slug].year or -1 for slug in held.slugs])
    row: dict[str, Any] = {
        "held_out": held.name,
        "protocol": held.protocol,
        "n": len(held.slugs),
        "latent": correlation(held.theta, held.target, seed=SEED).as_dict(),
        "latent_within_year": within(held.theta, held.target, years),
        "baselines": {},
    }
    facts = baselines.of_facts(catalog, held.slugs)
    for name, values in (baselines.of_results(held.visible, held.slugs) | facts).items():
        both = ~np.isnan(values)
        rho = spearman(values[both], held.target[both])
        row["baselines"][name] = {"rho": None if rho is None else round(rho, 4), "n": int(both.sum())}
    single = baselines.best_single(held.visible, held.slugs, held.target)
    if single:
        name, values, rho = single
        seen = ~np.isnan(values)
        ahead = _ahead(held.theta[seen], values[seen], held.target[seen])
        row["best_single"] = {"name": name, "rho": round(rho, 4), "n": int(seen.sum()), **ahead}
        row["best_single"]["chosen_elsewhere"] = _chosen_elsewhere(held)
    return row


def _ahead(theta: Floats, single: Floats, target: Floats) -> dict[str, Any]:
    """Theta against the best single figure on the same artifacts: the difference and its 90 % bootstrap interval."""
    rho, other = spearman(theta, target), spearman(single, target)
    if rho is None or other is None:
        return {}
    difference = bootstrap(theta, target, seed=SEED) - bootstrap(single, target, seed=SEED)
    low, high = np.quantile(difference, [0.05, 0.95])
    return {
        "latent_there": round(rho, 4),
        "ahead": round(rho - other, 4),
        "ahead_low": round(float(low), 4),
        "ahead_high": round(float(high), 4),
    }


def _chosen_elsewhere(held: Held, *, splits: int = 10) -> dict[str, float | None]:
    """The best single figure of a random half, on the other half, beside theta there: without hindsight."""
    random = np.random.default_rng(SEED)
    found = []
    slugs = np.array(held.slugs)
    for _ in range(splits):
        half = random.permutation(len(slugs)) < len(slugs) // 2
        single = baselines.best_single(held.visible, list(slugs[half]), held.target[half])
        if single is None:
            continue
        candidates = _figure(held.visible, single[0], list(slugs[~half]))
        seen = ~np.isnan(candidates)
        pair = spearman(candidates[seen], held.target[~half][seen]), spearman(held.theta[~half], held.target[~half])
        if pair[0] is not None and pair[1] is not None:
            found.append(pair)
    if not found:
        return {"rho": None, "latent": None}
    means = np.mean(np.array(found, dtype=float), axis=0)
    return {"rho": round(float(means[0]), 4), "latent": round(float(means[1]), 4)}


def _figure(boards: Sequence[BoardResults], name: str, slugs: Sequence[str]) -> Floats:
    names, raw, _ = baselines.visible_tests(boards, slugs)
    if name in names:
        return raw[:, names.index(name)]
    key = name.partition(":")[0]
    board = next(board for board in boards if board.key == key)
    columns = [names.index(scale.metric) for scale in board.scales]
    mean: Floats = raw[:, columns].mean(axis=1)
    return mean
