"""A finished search page with the tokens by which its results are told apart, noted for the match graph.

One page in ten has two of its first ten rows changed over, at random and noted as such: without that nobody could tell
what people click because it is good from what they click because it stands first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

from compare.parts.search import HitGroup, SearchHit, SearchPage
from matchgraph.graph.recording import Results, Visitor, recorder
from matchgraph.graph.tokens import Shown, token_make
from matchgraph.graph.traffic import Surface
from matchgraph.graph.visitors import is_program
from matchgraph.learning.clicks import promise_at

SWAPPED_ONE_IN = 10
SWAP_AMONG = 10
# A page says where each of its results stands in one byte.
RESULTS_MOST = 255


def recorded(page: SearchPage, visitor: Visitor) -> SearchPage:
    """The page as it is shown to somebody whose searches are noted; as it is for all others."""
    if not visitor.recorded or not page.groups:
        return page
    groups, swapped = _swapped(page.groups) if page.page == 1 and not is_program(visitor.agent) else (page.groups, ())
    hits = list(_hits(groups))[:RESULTS_MOST]
    results = Results(
        artifact_ids=tuple(hit.artifact_id for hit in hits),
        kind_ids=tuple(hit.serving[0].kind_id if hit.serving else 0 for hit in hits),
        promises=tuple(round(1000 * promise_at(place)) for place in range(1, len(hits) + 1)),
        swapped=swapped,
    )
    shown = recorder.page(visitor, page.query, results, surface=Surface.SEARCH)
    if shown is None:
        return page
    tokens = {
        hit.artifact_id: token_make(Shown(shown.day, shown.nonce, place)) for place, hit in enumerate(hits, start=1)
    }
    return replace(page, groups=tuple(_marked(group, tokens) for group in groups))


def _swapped(groups: tuple[HitGroup, ...]) -> tuple[tuple[HitGroup, ...], tuple[int, ...]]:
    """Two rows changed over, and which, from 1; mostly none. What goes by exactly the name asked for stays first."""
    exact = sum(any(hit.exact for hit in _hits((group,))) for group in groups[:SWAP_AMONG])
    among = min(len(groups), SWAP_AMONG) - exact
    if among < 2 or secrets.randbelow(SWAPPED_ONE_IN):
        return groups, ()
    one = secrets.randbelow(among)
    other = exact + (one + 1 + secrets.randbelow(among - 1)) % among
    one += exact
    rows = list(groups)
    rows[one], rows[other] = rows[other], rows[one]
    return tuple(rows), tuple(sorted((one + 1, other + 1)))


def _hits(groups: tuple[HitGroup, ...]) -> Iterator[SearchHit]:
    """What is seen without unfolding anything, from the top down."""
    for group in groups:
        if group.family:
            yield group.family
        yield from group.hits


def _marked(group: HitGroup, tokens: dict[int, str]) -> HitGroup:
    def marked(hit: SearchHit) -> SearchHit:
        return replace(hit, token=tokens.get(hit.artifact_id, ""))

    return replace(
        group, family=marked(group.family) if group.family else None, hits=tuple(marked(hit) for hit in group.hits)
    )
