"""Home, and the lines of lists of artifacts by score, assembled from selectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors import Found, artifacts_by_slug, catalog_counts
from catalog.selectors_facets import ListKin
from compare.models import Comparison
from compare.pages.frames import artifact_url, choice, comparison_url, meta
from compare.pages.subjects import between
from compare.parts.basics import Empty, Link
from compare.parts.lists import Column, HomePage, LeaderboardTeaser, ListCell, ListRow, PickField
from compare.parts.points import Points
from compare.selectors import OfferedPair, pairs_newest, pairs_offered
from scoring.methodology import Methodology, methodology_get
from scoring.selectors import LeaderboardEntry, RunInfo, leaderboard

TOP_ROWS = 5
PAIRS = 6
PAIRS_LOOKED_AT = 120
ALONE = ListKin(0, "", "")
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


def leaderboard_url(kind: str, query: Mapping[str, object] | None = None) -> str:
    return reverse("compare:leaderboard", args=[kind], query=query or None)


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
        rivals=_apart(pairs_offered(offset=0, limit=PAIRS_LOOKED_AT, reason=Comparison.Reason.RIVALS)),
        recent=_apart(pairs_newest(limit=PAIRS_LOOKED_AT)),
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


def _apart(pairs: Iterable[OfferedPair]) -> tuple[Link, ...]:
    """The first of them in which nobody stands twice: else the one at the top would be in all."""
    seen: set[str] = set()
    links: list[Link] = []
    for pair in pairs:
        if len(links) < PAIRS and seen.isdisjoint(pair.names):
            seen.update(pair.names)
            links.append(pair_link(pair))
    return tuple(links)


def pair_link(pair: OfferedPair) -> Link:
    return Link(" vs ".join(pair.names), reverse("compare:comparison", args=[pair.pair]))


def _teaser(kind: Artifact.Kind, run: RunInfo | None) -> LeaderboardTeaser:
    board = leaderboard(kind=kind.value, offset=0, limit=TOP_ROWS, run=run, members=False)
    return LeaderboardTeaser(
        kind=kind.value,
        label=f"{kind.label.capitalize()}s",
        url=leaderboard_url(kind.value),
        listed=board.total,
        rated=board.rated,
        rows=list_rows(board.entries, methodology_of(run), {}),
    )


def methodology_of(run: RunInfo | None) -> Methodology:
    return methodology_get(run.methodology) if run else methodology_get()


def list_columns(methodology: Methodology, kind: str) -> tuple[Column, ...]:
    return tuple(
        Column(component.key, component.label, round(100 * weight))
        for component in methodology.components
        for of_kind, weight in component.weights.items()
        if of_kind == kind
    )


def list_rows(
    entries: Sequence[LeaderboardEntry],
    methodology: Methodology,
    kin: Mapping[int, ListKin],
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
            members=kin.get(entry.artifact.pk, ALONE).members,
            family=_family(kin.get(entry.artifact.pk, ALONE)),
            interval=between(entry.interval),
            band=str(entry.band) if entry.band else None,
        )
        for entry in entries
        if entry.artifact.status == Artifact.Status.LISTED
    )


def _family(kin: ListKin) -> Link | None:
    return Link(kin.family_name, artifact_url(kin.family_slug)) if kin.family_slug else None


def _cells(components: dict[str, int], labels: dict[str, str]) -> tuple[ListCell, ...]:
    cells = []
    offset = 0
    for key, tenths in components.items():
        cells.append(ListCell(key, labels[key], Points(tenths), Points(offset)))
        offset += tenths
    return tuple(cells)
