"""Shapes of the pages that hold many artifacts or none: home, leaderboard, methodology, errors. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass

from compare.parts.basics import Choice, Empty, Link, Meta
from compare.parts.history import Past
from compare.parts.points import Between, Points
from compare.parts.search import FilterChip, FilterField


@dataclass(frozen=True, slots=True)
class PickField:
    """One text field of the form that picks two. `name` is a or b; `value` is what was typed, kept as it was.

    When it was not recognized, `message` says so and `choices` are near matches, each a link that keeps the rest.
    """

    name: str
    label: str
    value: str
    message: str
    choices: tuple[Choice, ...]

    @property
    def described_by(self) -> str:
        """Id of the element that says what is wrong; empty where nothing is."""
        return f"pick-{self.name}-message" if self.message else ""


@dataclass(frozen=True, slots=True)
class Column:
    """One component as a column of a list."""

    key: str
    label: str
    weight_percent: int


@dataclass(frozen=True, slots=True)
class ListCell:
    """One component's points in a list; a bar's segment runs from `offset` to `offset` + `points` on 0-100."""

    key: str
    label: str
    points: Points
    offset: Points


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a leaderboard. Unrated: `position`, `band`, `score` and `interval` are None.

    `band` are the places that it may hold, by the evidence of all in the list.
    `members` counts those of a family, 0 for any other artifact; `family` leads to the one it is a member of.
    """

    position: int | None
    slug: str
    name: str
    organization: str | None
    url: str
    score: Points | None
    cells: tuple[ListCell, ...]
    coverage_percent: int
    members: int = 0
    family: Link | None = None
    interval: Between | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class LeaderboardTeaser:
    """The top of one kind's list."""

    kind: str
    label: str
    url: str
    listed: int
    rated: int
    rows: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """`/`: pick two (a GET form to `/` with the fields a and b), examples, the tops of the lists.

    `rivals` are pairs of high standing that people may ask for, `recent` those that were found or changed last.
    """

    meta: Meta
    heading: str
    intro: str
    fields: tuple[PickField, PickField]
    message: str
    models: int
    datasets: int
    examples: tuple[Link, ...]
    rivals: tuple[Link, ...]
    recent: tuple[Link, ...]
    leaderboards: tuple[LeaderboardTeaser, ...]
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """`/rank/<kind>/?members=1&licence=open&page=n`. `previous_url` and `next_url` are empty at the ends.

    `counted` says what positions count, `toggle` leads to the list with the members of families or back; None where
    the kind has no family. `filters` are the facets with the number of artifacts that each value leaves, `chips` drop
    one that is set, and `relaxed` say what dropping it finds where all of them together find nothing. `listed` and
    `rated` count what the filters leave. `past` is set on a list of a past day, which has no filters.
    """

    meta: Meta
    heading: str
    past: Past | None
    intro: str
    kind: str
    members: bool
    filters: tuple[FilterField, ...]
    chips: tuple[FilterChip, ...]
    relaxed: tuple[FilterChip, ...]
    columns: tuple[Column, ...]
    rows: tuple[ListRow, ...]
    listed: int
    rated: int
    counted: str
    toggle: Link | None
    page: int
    pages: int
    previous_url: str
    next_url: str
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class KnotRow:
    """A raw figure and where it lands on 0-100."""

    raw: str
    value: str


@dataclass(frozen=True, slots=True)
class SignalSpec:
    """One signal of one kind: weight inside its component, scale and trust, with the reason.

    `prior` stands in where it is unknown, moved in steps of `spread`, both 0-100; empty under the first formula.
    """

    key: str
    label: str
    unit: str
    weight_percent: str
    trust: str
    lifetime: str
    metrics: tuple[str, ...]
    counted_here: bool
    knots: tuple[KnotRow, ...]
    reason: str
    prior: str = ""
    spread: str = ""


@dataclass(frozen=True, slots=True)
class ComponentSpec:
    """One component of one kind. `prior` is 0-100; `kappa` says how fast what is known replaces it."""

    key: str
    label: str
    anchor: str
    weight_percent: int
    prior: str
    kappa: str
    meaning: str
    reason: str
    signals: tuple[SignalSpec, ...]


@dataclass(frozen=True, slots=True)
class KindSpec:
    kind: str
    label: str
    anchor: str
    components: tuple[ComponentSpec, ...]


@dataclass(frozen=True, slots=True)
class BoardSpec:
    metric: str
    label: str
    group: str
    unit: str
    direction: str
    artifacts: int
    knots: tuple[KnotRow, ...]


@dataclass(frozen=True, slots=True)
class RollUpSpec:
    """What a family's row of one signal is read from, and why."""

    label: str
    read_from: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeSpec:
    version: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Mover:
    """An artifact that a methodology moved, and the rows that moved it, largest first."""

    name: str
    url: str
    before: Points
    after: Points
    reasons: str


@dataclass(frozen=True, slots=True)
class ImpactSpec:
    """What a methodology changed for one kind when it was published, against the one before it.

    `agreement` is Kendall's tau of both orders; `shifts` are quantiles of the change in points, 5, 25, 50, 75, 95 %.
    """

    label: str
    former: str
    rated_before: int
    rated_after: int
    agreement: str
    top: str
    shift: str
    shifts: tuple[str, ...]
    moved: int
    movers: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class MethodologyPage:
    """`/methodology/` and `/methodology/<version>/`: the document in words and tables.

    `formula` is one line of algebra each. `notice` is empty on the version in force; `versions` are the others.
    `impact` is empty where the version was never published after another one.
    """

    meta: Meta
    heading: str
    version: str
    sha256: str
    summary: str
    rated_from_percent: int
    formula: tuple[str, ...]
    kinds: tuple[KindSpec, ...]
    rollups: tuple[RollUpSpec, ...]
    boards: tuple[BoardSpec, ...]
    known_weaknesses: tuple[str, ...]
    changelog: tuple[ChangeSpec, ...]
    notice: str = ""
    versions: tuple[Link, ...] = ()
    impact: tuple[ImpactSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class NearGroup:
    """What was asked for and is not here, with what looks like it."""

    asked: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    """404. `links` are ways on (last page of a list, home)."""

    meta: Meta
    heading: str
    message: str
    groups: tuple[NearGroup, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """400 and 500: no query was needed to make it."""

    meta: Meta
    status: int
    heading: str
    message: str
