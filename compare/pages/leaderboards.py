"""Leaderboards: one kind by score, narrowed by the facets that stand in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings

from catalog.models import Artifact
from catalog.selectors_facets import LABEL_FACETS, RELEASED, Facet, facets_of, list_kin
from compare.pages.frames import meta
from compare.pages.lists import EMPTY, NO_RUN, leaderboard_url, list_columns, list_rows, methodology_of
from compare.pages.past import NOINDEX as PAST_NOINDEX
from compare.pages.past import Moment, past_of
from compare.parts.basics import Empty, Link
from compare.parts.lists import LeaderboardPage
from compare.parts.search import FilterChip, FilterField, FilterOption
from scoring.selectors import LeaderboardEntry, RunInfo, leaderboard, leaderboard_entries, list_counts
from scoring.selectors_history import leaderboard_at
from scoring.selectors_ranked import ranked_sheet
from scoring.sheets import Narrowed

PAGE_ROWS = 50
# Values of a facet that knows no list of its own: the most frequent ones, and the one that is set.
OPTIONS = 30
# Years that have a line of their own; the ones before share one.
YEARS = 4
LONGEST_VALUE = 100
NOINDEX = "A narrowed list is a part of one that search engines are offered whole."


class BadFilterError(ValueError):
    """A filter has a value that it never has; says which ones it has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list. `chosen` are values by the name of their facet, in the order of the facets.

    A list of a past `day` holds members of families and has no facets, which are those of today.
    """

    kind: str
    page: int = 1
    members: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None

    def url(self, *, page: int = 1) -> str:
        return leaderboard_url(self.kind, self.query(page=page))

    def query(self, *, page: int = 1) -> dict[str, object]:
        members = {"members": 1} if self.members else {}
        at = {"at": self.day.isoformat()} if self.day else {}
        return {**members, **self.chosen, **at, **({"page": page} if page > 1 else {})}

    def without(self, name: str) -> Asked:
        return replace(self, page=1, chosen={key: value for key, value in self.chosen.items() if key != name})


@dataclass(frozen=True, slots=True)
class _Board:
    entries: tuple[LeaderboardEntry, ...]
    total: int
    rated: int
    narrowed: Narrowed | None = None


def filters_read(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address. Raises `BadFilterError` where one has a value that no list knows."""
    chosen = {}
    facets = facets_of(kind)
    for name in (*(facet.name for facet in facets), *(label.name for label in LABEL_FACETS)):
        if value := given.get(name, "").replace("\x00", "").strip()[:LONGEST_VALUE]:
            chosen[name] = value
    for facet in facets:
        if facet.name not in chosen:
            continue
        value, known = chosen[facet.name], [key for key, _ in facet.options]
        if facet is RELEASED:
            if value not in ("before", "none") and not (value.isascii() and value.isdigit() and len(value) == 4):
                raise BadFilterError("?released= takes a year, before or none")
        elif value not in known:
            raise BadFilterError(f"?{facet.name}= takes {', '.join(known[:-1])} or {known[-1]}")
    return chosen


