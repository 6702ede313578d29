"""Fits the boards of a methodology on the catalog: weights of tests, links of boards, the scale of theta. Seeded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.models import Artifact
from catalog.models import Signal as CatalogSignal
from scoring.boards import BoardApart, LinkedBoard, TaskFamily
from scoring.document import Knot
from scoring.figures import FAMILY
from scoring.formula.equating import Thetas, thetas
from scoring.formula.latent import BoardResults, Latent, latent_fit
from scoring.formula.profile import Floats

SEED = 20261128
# Resamplings for the error of the links.
DRAWS = 200
# Fitted numbers are kept to so many decimals; covariances, which are small, to so many digits.
DECIMALS = 6
DIGITS = 6
# The scale ends so far above the best of the family, in units of theta: room for what comes before the next version.
HEADROOM = 1.0
SHARES_BELOW = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0)


class FitError(Exception):
    """The catalog does not hold what a methodology is to be fitted on."""


def task_family_fit(draft: TaskFamily) -> TaskFamily:
    """The family with everything fitted that the draft leaves open; a board with too few links goes to `apart`."""
    results = [_results(draft, board) for board in draft.boards]
    latent = latent_fit(results, reference=draft.reference, seed=SEED, draws=DRAWS)
    linked = [_linked(board, latent) for board in draft.boards if board.key not in latent.apart]
    fitted = draft.model_copy(
        update={
            "boards": tuple(linked),
            "apart": tuple(_apart(board, results) for board in draft.boards if board.key in latent.apart),
            "covariance": tuple(
                tuple(float(f"{value:.{DIGITS}g}") for value in row) for row in latent.family.covariance.tolist()
            ),
            "artifacts": len(latent.slugs),
        }
    )
    # The scale is made of the numbers as the document keeps them.
    values = _thetas(fitted, [each for each in results if each.key not in latent.apart]).values
    return fitted.model_copy(update={"knots": _knots(values), "quantiles": _quantiles(values)})


def _results(family: TaskFamily, board: LinkedBoard) -> BoardResults:
    """The latest result of each listed artifact on each test; a family's own figures are left out."""
    raw = _latest([test.metric for test in board.tests])
    slugs = sorted(set().union(*raw.values()))
    if not slugs:
        raise FitError(
            f"board {board.key} has no results in this catalog: import them (manage.py import_catalog FILE...), "
            "or take the board out of the draft"
        )
    return BoardResults(
        key=board.key,
        family=family.key,
        slugs=tuple(slugs),
        scales=board.scales,
        raw=np.array([[raw[test.metric].get(slug, np.nan) for test in board.tests] for slug in slugs]),
        test_transform=board.test_transform,
        figure_transform=board.figure_transform,
        weighting=board.weighting,
    )


def _latest(metrics: Sequence[str]) -> dict[str, dict[str, float]]:
    families = set(Artifact.objects.filter(facts__artifact_scope=FAMILY).values_list("slug", flat=True))
    rows = (
        CatalogSignal.objects.filter(metric__in=metrics, artifact__status=Artifact.Status.LISTED, value__isnull=False)
        .order_by("artifact_id", "metric", "-observed", "source__key", "-pk")
        .distinct("artifact_id", "metric")
    )
    raw: dict[str, dict[str, float]] = {metric: {} for metric in metrics}
    for metric, slug, value in rows.values_list("metric", "artifact__slug", "value"):
        if slug not in families and value is not None:
            raw[metric][slug] = value
    return raw


def _linked(board: LinkedBoard, latent: Latent) -> LinkedBoard:
    number = latent.family.keys.index(board.key)
    fitted, links = latent.boards[number], latent.family
    listed = ~np.isnan(latent.figures)
    elsewhere = listed.sum(axis=1) > listed[:, number]
    tests = tuple(
        test.model_copy(
            update={
                "weight": _kept(fitted.weights[column]),
                "center": _kept(fitted.centers[column]),
                "loading": _kept(fitted.loadings[column]),
                "noise": _kept(fitted.noises[column]),
            }
        )
        for column, test in enumerate(board.tests)
    )
    return board.model_copy(
        update={
            "tests": tests,
            "artifacts": int(listed[:, number].sum()),
            "shared": int((listed[:, number] & elsewhere).sum()),
            "location": _kept(links.locations[number]),
            "slope": _kept(links.slopes[number]),
            "noise": _kept(links.noises[number]),
            "mean": _kept(links.means[number]),
            "sd": _kept(links.sds[number]),
        }
    )


def _apart(board: LinkedBoard, results: Sequence[BoardResults]) -> BoardApart:
    own = next(set(each.slugs) for each in results if each.key == board.key)
    others: set[str] = set().union(*(each.slugs for each in results if each.key != board.key))
    return BoardApart(key=board.key, label=board.label, artifacts=len(own), shared=len(own & others))


def _thetas(family: TaskFamily, results: Sequence[BoardResults]) -> Thetas:
    slugs = sorted(set().union(*(each.slugs for each in results)))
    place = {slug: row for row, slug in enumerate(slugs)}
    figures, missing = (np.full((len(slugs), len(results)), np.nan) for _ in range(2))
    for column, (board, each) in enumerate(zip(family.boards, results, strict=True)):
        rows = [place[slug] for slug in each.slugs]
        figures[rows, column], missing[rows, column] = board.board.figures(each.raw)
    return thetas(family.family, figures, missing)


def _knots(values: Floats) -> tuple[Knot, ...]:
    """Half of the scale below the median, half above it. Theta is an interval scale: inside each half it is linear."""
    low, middle, high = (float(np.quantile(values, share)) for share in (0.0, 0.5, 1.0))
    return (_kept(low), 0.0), (_kept(middle), 0.5), (_kept(high + HEADROOM), 1.0)


def _quantiles(values: Floats) -> tuple[Knot, ...]:
    places = {_kept(np.quantile(values, share)): share for share in SHARES_BELOW}
    return tuple(sorted(places.items()))


def _kept(value: float) -> float:
    return round(float(value), DECIMALS)
