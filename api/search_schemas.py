"""The published shape of search, names and case kept; what is ours beside it is in snake_case."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel


class Published(Schema):
    """Written in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Intent(Published):
    """`type` is `known_item`, `capability`, `browse` or null; `category` is the path of a capability kind or null."""

    type: str | None
    category: str | None
    refined: str


class Pricing(Published):
    """`model` is `open weights`, `open data`, `paid`, `free tier` or null: not stated. So is `free`."""

    model: str | None
    free: bool | None


class MatchedArtifact(Published):
    """`verified` says that a person has reviewed the entry. `unfragileRank` is null for what is Unrated."""

    id: str
    name: str
    type: str
    url: str | None
    slug: str
    description: str
    categories: list[str]
    pricing: Pricing
    verified: bool
    unfragile_rank: float | None
    page_url: str


class MatchedCapability(Published):
    """`matchScore`, 0 to 1: how much of the question, each word weighted by its rarity, the entry's words hold.

    With `by` `meaning` it is how near the question lies to the nearest phrase that leads to the entry's kind.
    """

    name: str
    description: str
    match_score: float
    best_for: list[str]
    id: str
    kind: str | None
    by: Literal["words", "meaning"]


class MatchWhy(Schema):
    """Words of the question and where they stand."""

    where: str
    text: str
    words: list[str]


class MatchFamily(Schema):
    slug: str
    name: str


class Match(Published):
    """`matchRecordId` names the match in feedback (`POST /api/feedback`) for two hours; null where nothing is noted.

    From `why` on the fields are ours: `relevance` is that of the best match as 1, `exact` says that the artifact goes
    by exactly the name asked for, `family` is what it is a variant of.
    """

    artifact: MatchedArtifact
    capabilities: list[MatchedCapability]
    evidence: str
    match_record_id: str | None
    why: list[MatchWhy]
    relevance: float
    exact: bool
    family: MatchFamily | None
    organization: str | None
    licence: str | None


class ReadFilter(Schema):
    """A filter that was read out of the question, and the words it came from."""

    name: str
    value: str | float | bool
    words: str


class SearchAnswer(Published):
    """`as_of` is the day of the scoring run whose scores are shown; null before the first run.

    `read` are filters that were read out of the question; `leans` is the kind that stands first where it only
    tells of one.
    """

    query: str
    intent: Intent
    matches: list[Match]
    as_of: str | None = Field(alias="as_of")
    read: list[ReadFilter]
    leans: Literal["model", "dataset"] | None
