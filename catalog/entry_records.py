"""The shape of entry documents: what a curator states of one artifact, with the sources that it rests on."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal, NotRequired

import orjson
from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from catalog.facts import STRICT
from catalog.models.capability import PATH
from catalog.records import Address, Day, Figure, Label, Name, PartialDate, Row, Slug, SourceKey

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Sentence = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
Sentences = Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=50)]
Words = Annotated[list[Label], Field(max_length=50)]
Numbers = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=50)]
Position = Annotated[int, Field(ge=0, le=10_000)]
Short = Annotated[str, Field(max_length=120)]
Licence = Annotated[str, Field(min_length=1, max_length=120)]


class SourceName(TypedDict):
    """A collection that has been imported; without a version, its newest one here."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    id: SourceKey
    version: NotRequired[Annotated[str, Field(max_length=200)]]


class EntryFields(TypedDict, total=False):
    """Columns of the artifact that the document sets; imports leave them alone from then on."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    name: Name
    summary: Annotated[str, Field(min_length=1, max_length=500)]
    homepage: Address
    repository: Address
    paper: Annotated[str, Field(min_length=1, max_length=500)]
    licence: Licence
    licence_code: Licence
    licence_data: Licence
    released: PartialDate
    tasks: Words
    languages: Words


class CitationLine(TypedDict):
    """A numbered source: opened on a day (`retrieved_on`), or named by the one that was (`cited_by`)."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    number: Annotated[int, Field(ge=1)]
    url: Address
    title: Annotated[str, Field(min_length=1, max_length=300)]
    publisher: NotRequired[Annotated[str, Field(max_length=160)]]
    published: NotRequired[PartialDate]
    retrieved_on: NotRequired[Day]
    cited_by: NotRequired[Annotated[str, Field(min_length=1, max_length=300)]]


class CapabilityLine(TypedDict):
    """One thing that the artifact can do."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    id: Key
    position: Position
    name: Annotated[str, Field(min_length=1, max_length=160)]
    kind: NotRequired[Annotated[str, Field(pattern=PATH, max_length=160)]]
    description: Sentence
    unique: Sentence
    vs_alternatives: Sentence
    best_for: Words
    limitations: Sentences
    requires: Words
    input_types: Words
    output_types: Words
    intents_served: Words
    status: Literal["draft", "in_review", "published", "disputed", "retired"]
    provenance: Literal["verified", "source_backed", "vendor_claimed", "unsourced"]
    reviewed_on: NotRequired[Day]
    citations: Numbers


class ClaimLine(TypedDict):
    """One statement. Where sources disagree, its status is `disputed` and it cites both sides."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    id: Key
    subject: Annotated[str, Field(min_length=1, max_length=120)]
    statement: Sentence
    value: NotRequired[Figure | str | bool]
    unit: NotRequired[Annotated[str, Field(max_length=40)]]
    status: Literal["draft", "proposed", "published", "disputed", "retired"]
    reviewed_on: NotRequired[Day]
    citations: Numbers


class ReleaseLine(TypedDict):
    """A version in the lineage."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    version: Annotated[str, Field(min_length=1, max_length=120)]
    position: Position
    released: NotRequired[PartialDate]
    sizes: NotRequired[Words]
    context: NotRequired[Short]
    licence: NotRequired[Annotated[str, Field(max_length=200)]]
    notes: NotRequired[Sentence]
    citations: Numbers


class BenchmarkLine(TypedDict):
    """A test that results of this or of later documents name."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=120)]
    task_family: NotRequired[Annotated[str, Field(max_length=40)]]
    metric: NotRequired[Annotated[str, Field(max_length=60)]]
    unit: NotRequired[Annotated[str, Field(max_length=40)]]
    higher_is_better: NotRequired[bool]
    chance_level: NotRequired[Figure]
    maximum: NotRequired[Figure]
    url: NotRequired[Address]


class ResultLine(TypedDict):
    """A figure of the artifact, or of another one (`artifact`) that the same table sets beside it."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    artifact: NotRequired[Slug]
    benchmark: Key
    variant: NotRequired[Short]
    setting: NotRequired[Short]
    value: Figure
    reported_by: Literal["self", "independent", "competitor"]
    reported: NotRequired[PartialDate]
    source: NotRequired[SourceName]
    citations: NotRequired[Numbers]


class RelationLine(TypedDict):
    """How the artifact (or `subject`) stands to another; `object_name` in the source's words."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    subject: NotRequired[Slug]
    type: Literal["trained_on", "evaluated_on", "derived_from", "successor_of", "uses_encoder", "part_of"]
    object: NotRequired[Slug]
    object_name: Name
    citations: Numbers


class EntrySignalLine(TypedDict):
    """One dated figure of the artifact, as in a file of signals."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    component: Literal["adoption", "quality", "ecosystem"]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    value: Figure
    unit: Annotated[str, Field(max_length=40)]
    observed_at: PartialDate
    source: SourceName


class EntryLine(TypedDict):
    """The whole curated entry of one artifact."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    entry_of: Slug
    fields: NotRequired[EntryFields]
    facts: NotRequired[dict[str, Any]]
    citations: Annotated[list[CitationLine], Field(min_length=1, max_length=500)]
    capabilities: NotRequired[Annotated[list[CapabilityLine], Field(max_length=200)]]
    claims: NotRequired[Annotated[list[ClaimLine], Field(max_length=500)]]
    releases: NotRequired[Annotated[list[ReleaseLine], Field(max_length=500)]]
    benchmarks: NotRequired[Annotated[list[BenchmarkLine], Field(max_length=500)]]
    results: NotRequired[Annotated[list[ResultLine], Field(max_length=2000)]]
    relations: NotRequired[Annotated[list[RelationLine], Field(max_length=2000)]]
    signals: NotRequired[Annotated[list[EntrySignalLine], Field(max_length=2000)]]


ENTRIES = TypeAdapter(list[EntryLine])


def entry_row(number: int, line: EntryLine) -> Row:
    """The staged form of an entry document, in the order of `catalog.staging.ENTRY_COLUMNS`."""
    return (number, digest_of(line), line["entry_of"], line)


def digest_of(value: Any) -> str:
    """Equal for equal contents, whatever the order of keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
