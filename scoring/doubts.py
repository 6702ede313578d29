"""How uncertain a published score is, and what would change it: the stored card, read by the methodology of its run."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from scoring.formula.filling import Filling, effective_weights
from scoring.formula.intervals import SPREAD_UNKNOWN, Spread, evidence_variances
from scoring.formula.openings import openings, steps
from scoring.formula.paired import NO_LINKS, Side
from scoring.formula.profile import MICRO, Floats, Integers, Profile
from scoring.methodology import Kind, Signal, methodology_get
from scoring.selectors import ScoreCard
from scoring.standing import link_errors

# Of a methodology from before spreads were fitted: no signal is known to vary less or to be more exact.
NOISE_UNKNOWN = 0.04
SHARED_UNKNOWN = 0.3


@dataclass(frozen=True)
class Numbers:
    """What the formula needs of one kind beside an artifact's own values."""

    profile: Profile
    filling: Filling
    spread: Spread
    signals: tuple[Signal, ...]


@dataclass(frozen=True)
class SignalOpening:
    """An unknown signal of an artifact; see `Opening`."""

    signal: Signal
    points: float
    share: float


@dataclass(frozen=True)
class SignalStep:
    """A known signal of an artifact; see `Step`."""

    signal: Signal
    raw: float
    points: float


@functools.lru_cache(maxsize=16)
def numbers_of(version: str, kind: Kind) -> Numbers:
    """Of a published methodology; one that states no spreads has the widest defaults."""
    methodology = methodology_get(version)
    profile, signals = methodology.profile(kind), methodology.signals_of(kind)
    if methodology.formula == "filled":
        return Numbers(profile, methodology.filling(kind), methodology.spread(kind), signals)
    priors = (profile.priors / MICRO)[profile.component_of]
    filling = Filling(priors, np.full(len(priors), SPREAD_UNKNOWN), profile.kappas / MICRO)
    spread = Spread(
        sds=np.full(len(priors), SPREAD_UNKNOWN),
        shared=np.full(profile.component_count, SHARED_UNKNOWN),
        trusts=np.array([signal.trust for signal in signals]),
        noises=np.full(len(priors), NOISE_UNKNOWN),
    )
    return Numbers(profile, filling, spread, signals)


def side_of(card: ScoreCard) -> Side:
    """What a paired comparison needs of a card."""
    numbers = numbers_of(card.run.methodology, card.kind)
    width = float(numbers.spread.width(np.array(card.coverage))) if card.interval is None else card.interval.width
    return Side(
        values=np.array(card.component_values) / MICRO,
        variances=_variances(numbers, card),
        known=np.array([component.coverage for component in card.components]),
        coverage=card.coverage,
        width=width,
        links=_links(numbers, card),
    )


def _links(numbers: Numbers, card: ScoreCard) -> Floats:
    """What the error of the links between boards moves each component by (components, parts), in points."""
    families = methodology_get(card.run.methodology).task_families
    place = next((place for place, signal in enumerate(numbers.signals) if signal.reading == "latent"), None)
    if place is None or not card.results:
        return NO_LINKS
    effective = effective_weights(numbers.profile, numbers.filling, _micro(card.reliabilities)[None, :])[0, place]
    component = numbers.profile.component_of[place]
    weight = 100 * numbers.profile.component_weights[component] / MICRO
    errors = link_errors(families, card.results)
    links = np.zeros((numbers.profile.component_count, len(errors)))
    links[component] = weight * effective * errors
    return links


def openings_of(card: ScoreCard) -> list[SignalOpening]:
    """Unknown signals, those first that carry most of the doubt."""
    numbers = numbers_of(card.run.methodology, card.kind)
    whole = float(_variances(numbers, card).sum())
    found = openings(numbers.profile, numbers.filling, numbers.spread, _micro(card.reliabilities), whole=whole)
    return [SignalOpening(numbers.signals[each.signal], each.points, each.share) for each in found]


def steps_of(card: ScoreCard) -> list[SignalStep]:
    """Known figures at the next knot of their scale, the most points first."""
    numbers = numbers_of(card.run.methodology, card.kind)
    scales = [(signal.half_point, signal.knots) if signal.half_point else None for signal in numbers.signals]
    found = steps(numbers.profile, numbers.filling, _micro(card.values), _micro(card.reliabilities), scales)
    return [SignalStep(numbers.signals[each.signal], each.raw, each.points) for each in found]


def _variances(numbers: Numbers, card: ScoreCard) -> Floats:
    """Of evidence by component, in squared points: as stored with the score, or by the widest defaults."""
    stored = [component.sd_evidence for component in card.components if component.sd_evidence is not None]
    if len(stored) == len(card.components):
        return np.array(stored) ** 2
    of_all = evidence_variances(numbers.profile, numbers.filling, numbers.spread, _micro(card.reliabilities)[None, :])
    own: Floats = of_all[0]
    return own


def _micro(values: tuple[int, ...]) -> Integers:
    return np.array(values, dtype=np.int64)
