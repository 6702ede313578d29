"""Raw events by day: result pages that were shown, and how people reacted. Written in bulk, dropped within days.

Two tables with a partition a day, which no model stands for: a day goes by dropping its partition. Nothing in them says
who somebody is; the keys of visitors and networks lose their meaning with their salts (`matchgraph.graph_models`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db import connection, transaction

# Raw rows live so long; what is learned from them stays.
RAW_DAYS = 7
TABLES = ("matchgraph_page", "matchgraph_reaction")


class Surface(IntEnum):
    """Where results were shown."""

    SEARCH = 1
    API = 2


class Reaction(IntEnum):
    """What somebody did with a result."""

    CLICK = 1
    DWELL = 2
    OUTBOUND = 3
    COMPARE = 4
    HELPED = 5
    FAILED = 6


# How much of a success each is: a page that is left at once may have been the wrong one.
WEIGHTS = {
    Reaction.CLICK: 0.5,
    Reaction.DWELL: 1.0,
    Reaction.OUTBOUND: 0.5,
    Reaction.COMPARE: 1.0,
    Reaction.HELPED: 1.0,
    Reaction.FAILED: 0.0,
}


@dataclass(frozen=True, slots=True)
class Page:
    """One result page. Lists are in the order shown; `kind_ids` are 0 where no capability served.

    `promises` are thousandths of the chance that the words alone gave; `swapped` are two places, from 1, that changed
    places at random, or none.
    """

    at: datetime
    nonce: bytes
    words: str
    surface: Surface
    artifact_ids: Sequence[int]
    kind_ids: Sequence[int]
    promises: Sequence[int]
    swapped: Sequence[int]
    block: bytes
    visitor: bytes
    person: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """`day` and `nonce` are those of the page, `position` counts from 1."""

    at: datetime
    day: date
    nonce: bytes
    position: int
    reaction: Reaction


def partition(table: str, day: date) -> str:
    return f"{table}_{day:%Y%m%d}"


def partitions_make(days: Iterable[date]) -> None:
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            for table in TABLES:
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {partition(table, day)} PARTITION OF {table} "
                    f"FOR VALUES FROM ('{day}') TO ('{day + timedelta(days=1)}')"
                )


def partitions_drop(*, before: date) -> list[str]:
    """Drop the raw events of all days before one; the names of the tables that went."""
    gone = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                " WHERE i.inhparent = %s::regclass AND c.relname < %s ORDER BY 1",
                [table, partition(table, before)],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TABLE "{name}"')
                gone.append(name)
    return gone


def events_write(pages: Sequence[Page], reactions: Sequence[Reacted]) -> None:
    """Write events in one transaction; those that stand there already are passed over."""
    if not pages and not reactions:
        return
    with transaction.atomic():
        partitions_make([page.at.date() for page in pages] + [one.day for one in reactions])
        intents = _intents(sorted({page.words for page in pages}))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO matchgraph_page VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [_row(page, intents[page.words]) for page in pages],
            )
            cursor.executemany(
                "INSERT INTO matchgraph_reaction VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [(one.day, one.nonce, one.position, int(one.reaction), one.at) for one in reactions],
            )


def _row(page: Page, intent_id: int) -> tuple[Any, ...]:
    return (
        page.at.date(),
        page.nonce,
        page.at,
        intent_id,
        int(page.surface),
        list(page.artifact_ids),
        list(page.kind_ids),
        list(page.promises),
        list(page.swapped),
        page.block,
        page.visitor,
        page.person,
        page.simulated,
    )


def _intents(words: Sequence[str]) -> dict[str, int]:
    """Ids of intents by their words; those that are new are added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matchgraph_intent (words) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [list(words)]
        )
        cursor.execute("SELECT words, id FROM matchgraph_intent WHERE words = ANY(%s)", [list(words)])
        return dict(cursor.fetchall())
