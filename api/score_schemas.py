"""Scores, their history and receipts as the API answers them; every key is snake_case, unknown is null."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field


class ScoreComponent(Schema):
    """`value` is 0 to 100 by itself, `points` its part of the score; `weight` and `coverage` are shares of 1."""

    value: float
    points: float
    weight: float
    coverage: float


class ScoreRow(Schema):
    """One row of the sum. `value` and `reliability` are what the formula saw, in millionths; baselines have neither."""

    component: str
    key: str
    label: str
    state: str
    raw: float | None
    unit: str
    observed: str
    source_name: str
    source_url: str
    percentile: float | None
    value: int | None
    reliability: int | None
    points: float
    sentence: str


class ReceiptLink(Schema):
    """Where the receipt is, and the sha256 of its bytes, which is its address."""

    sha256: str
    url: str


class Score(Schema):
    """The line of `export_scores`, with the rows and the receipt. `score`, `low` and `high` are null where unrated.

    `rows` is empty and `receipt` null for a past day whose run is not kept whole. `unrated` says why there is no score.
    """

    slug: str
    kind: str
    score: float | None
    low: float | None
    high: float | None
    coverage: float
    run: int
    methodology: str
    components: dict[str, ScoreComponent]
    at: date | None
    as_of: date
    published_at: datetime
    methodology_sha256: str
    unrated: str | None
    position: int | None
    population: int
    rows: list[ScoreRow]
    receipt: ReceiptLink | None


class HistoryChange(Schema):
    """What was shown from this run on. `scored` is false where the run left the artifact out; `components` are points.

    `digest` is `result.digest` of the receipt that the score had in that run.
    """

    run: int
    published_at: datetime
    as_of: date
    methodology: str
    scored: bool
    score: float | None
    low: float | None
    high: float | None
    coverage: float
    components: dict[str, float]
    digest: str


class History(Schema):
    """Changes, newest first. `next` is the address of the older ones, null at the end."""

    slug: str
    changes: list[HistoryChange]
    next: str | None


class LeaderboardRow(Schema):
    """`best` to `worst` are the positions that cannot be told apart from this one."""

    position: int | None
    best: int | None
    worst: int | None
    slug: str
    name: str
    score: float | None
    low: float | None
    high: float | None
    coverage: float
    components: dict[str, float] = Field(description="Points by component")
    url: str


class Leaderboard(Schema):
    """A stretch of the list of one kind. `next` goes on in the same run, null at the end."""

    kind: str
    run: int
    as_of: date
    methodology: str
    total: int
    rated: int
    rows: list[LeaderboardRow]
    next: str | None
