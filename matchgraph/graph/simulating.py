"""Simulated searchers for development: they ask the judged questions, look from the top down, choose by the catalog.

Every page that they see carries a flag, every count and run that comes of it too, and pages say so wherever they show
it. Their taste is made up: what answers the question by its facts serves well, anything else badly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from catalog.models import Artifact
from matchgraph.graph.masking import normalized
from matchgraph.graph.traffic import Page, Reacted, Reaction, Surface, events_write
from matchgraph.graph.visitors import KEY_BYTES
from matchgraph.judged import facts_read, judged_read
from matchgraph.learning.clicks import THETA, bucket_of
from matchgraph.retrieval import Question, candidates_find

SHOWN = 20
SERVES, FAILS = 0.52, 0.12
# So many searches a network block makes on average.
PER_BLOCK = 8
BATCH = 500
DWELLS, COMPARES, SAYS = 0.7, 0.2, 0.05


@dataclass(frozen=True)
class Wanted:
    """An intent with what retrieval finds for it, and which of that answers it."""

    words: str
    artifact_ids: Sequence[int]
    serves: Sequence[bool]


class NothingToAskError(Exception):
    """Search finds nothing for any of the questions."""


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
    slugs = dict(Artifact.objects.listed().values_list("pk", "slug"))
    for one in judged_read(facts_read()):
        found = [row.artifact_id for row in candidates_find(Question(one.text)) if row.artifact_id in slugs][:SHOWN]
        if found and one.relevant and (words := normalized(one.text)):
            yield Wanted(words, found, [slugs[pk] in one.relevant for pk in found])


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
        kind_ids=[0] * len(order),
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
