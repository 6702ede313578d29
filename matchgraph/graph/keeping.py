"""How long anything is kept: salts of keys, raw events, voices of blocks. What is over goes for good."""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from matchgraph.graph.rolling_up import BREADTH_DAYS
from matchgraph.graph.traffic import RAW_DAYS, partitions_drop
from matchgraph.graph.visitors import BLOCK_DAYS, block_period
from matchgraph.graph_models import BlockVoice, KeySalt

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Salts:
    visitor: bytes
    block: bytes


@functools.lru_cache(maxsize=4)
def salts_of(day: date) -> Salts:
    """The salts in force on a day, made when they are first needed; two queries a process and day."""
    return Salts(_salt(KeySalt.Purpose.VISITOR, day), _salt(KeySalt.Purpose.BLOCK, block_period(day)))


def _salt(purpose: KeySalt.Purpose, since: date) -> bytes:
    found, _ = KeySalt.objects.get_or_create(
        purpose=purpose, since=since, defaults={"salt": secrets.token_bytes(SALT_BYTES)}
    )
    return bytes(found.salt)


@dataclass(frozen=True)
class Purged:
    """What went: partitions of raw events, rows of voices, salts."""

    partitions: tuple[str, ...]
    voices: int
    salts: int


def purge(today: date) -> Purged:
    """Drop what is older than its time; safe to call at any time."""
    gone = partitions_drop(before=today - timedelta(days=RAW_DAYS - 1))
    voices, _ = BlockVoice.objects.filter(day__lte=today - timedelta(days=BREADTH_DAYS)).delete()
    visitor = KeySalt.objects.filter(purpose=KeySalt.Purpose.VISITOR, since__lt=today)
    block = KeySalt.objects.filter(
        purpose=KeySalt.Purpose.BLOCK, since__lt=block_period(today) - timedelta(days=BLOCK_DAYS)
    )
    salts = visitor.delete()[0] + block.delete()[0]
    return Purged(tuple(gone), voices, salts)
