"""Home and leaderboards, assembled from selectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors import Found, artifacts_by_slug, catalog_counts, families_of, member_counts
from compare.pages.frames import artifact_url, choice, comparison_url, meta
from compare.pages.subjects import between
from compare.parts.basics import Empty, Link
from compare.parts.lists import Column, HomePage, LeaderboardPage, LeaderboardTeaser, ListCell, ListRow, PickField
from compare.parts.points import Points
from scoring.methodology import Methodology, methodology_get
from scoring.selectors import LeaderboardEntry, RunInfo, leaderboard, list_counts
from scoring.selectors import LeaderboardPage as Board

PAGE_ROWS = 50
TOP_ROWS = 5
# Pairs that show what the site does, offered where the catalog has both sides.
EXAMPLES = (
    ("deepseek", "qwen"),
    ("meta-llama--meta-llama-3-8b-instruct", "qwen--qwen2-5-7b-instruct"),
    ("gsm8k", "hotpot-qa"),
    ("internlm", "the-pile"),
    ("blip-2", "the-pile"),
)
EMPTY = Empty("The catalog is empty.", "Import it with: manage.py import_catalog FILE...")
NO_RUN = Empty(
    "No scoring run has been published yet, so nothing is ranked.", "Score the catalog with: manage.py score"
)


def leaderboard_page(*, kind: str, page: int, run: RunInfo | None, members: bool = False) -> LeaderboardPage | None:
    """One page of a kind's list; None beyond its end. Unrated artifacts stand behind the rated ones.

    Without `members` families stand for their members, which are folded away.
    """
    board = leaderboard(kind=kind, offset=PAGE_ROWS * (page - 1), limit=PAGE_ROWS, run=run, members=members)
    pages = last_page(board.total)
    if page > pages:
        return None
    ids = [entry.artifact.pk for entry in board.entries]
    label = Artifact.Kind(kind).label
    heading = f"{label.capitalize()}s by {settings.RANK_NAME}"
    intro = _intro(board, f"{label}s", members=members or not _folds(run, kind)) if run else NO_RUN.text
    numbered = heading if page == 1 else f"{heading}, page {page}"
    return LeaderboardPage(
        meta=meta(title=numbered, description=intro, canonical=leaderboard_url(kind, page, members=members), run=run),
        heading=heading,
        intro=intro,
        kind=kind,
        columns=_columns(_methodology(run), kind),
        rows=_rows(board.entries, _methodology(run), families_of(ids), member_counts(ids)),
        listed=board.total,
        rated=board.rated,
        counted=_counted(members=members) if _folds(run, kind) else "",
        toggle=_toggle(kind, members=members) if _folds(run, kind) else None,
        page=page,
        pages=pages,
        previous_url=leaderboard_url(kind, page - 1, members=members) if page > 1 else "",
        next_url=leaderboard_url(kind, page + 1, members=members) if page < pages else "",
        empty=None if board.entries else (EMPTY if run else NO_RUN),
    )


def _intro(board: Board, things: str, *, members: bool) -> str:
    listed = f"listed {things}" if members else f"listed families and {things} outside any family"
    return f"{board.rated:,} of {board.total:,} {listed} are rated; the others lack evidence and stand last."


def _folds(run: RunInfo | None, kind: str) -> bool:
    """Whether any artifact of the kind is folded away under its family."""
    if run is None:
        return False
    return list_counts(run, kind=kind, members=False) != list_counts(run, kind=kind, members=True)


def _counted(*, members: bool) -> str:
    if members:
        return "Positions count every listed artifact, families and their members alike."
    return "Positions count families and what belongs to none; members are folded away under their family."


def _toggle(kind: str, *, members: bool) -> Link:
    text = "Fold members away" if members else "List members of families too"
    return Link(text, leaderboard_url(kind, 1, members=not members))


def leaderboard_url(kind: str, page: int, *, members: bool = False) -> str:
    query = {"members": 1} if members else {}
    return reverse("compare:leaderboard", args=[kind], query=query | ({"page": page} if page > 1 else {}) or None)


def last_page(total: int) -> int:
    """An empty list has one page, which says so."""
    return max(1, -(-total // PAGE_ROWS))


def home_page(*, typed: tuple[str, str], found: tuple[Found | None, Found | None], run: RunInfo | None) -> HomePage:
    """`typed` is what stands in the two fields and `found` what came of it, None for an empty field."""
    counts = catalog_counts()
    total = counts.models + counts.datasets
    heading = "Which one, A or B?"
    intro = (
        f"Compare any of {counts.models:,} models and {counts.datasets:,} datasets: scores that recompute, facts with"
        " their sources, and no winner where none can be told."
    )
    return HomePage(
        meta=meta(title="Compare models and datasets", description=intro, canonical=reverse("compare:home"), run=run),
        heading=heading,
        intro=intro,
        fields=(_field("a", "First", typed, found[0]), _field("b", "Second", typed, found[1])),
        message="Name two to compare." if any(typed) and not all(typed) else "",
        models=counts.models,
        datasets=counts.datasets,
        examples=_examples(),
        leaderboards=tuple(_teaser(kind, run) for kind in Artifact.Kind),
        empty=None if total and run else (NO_RUN if total else EMPTY),
    )


def _field(name: str, label: str, typed: tuple[str, str], found: Found | None) -> PickField:
    value, other = typed if name == "a" else reversed(typed)
    if found is None or found.artifact or found.redirect_to:
        return PickField(name, label, value, "", ())
    message = f"Nothing here is called “{value}”." + (" Did you mean one of these?" if found.near else "")
    return PickField(
        name, label, value, message, tuple(choice(near, _picked(name, near.slug, other)) for near in found.near)
    )


def _picked(name: str, slug: str, other: str) -> str:
    """The form's own address with one field replaced; what was typed in the other stays."""
    a, b = (slug, other) if name == "a" else (other, slug)
    return reverse("compare:home", query={"a": a, "b": b})


