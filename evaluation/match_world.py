"""A simulated site: intents, artifacts that serve them more or less, people who look and click. Nothing of it is real.

Constants are those of the ULTRA toolbox (`pbm_0.1_1.0_4_1.0`): chances to be looked at by position, and to be clicked
by grade. What words promise is the grade seen through noise, and calibrated, as a retrieval score is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matchgraph.learning.clicks import BUCKETS, THETA, Floats, Integers, bucket_of

INTENTS = 300
ARTIFACTS = 40
SHOWN = 20
GRADES = 5
# Few artifacts serve an intent well.
GRADE_SHARES = (0.50, 0.20, 0.15, 0.10, 0.05)
CLICKED = np.array([0.10, 0.16, 0.28, 0.52, 1.00])
# So noisy that the words alone order results as well as those of the reference (nDCG@10 about .66).
NOISE = 1.85
# People ask for the first intents far more often than for the last.
ZIPF = 1.0
BLOCKS = 20_000
SWAPPED = 0.10
SWAP_AMONG = 10
BUCKET_OF = np.array([bucket_of(position) for position in range(1, SHOWN + 1)])


@dataclass(frozen=True)
class World:
    """`grades`, `chances` and `priors` are (intents, artifacts); `traffic` (intents,) sums to 1."""

    grades: Integers
    chances: Floats
    priors: Floats
    traffic: Floats
    theta: Floats = field(default_factory=lambda: THETA)


@dataclass(frozen=True)
class Seen:
    """Results that were shown, one a row: edge, bucket of its position, network block, and whether it was clicked."""

    edges: Integers
    buckets: Integers
    blocks: Integers
    clicked: npt.NDArray[np.bool_]
    sessions: int = 0

    @classmethod
    def together(cls, parts: list[Seen]) -> Seen:
        return cls(
            edges=np.concatenate([part.edges for part in parts]),
            buckets=np.concatenate([part.buckets for part in parts]),
            blocks=np.concatenate([part.blocks for part in parts]),
            clicked=np.concatenate([part.clicked for part in parts]),
            sessions=sum(part.sessions for part in parts),
        )


def world_make(seed: int, *, intents: int = INTENTS) -> World:
    chance = np.random.default_rng(seed)
    grades = chance.choice(GRADES, size=(intents, ARTIFACTS), p=GRADE_SHARES)
    score = grades + chance.normal(0, NOISE, size=grades.shape)
    traffic = 1 / np.arange(1, intents + 1) ** ZIPF
    return World(grades, CLICKED[grades], _calibrated(score), traffic / traffic.sum())


def _calibrated(score: Floats) -> Floats:
    """The mean chance of a click given the noisy grade, which a calibrated retrieval score would say."""
    grade = np.arange(GRADES)
    likelihood = np.exp(-((score[..., None] - grade) ** 2) / (2 * NOISE**2)) * np.array(GRADE_SHARES)
    chances: Floats = (likelihood @ CLICKED) / likelihood.sum(axis=-1)
    return chances


def sessions_make(world: World, ranking: Integers, *, sessions: int, chance: np.random.Generator) -> Seen:
    """People who ask, see the first results of `ranking` (intents, artifacts) and click; one page in ten has a swap."""
    intents = chance.choice(len(world.traffic), size=sessions, p=world.traffic)
    blocks = (BLOCKS * chance.random(sessions) ** 2).astype(np.int64)  # some networks are larger than others
    shown = ranking[intents, :SHOWN].copy()
    swapped = np.flatnonzero(chance.random(sessions) < SWAPPED)
    one, other = chance.integers(0, SWAP_AMONG, size=(2, len(swapped)))
    shown[swapped, one], shown[swapped, other] = shown[swapped, other], shown[swapped, one]
    looked = world.theta[BUCKET_OF]
    clicked = chance.random(shown.shape) < looked * world.chances[intents[:, None], shown]
    return Seen(
        edges=(intents[:, None] * ARTIFACTS + shown).ravel(),
        buckets=np.tile(BUCKET_OF, sessions),
        blocks=np.repeat(blocks, SHOWN),
        clicked=clicked.ravel(),
        sessions=sessions,
    )


def counts_of(seen: Seen, weights: Floats, *, edges: int) -> tuple[Floats, Floats]:
    """Weighted exposures and clicks (edges, buckets)."""
    cells = seen.edges * BUCKETS + seen.buckets
    exposures = np.bincount(cells, weights, minlength=edges * BUCKETS).astype(np.float64)
    clicks = np.bincount(cells, weights * seen.clicked, minlength=edges * BUCKETS).astype(np.float64)
    return exposures.reshape(edges, BUCKETS), clicks.reshape(edges, BUCKETS)


def ndcg(world: World, ranking: Integers, *, depth: int = 10) -> Floats:
    """nDCG at `depth` of each intent, (intents,): gains 2^grade - 1, discounts log2."""
    gains = 2.0**world.grades - 1
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    found = np.take_along_axis(gains, ranking[:, :depth], axis=1) @ discounts
    best = -np.sort(-gains, axis=1)[:, :depth] @ discounts
    return np.divide(found, best, out=np.ones_like(found), where=best > 0)
