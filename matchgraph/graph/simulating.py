"""Simulated searchers for development: they ask for capability kinds, look from the top down, choose by the catalog.

Every page that they see carries a flag, every count and run that comes of it too, and pages say so wherever they show
it. Their taste is made up: an artifact with the capability serves well, one without serves badly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from catalog.models import CapabilityEntry, CapabilityKind
from matchgraph.graph.traffic import Page, Reacted, Reaction, Surface, events_write
from matchgraph.graph.visitors import KEY_BYTES
from matchgraph.learning.clicks import THETA, bucket_of
from matchgraph.retrieval import Question, candidates_find

INTENTS = 60
SHOWN = 20
SERVES, FAILS = 0.52, 0.12
# So many searches a network block makes on average.
PER_BLOCK = 8
BATCH = 500
DWELLS, COMPARES, SAYS = 0.7, 0.2, 0.05


@dataclass(frozen=True)
class Wanted:
    """An intent with what retrieval finds for it, and which of that has the capability."""

    words: str
    kind_id: int
    artifact_ids: Sequence[int]
    serves: Sequence[bool]


class NothingToAskError(Exception):
    """The catalog has no capability kind that search finds anything for."""


def simulate(
    *, days: int, sessions: int, seed: int, until: date, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write the pages and reactions of so many sessions over the days before `until`; how many pages that were.

    Raises `NothingToAskError`.
    """
    wanted = list(_wanted())
    if not wanted:
        raise NothingToAskError("search finds nothing: import a catalog and run `manage.py search index` first")
    chance = np.random.default_rng(seed)
    written = 0
    for back in range(days, 0, -1):
        day = until - timedelta(days=back)
        share = sessions * (days - back + 1) // days - sessions * (days - back) // days
        for start in range(0, share, BATCH):
            made = [_session(wanted, day, chance) for _ in range(min(BATCH, share - start))]
            events_write([page for page, _ in made], [one for _, reactions in made for one in reactions])
            written += len(made)
            if progress:
                progress(written, sessions)
    return written


def _wanted() -> Iterator[Wanted]:
    kinds = CapabilityKind.objects.filter(entries__status="published").distinct().order_by("path")
    for kind in kinds[: 4 * INTENTS : 4]:
        found = [one.artifact_id for one in candidates_find(Question(kind.name, depth=SHOWN))][:SHOWN]
        if not found:
            continue
        holders = CapabilityEntry.objects.filter(kind=kind, status="published", artifact_id__in=found)
        having = set(holders.values_list("artifact_id", flat=True))
        yield Wanted(kind.name.lower(), kind.pk, found, [pk in having for pk in found])


def _session(wanted: Sequence[Wanted], day: date, chance: np.random.Generator) -> tuple[Page, list[Reacted]]:
    popular = 1 / np.arange(1, len(wanted) + 1)
    asked = wanted[int(chance.choice(len(wanted), p=popular / popular.sum()))]
    order = np.arange(len(asked.artifact_ids))
    swapped: tuple[int, ...] = ()
    if len(order) > 1 and chance.random() < 0.1:
        one, other = sorted(chance.choice(min(len(order), 10), size=2, replace=False).tolist())
        order[[one, other]] = order[[other, one]]
        swapped = (one + 1, other + 1)
    nonce = chance.bytes(12)
    at = datetime.combine(day, time(), UTC) + timedelta(seconds=int(chance.integers(0, 80_000)))
    block = int(chance.integers(0, 50_000 // PER_BLOCK))
    page = Page(
        at=at,
        nonce=nonce,
        words=asked.words,
        surface=Surface.SEARCH,
        artifact_ids=[asked.artifact_ids[place] for place in order.tolist()],
        kind_ids=[asked.kind_id] * len(order),
        promises=[250] * len(order),
        swapped=swapped,
        block=block.to_bytes(KEY_BYTES, "big"),
        visitor=chance.bytes(KEY_BYTES),
        person=True,
        simulated=True,
    )
    reactions = []
    for position, place in enumerate(order.tolist(), start=1):
        taste = SERVES if asked.serves[place] else FAILS
        if chance.random() < THETA[bucket_of(position)] * taste:
            reactions += _reactions(page, position, asked.serves[place], chance)
    return page, reactions


def _reactions(page: Page, position: int, serves: bool, chance: np.random.Generator) -> list[Reacted]:
    kinds = [Reaction.CLICK]
    if chance.random() < (DWELLS if serves else 1 - DWELLS):
        kinds.append(Reaction.DWELL)
    if serves and chance.random() < COMPARES:
        kinds.append(Reaction.COMPARE)
    if chance.random() < SAYS:
        kinds.append(Reaction.HELPED if serves else Reaction.FAILED)
    return [Reacted(page.at, page.at.date(), page.nonce, position, kind) for kind in kinds]