def leaderboard_page(asked: Asked, *, run: RunInfo | None) -> LeaderboardPage | None:
    """One page of a list; None beyond its end. Unrated artifacts stand behind the rated ones.

    Without `members` families stand for their members, which are folded away. Positions and bands are those of the
    whole list, whatever it is narrowed by.
    """
    board = _board(asked, run)
    pages = last_page(board.total)
    if asked.page > pages:
        return None
    label = Artifact.Kind(asked.kind).label
    heading = f"{label.capitalize()}s by {settings.RANK_NAME}"
    folds = asked.day is None and _folds(run, asked.kind)
    past = past_of(Moment(run, asked.day), url=leaderboard_url(asked.kind))
    intro = _intro(board, f"{label}s", asked, members=asked.members or not folds) if run else NO_RUN.text
    methodology = methodology_of(run)
    query = leaderboard_url(asked.kind, asked.query(page=asked.page)).partition("?")[2]
    framed = meta(
        title=heading if asked.page == 1 else f"{heading}, page {asked.page}",
        description=intro,
        canonical=leaderboard_url(asked.kind),
        run=run,
        noindex=PAST_NOINDEX if past else NOINDEX if asked.chosen else "",
        twins=True,
        tabled=True,
        query=f"?{query}" if query else "",
    )
    return LeaderboardPage(
        meta=replace(framed, canonical=asked.url(page=asked.page)),
        heading=heading,
        past=past,
        intro=intro,
        kind=asked.kind,
        members=asked.members,
        filters=_fields(asked, board.narrowed, run),
        chips=tuple(
            FilterChip(_said(asked, name, value, run), asked.without(name).url())
            for name, value in asked.chosen.items()
        ),
        relaxed=_relaxed(asked, board),
        columns=list_columns(methodology, asked.kind),
        rows=list_rows(board.entries, methodology, list_kin([entry.artifact.pk for entry in board.entries])),
        listed=board.total,
        rated=board.rated,
        counted=_counted(members=asked.members) if folds else "",
        toggle=_toggle(asked) if folds else None,
        page=asked.page,
        pages=pages,
        previous_url=asked.url(page=asked.page - 1) if asked.page > 1 else "",
        next_url=asked.url(page=asked.page + 1) if asked.page < pages else "",
        empty=_empty(asked, board, run),
    )