def _examples() -> tuple[Link, ...]:
    artifacts = artifacts_by_slug({slug for pair in EXAMPLES for slug in pair})
    return tuple(
        Link(" vs ".join(artifacts[slug].name for slug in pair), comparison_url(pair))
        for pair in EXAMPLES
        if all(slug in artifacts for slug in pair)
    )


def _teaser(kind: Artifact.Kind, run: RunInfo | None) -> LeaderboardTeaser:
    board = leaderboard(kind=kind.value, offset=0, limit=TOP_ROWS, run=run, members=False)
    return LeaderboardTeaser(
        kind=kind.value,
        label=f"{kind.label.capitalize()}s",
        url=leaderboard_url(kind.value, 1),
        listed=board.total,
        rated=board.rated,
        rows=_rows(board.entries, _methodology(run), {}, {}),
    )


def _methodology(run: RunInfo | None) -> Methodology:
    return methodology_get(run.methodology) if run else methodology_get()


def _columns(methodology: Methodology, kind: str) -> tuple[Column, ...]:
    return tuple(
        Column(component.key, component.label, round(100 * weight))
        for component in methodology.components
        for of_kind, weight in component.weights.items()
        if of_kind == kind
    )


def _rows(
    entries: Sequence[LeaderboardEntry],
    methodology: Methodology,
    families: Mapping[int, Artifact],
    counts: Mapping[int, int],
) -> tuple[ListRow, ...]:
    """Artifacts that were hidden after the run are passed over, as on every other page."""
    labels: dict[str, str] = {component.key: component.label for component in methodology.components}
    return tuple(
        ListRow(
            position=entry.position,
            slug=entry.artifact.slug,
            name=entry.artifact.name,
            organization=entry.artifact.organization.name if entry.artifact.organization else None,
            url=artifact_url(entry.artifact.slug),
            score=None if entry.score_tenths is None else Points(entry.score_tenths),
            cells=_cells(entry.components, labels),
            coverage_percent=round(100 * entry.coverage),
            members=counts.get(entry.artifact.pk, 0),
            family=_family(families.get(entry.artifact.pk)),
            interval=between(entry.interval),
            band=str(entry.band) if entry.band else None,
        )
        for entry in entries
        if entry.artifact.status == Artifact.Status.LISTED
    )


def _family(family: Artifact | None) -> Link | None:
    return Link(family.name, artifact_url(family.slug)) if family else None


def _cells(components: dict[str, int], labels: dict[str, str]) -> tuple[ListCell, ...]:
    cells = []
    offset = 0
    for key, tenths in components.items():
        cells.append(ListCell(key, labels[key], Points(tenths), Points(offset)))
        offset += tenths
    return tuple(cells)
