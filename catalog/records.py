"""The shapes of import lines, checked at the border, and what becomes of them before they are staged."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, NotRequired

import orjson
from pydantic import AfterValidator, Field, TypeAdapter
from typing_extensions import TypedDict

from catalog.facts import STRICT, Amount, Count, DatasetFacts, ModelFacts
from catalog.models.artifact import SLUG, Artifact
from common.models import PARTIAL_DATE

# Names rows of imported things: two instances that import the same file give them the same ids.
NAMESPACE = uuid.UUID("6f0d6a2e-53c1-5b0c-9a43-2c1f9e0f7d11")


def _is_slug(value: str) -> str:
    if len(slug_without_vs(value)) > SLUG_LENGTH:
        raise ValueError(f"is longer than {SLUG_LENGTH} characters once -vs- is written -versus-")
    return value


def _is_day(value: str) -> str:
    """The pattern lets 31 February pass and digits of every script; what is no day would stop whoever counts ages."""
    year, month, day = ([int(part) for part in value.split("-")] + [1, 1])[:3]
    if not value.isascii():
        raise ValueError("is not written in the digits 0-9")
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError("is no day of the calendar") from error
    return value


def _is_address(value: str) -> str:
    if not re.match(r"https?://[^\s/]", value):
        raise ValueError("is not an http(s) address")
    return value


SLUG_LENGTH = 160
Slug = Annotated[str, Field(pattern=SLUG, max_length=150), AfterValidator(_is_slug)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Label = Annotated[str, Field(min_length=1, max_length=200)]
Labels = Annotated[list[Label], Field(max_length=2000)]
PartialDate = Annotated[str, Field(pattern=PARTIAL_DATE), AfterValidator(_is_day)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_is_day)]
Figure = Annotated[float, Field(allow_inf_nan=False)]
# As long as the columns that they go into.
Licence = Annotated[str, Field(max_length=120)]
Version = Annotated[str, Field(max_length=200)]
Price = Annotated[float, Field(ge=0, lt=100_000_000, allow_inf_nan=False)]

Address = Annotated[str, Field(max_length=500), AfterValidator(_is_address)]
SourceKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class SourceLine(TypedDict):
    """A collection that facts and figures were taken from."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    id: SourceKey
    name: Name
    url: NotRequired[Annotated[str, Field(max_length=500)]]
    licence: NotRequired[Licence]
    version: NotRequired[Version]
    retrieved: NotRequired[Day]


class SignalSource(TypedDict):
    """Where a figure comes from; its name and address stand with the source itself."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    id: SourceKey
    licence: NotRequired[Licence]
    version: NotRequired[Version]


class Offer(TypedDict):
    """One provider's price, in the pricing's currency and unit."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    provider: Annotated[str, Field(min_length=1, max_length=120)]
    input: NotRequired[Price]
    output: NotRequired[Price]
    cache_read: NotRequired[Price]
    observed_at: NotRequired[PartialDate]


class Pricing(TypedDict):
    """A summary of all offers, and up to a dozen of them."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    offer_count: Count
    free_offer_count: NotRequired[Count]
    min_input: NotRequired[Amount]
    median_input: NotRequired[Amount]
    min_output: NotRequired[Amount]
    median_output: NotRequired[Amount]
    offers: Annotated[list[Offer], Field(max_length=200)]


class _ArtifactLine(TypedDict):
    slug: Slug
    name: Name
    organization: NotRequired[Annotated[str, Field(min_length=1, max_length=120)]]
    hf_id: NotRequired[Label]
    homepage: NotRequired[Address]
    repo: NotRequired[Address]
    paper: NotRequired[Annotated[str, Field(min_length=1, max_length=500)]]
    licence: NotRequired[Annotated[str, Field(min_length=1, max_length=120)]]
    released: NotRequired[PartialDate]
    modalities: NotRequired[Labels]
    tasks: NotRequired[Labels]
    domains: NotRequired[Labels]
    languages: NotRequired[Labels]
    aliases: NotRequired[Labels]
    pricing: NotRequired[Pricing]
    source: SourceLine
    also_in: NotRequired[Labels]


class ModelLine(_ArtifactLine):
    __pydantic_config__ = STRICT  # type: ignore[misc]

    type: Literal["model"]
    facts: NotRequired[ModelFacts]


class DatasetLine(_ArtifactLine):
    __pydantic_config__ = STRICT  # type: ignore[misc]

    type: Literal["dataset"]
    facts: NotRequired[DatasetFacts]


class SignalLine(TypedDict):
    """One dated figure about one artifact."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    artifact_slug: Slug
    component: Literal["adoption", "quality", "ecosystem"]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    value: Figure
    unit: Annotated[str, Field(max_length=40)]
    observed_at: PartialDate
    source: SignalSource


