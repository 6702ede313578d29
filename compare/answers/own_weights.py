"""A reader's own weights: read from an address, and what the same evidence answers under them. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from compare.answers.duels import decide
from compare.answers.weightings import COMPONENTS, Profile, profile_row
from compare.parts.verdicts import Contestant, OwnWeights, Verdict, WeightField
from scoring.formula.rounding import apportion_integers

LARGEST = 100
LABEL = "Your weights"
MEANING = "what this address asks for"


class BadWeightsError(ValueError):
    """What an address asks for are no weights."""


def weights_read(asked: Mapping[str, str]) -> tuple[int, ...] | None:
    """Weights in the order of `COMPONENTS` as asked for, 0 to 100 each, 0 where left out; None where none are.

    Raises `BadWeightsError`, in words for a reader.
    """
    named = {key: asked[key].strip() for key in COMPONENTS if asked.get(key, "").strip()}
    if not named:
        return None
    for key, text in named.items():
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= LARGEST):
            raise BadWeightsError(
                f"A weight is a whole number from 0 to {LARGEST}, and {key}={text[:20]!r} is none."
                f" An example: ?{'&'.join(f'{each}=25' for each in COMPONENTS)}"
            )
    weights = tuple(int(named.get(key, "0")) for key in COMPONENTS)
    if not any(weights):
        raise BadWeightsError(f"Weights that are all 0 weigh nothing: give one of {', '.join(COMPONENTS)} more than 0")
    return weights


def weights_pairs(weights: Sequence[int] | None) -> list[str]:
    """What an address holds that asks for these weights: `adoption=40` ..."""
    return [] if weights is None else [f"{key}={weight}" for key, weight in zip(COMPONENTS, weights, strict=True)]


def own_weights(
    sides: Sequence[Contestant], verdict: Verdict, asked: Sequence[int] | None, *, url: str
) -> OwnWeights | None:
    """What the reader asked for, or the published weights to start from; None where weights decide nothing."""
    if not verdict.profiles:
        return None
    published = verdict.profiles[0].weights
    chosen = tuple(asked or published)
    percents = _percents(chosen)
    rated = [side for side in sides if side.score is not None]
    answer = None
    if asked is not None:
        own = Profile("own", LABEL, MEANING, percents)
        answer = profile_row(own, decide(rated, np.array(chosen) / sum(chosen)))
    return OwnWeights(
        url=url,
        fields=tuple(
            WeightField(key=part.key, label=part.label, asked=weight, percent=percent, published=standard)
            for part, weight, percent, standard in zip(rated[0].parts, chosen, percents, published, strict=True)
        ),
        answer=answer,
    )


def _percents(weights: Sequence[int]) -> tuple[int, int, int, int]:
    """Shares of a hundred that sum to it, by largest remainder."""
    shares = np.array([weights], dtype=np.int64) * 100
    a, b, c, d = apportion_integers(shares, np.array([100]), unit=sum(weights))[0].tolist()
    return a, b, c, d
