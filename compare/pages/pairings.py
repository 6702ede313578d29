"""Which pairs search engines are offered: a bounded survey of those that people may ask for, by the page's own rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.models import Artifact, Price
from catalog.selectors import artifact_prices, artifacts_by_id
from catalog.selectors_entries import artifact_capabilities
from catalog.selectors_listed import artifacts_cited
from compare.models import Comparison
from compare.pages.alternatives import Gathered, alternatives_gather
from compare.pages.capabilities import capability_blocks
from compare.pages.comparison import noindex_reason
from compare.pages.facts import fact_rows
from compare.pages.subjects import Subject
from compare.services import FoundPair
from scoring.selectors import RunInfo, leaderboard, shown_scores

# So many of each kind's list, families and members alike, have their rivals looked up: each takes about a tenth of a
# second. With their groups this bounds a survey to some 7,000 pairs, and a sitemap to one file.
SURVEYED = 150
CITED = 40
GROUPS = ("rivals", "open", "hosted")
CHUNK = 50
# What one statement may look around: it has its time limit in a job too.
TOGETHER = 10

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Surveyed:
    looked_at: int
    found: tuple[FoundPair, ...]


def pairings_survey(run: RunInfo, *, on_artifact: Callable[[int, int], None] = lambda done, total: None) -> Surveyed:
    """Look at pairs of rivals among the highest of each kind, and at all pairs of artifacts with numbered sources.

    Rivals are those of their alternatives pages. A pair is offered when its page would be.
    """
    wanted = _candidates(run, on_artifact)
    places = {pk: place for place, pk in enumerate(dict.fromkeys(pk for pair in wanted for pk in pair))}
    found = []
    pairs = list(wanted)
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        subjects = _subjects({pk for pair in chunk for pk in pair})
        scores, prices = shown_scores(subjects, run=run), artifact_prices(list(subjects))
        for one, other in chunk:
            if one in subjects and other in subjects and _decides((subjects[one], subjects[other]), prices):
                stamp = _fingerprint([subjects[one].artifact, subjects[other].artifact], scores)
                found.append(FoundPair(one, other, wanted[(one, other)], places[one] + places[other], stamp))
    return Surveyed(len(pairs), tuple(found))


def _candidates(run: RunInfo, on_artifact: Callable[[int, int], None]) -> dict[Pair, Comparison.Reason]:
    """Each pair once, under the first reason that named it."""
    pairs: dict[Pair, Comparison.Reason] = {}
    cited = artifacts_cited(limit=CITED)
    for place, one in enumerate(cited):
        for other in cited[place + 1 :]:
            pairs.setdefault(_pair(one, other), Comparison.Reason.CURATED)
    highest = _highest(run)
    for start in range(0, len(highest), TOGETHER):
        on_artifact(start, len(highest))
        some = highest[start : start + TOGETHER]
        for artifact, gathered in zip(some, alternatives_gather(some, run=run), strict=True):
            for other in _rivals(gathered):
                pairs.setdefault(_pair(artifact.pk, other), Comparison.Reason.RIVALS)
    return pairs


def _highest(run: RunInfo) -> list[Artifact]:
    """Kind beside kind, so that neither has all the low places."""
    boards = [leaderboard(kind=kind, offset=0, limit=SURVEYED, run=run).entries for kind in Artifact.Kind.values]
    ids = [entry.artifact.pk for entries in boards for entry in entries if entry.score_tenths is not None]
    artifacts = artifacts_by_id(ids)
    depth = max((len(entries) for entries in boards), default=0)
    ordered = [entries[place].artifact.pk for place in range(depth) for entries in boards if place < len(entries)]
    return [artifacts[pk] for pk in ordered if pk in artifacts]


def _rivals(gathered: Gathered) -> Iterator[int]:
    for group in gathered.groups:
        if group.key in GROUPS:
            yield from (gathered.neighbours[pick.slug].artifact.pk for pick in group.picks)


def _subjects(ids: Iterable[int]) -> Mapping[int, Subject]:
    """What the rule looks at, in two queries: neither scores nor numbered sources change its answer."""
    artifacts = artifacts_by_id(ids, source=True)
    entries = artifact_capabilities(artifacts)
    return {
        pk: Subject(letter="A", artifact=artifact, run=None, card=None, entries=tuple(entries[pk]), citations=())
        for pk, artifact in artifacts.items()
    }


def _decides(sides: Sequence[Subject], prices: Mapping[int, list[Price]]) -> bool:
    return not noindex_reason(fact_rows(sides, prices), capability_blocks(sides))


def _fingerprint(artifacts: Sequence[Artifact], scores: Mapping[int, int]) -> str:
    parts = sorted((artifact.pk, artifact.generation, scores.get(artifact.pk)) for artifact in artifacts)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
