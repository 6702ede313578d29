"""The shape of a capability kind's line, and the identity that its path gives it."""

from __future__ import annotations

import uuid
from typing import Annotated, NotRequired

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from catalog.facts import STRICT
from catalog.models.capability import PATH
from catalog.records import NAMESPACE, Labels, Row

# Rules are named by the path of their kind and a word before it, in a column of 64.
PATH_LENGTH = 58


class KindLine(TypedDict):
    """A concept that capability entries share; its path says where in the tree it stands."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    path: Annotated[str, Field(pattern=PATH, max_length=PATH_LENGTH)]
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    definition: Annotated[str, Field(min_length=1, max_length=1000)]
    synonyms: NotRequired[Labels]
    intents: NotRequired[Labels]


KINDS = TypeAdapter(list[KindLine])


def kind_row(number: int, line: KindLine) -> Row:
    """The staged form of a capability kind's line, in the order of `catalog.staging.KIND_COLUMNS`."""
    path = line["path"]
    parent = path.rpartition(".")[0]
    return (
        number,
        kind_uid(path),
        path,
        kind_uid(parent) if parent else None,
        parent,
        line["name"],
        line["definition"],
        line.get("synonyms", []),
        line.get("intents", []),
    )


def kind_uid(path: str) -> uuid.UUID:
    """The identity of a capability kind: it keeps it when a curator gives it another path."""
    return uuid.uuid5(NAMESPACE, f"capability-kind:{path}")
