"""What stands in for an unknown signal: a prior of its own, moved by what its component knows; fitted by deletion.

With a prior mu and a scale sigma for every signal of a component, instead of one prior for all of them,

    R     = sum w rho
    Z     = sum w rho (u - mu) / sigma                    how far the known stand from the usual, in scales
    d     = Z / max(R + kappa, |Z| / b)
    theta = sum w (mu + rho (u - mu) + (1 - rho) sigma d)     the unknown part of each signal is mu + sigma d

It is linear, keeps one row a signal, and leaves theta where it is when an unknown turns out as what stood in for it.
With one mu and equal scales it is the formula of `scoring.formula.composite`. One prior for signals of different means
takes a licence that most name for a merit, and one scale moves a nearly constant signal as far as a yes-or-no one.

The bound b is the largest d at which every stand-in of the component still lies between 0 and 1: min (1 - mu) / sigma
for a positive Z, min mu / sigma for a negative one. It keeps theta in range, and an unknown from standing below 0,
where to have looked and found nothing would be worth more than not to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.formula.sums import row_sums

Mask = npt.NDArray[np.bool_]

SHARES = (0.3, 0.5, 0.7)
KAPPAS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
# Among kappas this close to the least error the smallest is taken: it lets what is known speak most.
ERROR_TOLERANCE = 0.01
# Fewer known values than this give a signal no mean of its own.
KNOWN_MINIMUM = 20
# A signal that hardly varies would move the others without bound.
SCALE_MINIMUM = 0.1
SCALE_UNKNOWN = 0.25


@dataclass(frozen=True)
class Filling:
    """Fitted numbers of one kind: `priors` and `scales` (signals,) in values 0..1, `kappas` (components,)."""

    priors: Floats
    scales: Floats
    kappas: Floats

    def bounds(self, own: Integers) -> tuple[float, float]:
        """How many scales the signals `own` of a component may stand above and below their priors, the first of them
        reaching 1 or 0."""
        above = (1 - self.priors[own]) / self.scales[own]
        below = self.priors[own] / self.scales[own]
        return float(above.min()), float(below.min())


def component_values(profile: Profile, filling: Filling, values: Integers, reliabilities: Integers) -> Floats:
    """Values (n, components) of `values` and `reliabilities` (n, signals) in millionths.

    `scoring.formula.filled` computes the same in integers.
    """
    weights = profile.weights / MICRO
    known = weights * (reliabilities / MICRO)
    away = values / MICRO - filling.priors
    found = np.zeros((len(values), profile.component_count))
    for component in range(profile.component_count):
        own = profile.columns(component)
        moved = row_sums(known[:, own] * away[:, own] / filling.scales[own])
        upper, lower = filling.bounds(own)
        covered = row_sums(known[:, own]) + filling.kappas[component]
        steps = moved / np.maximum(covered, np.abs(moved) / np.where(moved >= 0, upper, lower))
        stood = weights[own] * filling.priors[own] + known[:, own] * away[:, own]
        stood = stood + (weights[own] - known[:, own]) * filling.scales[own] * steps[:, None]
        found[:, component] = row_sums(stood)
    return found


def effective_weights(profile: Profile, filling: Filling, reliabilities: Integers) -> Floats:
    """Share of its component (n, signals) that a signal's distance from its prior moves: its own and what it fills.

    Short of the bound, which an interval does not count on.
    """
    weights = profile.weights / MICRO
    known = weights * (reliabilities / MICRO)
    effective = np.zeros_like(known)
    for component in range(profile.component_count):
        own = profile.columns(component)
        covered = row_sums(known[:, own])
        open_scale = row_sums(((weights - known) * filling.scales)[:, own])
        spoken = open_scale / (covered + filling.kappas[component])
        effective[:, own] = known[:, own] * (1 + spoken[:, None] / filling.scales[own])
    return effective


def priors_fit(profile: Profile, values: Integers, reliabilities: Integers) -> Floats:
    """Mean of each signal (signals,) where it is known; the component's prior where it hardly is."""
    known = reliabilities > 0
    priors = (profile.priors / MICRO)[profile.component_of]
    for signal in range(len(priors)):
        if known[:, signal].sum() >= KNOWN_MINIMUM:
            priors[signal] = (values[known[:, signal], signal] / MICRO).mean()
    return priors


def scales_fit(priors: Floats, values: Integers, reliabilities: Integers) -> Floats:
    """Spread of each signal (signals,) around its prior where known, at least `SCALE_MINIMUM`."""
    known = reliabilities > 0
    counts = known.sum(axis=0)
    squares = np.where(known, (values / MICRO - priors) ** 2, 0.0).sum(axis=0)
    spreads = np.sqrt(squares / np.maximum(counts, 1))
    scales: Floats = np.where(counts >= KNOWN_MINIMUM, np.maximum(spreads, SCALE_MINIMUM), SCALE_UNKNOWN)
    return scales


def kappas_fit(
    profile: Profile,
    priors: Floats,
    scales: Floats,
    values: Integers,
    reliabilities: Integers,
    *,
    hideable: Mask,
    seed: int,
) -> Floats:
    """Shrinkage (components,) by deletion: the least error of a component's value, as a share of its spread.

    Hides known cells of the signals in `hideable`, and compares with the value before. A component that nothing is
    known of keeps the kappa of the profile.
    """
    kappas = profile.kappas / MICRO
    hidden = list(deletions(reliabilities, hideable, seed=seed))
    for component in range(profile.component_count):
        own = profile.columns(component)
        touched = [mask[:, own].any(axis=1) for mask in hidden]
        if not any(rows.any() for rows in touched):
            continue
        errors = []
        for kappa in KAPPAS:
            trial = kappas.copy()
            trial[component] = kappa
            fill = Filling(priors, scales, trial)
            whole = component_values(profile, fill, values, reliabilities)[:, component]
            gaps, wholes = [], []
            for mask, rows in zip(hidden, touched, strict=True):
                left = component_values(profile, fill, values, np.where(mask, 0, reliabilities))[:, component]
                gaps.append((whole - left)[rows])
                wholes.append(whole[rows])
            errors.append(float(np.sqrt((np.concatenate(gaps) ** 2).mean()) / np.concatenate(wholes).std()))
        enough = np.array(errors) <= min(errors) * (1 + ERROR_TOLERANCE)
        kappas[component] = KAPPAS[int(np.flatnonzero(enough)[0])]
    return kappas


def deletions(reliabilities: Integers, hideable: Mask, *, seed: int) -> Iterator[Mask]:
    """Masks (n, signals) of known cells to hide, one for each share of `SHARES`."""
    random = np.random.default_rng(seed)
    for share in SHARES:
        yield (reliabilities > 0) & hideable & (random.random(reliabilities.shape) < share)