ARTIFACTS: TypeAdapter[list[ModelLine | DatasetLine]] = TypeAdapter(
    list[Annotated[ModelLine | DatasetLine, Field(discriminator="type")]]
)
SIGNALS = TypeAdapter(list[SignalLine])
SOURCES = TypeAdapter(list[SourceLine])

Row = tuple[Any, ...]
# Says on the first line of a file that the rest is an export (`catalog.exporting`).
EXPORT = "export"


def record_type_of(value: dict[str, Any]) -> str:
    """Tell records apart by the one key that only they have; '' for none of them."""
    if value.get("record") == EXPORT:
        return EXPORT
    if "entry_of" in value:
        return "entry"
    if "artifact_slug" in value:
        return "signal"
    if "slug" in value:
        return "artifact"
    if "path" in value:
        return "capability_kind"
    return "source" if "id" in value else ""


def slug_without_vs(slug: str) -> str:
    """The address of a comparison is split at `-vs-`, so no slug may hold the word, at its ends neither."""
    return re.sub(r"(?<![^-])vs(?![^-])", "versus", slug)


def slug_of_name(name: str) -> str:
    """A name in the shape of a slug: `owner/Name 2.5` becomes `owner--name-2-5`."""
    lowered = name.strip().lower().replace("/", "--")
    return re.sub(r"[^a-z0-9-]+", "-", lowered).strip("-")[:200]


def organization_key(name: str) -> str:
    """What spellings of one organization share: its letters and digits, in lower case."""
    return "".join(character for character in name.lower() if character.isalnum()) or name.lower()


def artifact_row(number: int, line: ModelLine | DatasetLine) -> Row:
    """The staged form of an artifact line, in the order of `catalog.staging.ARTIFACT_COLUMNS`."""
    slug = slug_without_vs(line["slug"])
    organization = line.get("organization", "").strip().lstrip("~ ")
    facts = line.get("facts", {})
    pricing = line.get("pricing")
    source = line["source"]
    hidden = bool(facts.get("test_fixture"))
    aliases = dict.fromkeys(alias.strip() for alias in line.get("aliases", []) if alias.strip())
    return (
        number,
        hashlib.sha256(orjson.dumps(line, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        uuid.uuid5(NAMESPACE, f"artifact:{line['slug']}"),
        slug,
        line["slug"],
        line["type"],
        line["name"],
        organization_key(organization) if organization else "",
        organization,
        line.get("homepage", ""),
        line.get("repo", ""),
        line.get("paper", ""),
        line.get("hf_id", ""),
        line.get("licence", ""),
        line.get("released", ""),
        line.get("modalities", []),
        line.get("tasks", []),
        line.get("domains", []),
        line.get("languages", []),
        facts,
        _pricing_summary(pricing) if pricing else {},
        Artifact.Status.HIDDEN.value if hidden else Artifact.Status.LISTED.value,
        line.get("also_in", []),
        *_source_columns(source),
        [{"name": name, "slug": slug_of_name(name)} for name in aliases],
        pricing["offers"] if pricing else [],
    )


def _pricing_summary(pricing: Pricing) -> dict[str, Any]:
    """What holds of all offers together, with the last day on which any of them was seen."""
    seen = [offer.get("observed_at", "") for offer in pricing["offers"]]
    return {**{key: value for key, value in pricing.items() if key != "offers"}, "observed": max(seen, default="")}


def signal_row(number: int, line: SignalLine) -> Row:
    """The staged form of a signal line, in the order of `catalog.staging.SIGNAL_COLUMNS`."""
    source = line["source"]
    return (
        number,
        line["artifact_slug"],
        line["component"],
        line["name"],
        float(line["value"]),
        line["unit"],
        line["observed_at"],
        *_source_columns(source),
    )


def source_row(number: int, line: SourceLine) -> Row:
    """The staged form of a source line, in the order of `catalog.staging.SOURCE_COLUMNS`."""
    return (number, *_source_columns(line))


def _source_columns(source: SourceLine | SignalSource) -> Row:
    return (
        source["id"],
        source.get("version", ""),
        str(source.get("name", "")),
        str(source.get("url", "")),
        source.get("licence", ""),
        str(source.get("retrieved", "")),
        uuid.uuid5(NAMESPACE, f"source:{source['id']}:{source.get('version', '')}"),
    )


def organization_uid(key: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"organization:{key}")


def display_spelling(counted: Sequence[tuple[str, int]]) -> str:
    """The spelling to show: capitalised ones before hub handles in lower case, then the most used, then by letter."""
    return min(counted, key=lambda item: (item[0] == item[0].lower(), -item[1], item[0]))[0]