def last_page(total: int) -> int:
    """An empty list has one page, which says so."""
    return max(1, -(-total // PAGE_ROWS))


def last_url(asked: Asked, *, run: RunInfo | None) -> tuple[int, str]:
    """Number and address of the last page of a list."""
    if asked.day and run:
        last = last_page(leaderboard_at(kind=asked.kind, offset=0, limit=0, run=run).total)
        return last, asked.url(page=last)
    whole = list_counts(run, kind=asked.kind, members=asked.members)[0] if run else 0
    last = last_page(len(_narrowed(asked, run).ids) if run and asked.chosen else whole)
    return last, asked.url(page=last)


def _board(asked: Asked, run: RunInfo | None) -> _Board:
    if run is None:
        return _Board((), 0, 0)
    first = PAGE_ROWS * (asked.page - 1)
    if asked.day:
        whole = leaderboard_at(kind=asked.kind, offset=first, limit=PAGE_ROWS, run=run)
        return _Board(whole.entries, whole.total, whole.rated)
    narrowed = _narrowed(asked, run)
    if not asked.chosen:
        whole = leaderboard(kind=asked.kind, offset=first, limit=PAGE_ROWS, run=run, members=asked.members)
        return _Board(whole.entries, whole.total, whole.rated, narrowed)
    ids = narrowed.ids[first : first + PAGE_ROWS].tolist()
    entries = leaderboard_entries(ids, run=run, members=asked.members)
    return _Board(entries, len(narrowed.ids), narrowed.rated, narrowed)


def _narrowed(asked: Asked, run: RunInfo) -> Narrowed:
    codes = {
        facet.name: _codes(facet, asked.chosen[facet.name], run)
        for facet in facets_of(asked.kind)
        if facet.name in asked.chosen
    }
    labels = {facet.name: asked.chosen[facet.name] for facet in LABEL_FACETS if facet.name in asked.chosen}
    return ranked_sheet(kind=asked.kind, members=asked.members, run=run).narrowed(codes=codes, labels=labels)


def _codes(facet: Facet, value: str, run: RunInfo) -> Sequence[int]:
    if facet is not RELEASED:
        return [[key for key, _ in facet.options].index(value)]
    if value == "before":
        return range(1, run.as_of.year - YEARS + 1)
    return [0 if value == "none" else int(value)]


def _options_of(facet: Facet, run: RunInfo) -> tuple[tuple[str, str], ...]:
    if facet is not RELEASED:
        return facet.options
    first = run.as_of.year
    years = tuple((str(year), str(year)) for year in range(first, first - YEARS, -1))
    return (*years, ("before", f"before {first - YEARS + 1}"), ("none", "not stated"))


def _fields(asked: Asked, narrowed: Narrowed | None, run: RunInfo | None) -> tuple[FilterField, ...]:
    if narrowed is None or run is None:
        return ()
    fields = []
    for facet in facets_of(asked.kind):
        counts = narrowed.codes[facet.name]
        options = [
            (value, label, sum(counts[code] for code in _codes(facet, value, run)))
            for value, label in _options_of(facet, run)
        ]
        fields.append(_field(facet.name, facet.label, options, asked))
    for words in LABEL_FACETS:
        fields.append(_field(words.name, words.label, _words(narrowed.labels[words.name]), asked))
    return tuple(fields)


def _words(counts: Counter[str]) -> list[tuple[str, str, int]]:
    frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:OPTIONS]
    return [(word, word.replace("-", " "), count) for word, count in sorted(frequent)]


def _field(name: str, label: str, options: Sequence[tuple[str, str, int]], asked: Asked) -> FilterField:
    """Values that would leave nothing are not offered, but for the one that is set."""
    chosen = asked.chosen.get(name, "")
    offered = [option for option in options if option[2] or option[0] == chosen]
    if chosen and chosen not in (value for value, _, _ in offered):
        offered.append((chosen, chosen.replace("-", " "), 0))
    shown = (FilterOption(value, text, count, value == chosen) for value, text, count in offered)
    return FilterField(name, label, (FilterOption("", "any", None, not chosen), *shown))


def _said(asked: Asked, name: str, value: str, run: RunInfo | None) -> str:
    labels = {facet.name: facet.label for facet in LABEL_FACETS}
    for facet in facets_of(asked.kind):
        if facet.name == name:
            known = dict(_options_of(facet, run)) if run else {}
            return f"{facet.label}: {known.get(value, value)}"
    return f"{labels.get(name, name)}: {value.replace('-', ' ')}"


def _relaxed(asked: Asked, board: _Board) -> tuple[FilterChip, ...]:
    """What lifting each filter alone would find; only where nothing is left."""
    if board.total or board.narrowed is None:
        return ()
    labels = {facet.name: facet.label for facet in facets_of(asked.kind)}
    labels |= {facet.name: facet.label for facet in LABEL_FACETS}
    chips = (
        FilterChip(f"without {labels[name].lower()}", asked.without(name).url(), board.narrowed.without[name])
        for name in asked.chosen
    )
    return tuple(chip for chip in chips if chip.count)


def _empty(asked: Asked, board: _Board, run: RunInfo | None) -> Empty | None:
    if run is None:
        return NO_RUN
    if board.total:
        return None
    if not asked.chosen:
        return EMPTY
    if _relaxed(asked, board):
        return Empty("Nothing listed has all of this.", "Lift one of the filters:")
    return Empty("Nothing listed has all of this.", "No single filter is the cause: lift two, or all.")


def _intro(board: _Board, things: str, asked: Asked, *, members: bool) -> str:
    listed = f"listed {things}" if members else f"listed families and {things} outside any family"
    narrowed = " with these filters" if asked.chosen else ""
    return f"{board.rated:,} of {board.total:,} {listed}{narrowed} are rated; the others lack evidence and stand last."


def _folds(run: RunInfo | None, kind: str) -> bool:
    """Whether any artifact of the kind is folded away under its family."""
    if run is None:
        return False
    return list_counts(run, kind=kind, members=False) != list_counts(run, kind=kind, members=True)


def _counted(*, members: bool) -> str:
    if members:
        return "Positions count every listed artifact, families and their members alike."
    return "Positions count families and what belongs to none; members are folded away under their family."


def _toggle(asked: Asked) -> Link:
    text = "Fold members away" if asked.members else "List members of families too"
    return Link(text, replace(asked, members=not asked.members).url())
