"""What a verdict looks at and what it says, as frozen dataclasses. Pure: no Django.

Letters name sides, `anchor` fields are ids within the page without `#`. Shares and probabilities are 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compare.parts.points import Points
from scoring.formula.paired import Side

Decided = Literal["clear", "leans", "too_close"]
Outcome = Literal["clear", "leans", "too_close", "different_jobs", "not_comparable", "unrated", "not_kept"]


@dataclass(frozen=True, slots=True)
class SignalPart:
    """One row of a contestant's score inside a component."""

    key: str
    label: str
    points: Points
    anchor: str


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a contestant's score; `weight` is its share of the score, `rows` sum to its points."""

    key: str
    label: str
    points: Points
    anchor: str
    weight: float
    rows: tuple[SignalPart, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Contestant:
    """What a verdict may look at. `score` is None when Unrated, and `unrated` says what is missing.

    `evidence` holds its component values, how uncertain they are and how much is known; None where no run holds them.
    `families` are the families of its tasks, `capability_kinds` the paths of its published entries' kinds as far as
    they are jobs.
    """

    letter: str
    name: str
    kind: str
    score: Points | None
    unrated: str
    position: int | None
    population: int
    coverage_percent: int | None
    parts: tuple[Part, ...]
    evidence: Side | None
    families: frozenset[str]
    capability_kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the anchor of the row that it rests on (may be empty)."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rated side among the sides of one kind. `place` is by score, equal scores share it.

    `best` and `worst` are the band of places that cannot be told apart: 1 + how many others are ahead of it with a
    probability of .95, and the last place less how many it is so ahead of. It is narrow only where the data is.
    """

    place: int
    letter: str
    name: str
    score: Points
    best: int
    worst: int

    @property
    def band(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}-{self.worst}"


@dataclass(frozen=True, slots=True)
class Duel:
    """Two sides that do the same job, the one ahead first. On `margin` see its shown score less the other's.

    `low` to `high` holds the margin in nine of ten cases; `by_evidence` and `by_weights` are half-widths of its two
    parts. `left_out` are components hardly known on either side, whose `left_out_points` of the margin do not count
    for `probability`. `held_back` is a side of which too little is known for a clear outcome, which there would be.
    """

    ahead: str
    behind: str
    outcome: Decided
    margin: Points
    low: Points
    high: Points
    by_evidence: Points
    by_weights: Points
    probability: float
    left_out: tuple[str, ...]
    left_out_points: Points
    held_back: str | None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """The same evidence under the weights of one use. `leader` is a letter, None where it is too close to call.

    `weights` are percent in the order of the components; `margin` and `probability` are those of the first side on the
    second under these weights. `text` says it in words.
    """

    key: str
    label: str
    meaning: str
    weights: tuple[int, ...]
    outcome: Decided
    leader: str | None
    margin: Points
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class Stability:
    """In how many of the weightings around the published ones the first side stays ahead, ties counting half."""

    letter: str
    name: str
    percent: int
    weightings: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The smallest change of one weight at which the first side is level with another; beyond it that one leads."""

    key: str
    label: str
    letter: str
    name: str
    weight_percent: float
    level_percent: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `winner` is a letter, only where the outcome is clear or leans.

    `margin` is the first standing's lead on the second. `duels` has every pair of rated sides, those of the first
    standing first. `standings` lists the rated sides by score. `profiles`, `stability` and `turn` are about weights;
    `turn_text` says it when no weight turns it round as well. All of these are empty across kinds and across jobs.
    `not_kept` is the outcome of a past day whose rows are gone.
    """

    outcome: Outcome
    headline: str
    winner: str | None
    margin: Points | None
    reasons: tuple[Reason, ...]
    caveats: tuple[Reason, ...]
    standings: tuple[Standing, ...]
    duels: tuple[Duel, ...] = ()
    profiles: tuple[ProfileRow, ...] = ()
    stability: Stability | None = None
    turn: Turn | None = None
    turn_text: str = ""


@dataclass(frozen=True, slots=True)
class WeightField:
    """One slider. `asked` is 0 to 100 as the reader set it; `percent` is its share of all, `published` the method's."""

    key: str
    label: str
    asked: int
    percent: int
    published: int


@dataclass(frozen=True, slots=True)
class OwnWeights:
    """A form that asks `url` for the reader's own weights; `answer` is None until some are asked for."""

    url: str
    fields: tuple[WeightField, ...]
    answer: ProfileRow | None
