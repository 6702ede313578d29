"""What search engines are offered: sections of addresses, cut into files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors_kinds import capability_kinds, holder_counts
from catalog.selectors_listed import listed_addresses, listed_count
from compare.formats.sitemaps import SitemapLine
from compare.pages.frames import artifact_url
from compare.pages.kind_tree import KindTreeIndex, capability_url
from compare.pages.lists import leaderboard_url
from compare.selectors import pairs_count, pairs_offered, survey_last
from scoring.selectors import RunInfo
from scoring.selectors_history import last_changes

# Below the protocol's 50,000, so that one answer stays about a megabyte.
FILE_URLS = 10_000
# Closed: what has no content of its own, or is data about what stands elsewhere.
CLOSED = ("/admin/", "/api/", "/preview/", "/search/", "/suggest/", "/compare/?")
OPENED = ("/api/v1/docs",)


def sitemap_files(run: RunInfo | None) -> tuple[SitemapLine, ...]:
    """The files of the index; three queries."""
    survey = survey_last()
    published = run.published_at if run else None
    files = [
        *(("artifacts", number, published) for number in range(1, _files(listed_count()) + 1)),
        ("capabilities", 1, published),
        ("lists", 1, published),
        *(
            ("comparisons", number, survey.finished_at if survey else None)
            for number in range(1, _files(pairs_count()) + 1)
        ),
    ]
    return tuple(
        SitemapLine(site_url(reverse("compare:sitemap-file", args=[section, number])), when)
        for section, number, when in files
    )


def sitemap_lines(section: str, number: int, *, run: RunInfo | None) -> tuple[SitemapLine, ...] | None:
    """One file; None where there is no such file."""
    if number < 1:
        return None
    first = FILE_URLS * (number - 1)
    if section == "artifacts":
        return _artifacts(first) or None
    if section == "comparisons":
        pairs = pairs_offered(offset=first, limit=FILE_URLS)
        url = "compare:comparison"
        return tuple(SitemapLine(site_url(reverse(url, args=[p.pair])), p.changed_at) for p in pairs) or None
    if number > 1 or section not in ("capabilities", "lists"):
        return None
    return _capabilities(run) if section == "capabilities" else _lists(run)


def site_url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _files(count: int) -> int:
    return -(-count // FILE_URLS)


def _artifacts(first: int) -> tuple[SitemapLine, ...]:
    """Changed when it was edited, or when a run first showed what its score says now."""
    found = listed_addresses(offset=first, limit=FILE_URLS)
    changes = last_changes([artifact.id for artifact in found])
    return tuple(
        SitemapLine(
            site_url(artifact_url(artifact.slug)),
            max(artifact.updated_at, changes.get(artifact.id, artifact.updated_at)),
        )
        for artifact in found
    )


def _capabilities(run: RunInfo | None) -> tuple[SitemapLine, ...]:
    """Kinds that somebody has, by themselves or by a kind below: pages of the others are not offered."""
    kinds = capability_kinds()
    tree, holders = KindTreeIndex(kinds), holder_counts()
    shown = [kind for kind in kinds if kind.pk in holders or any(one.pk in holders for one, _ in tree.below(kind))]
    return _at(run, [reverse("compare:capabilities"), *(capability_url(kind.path) for kind in shown)])


def _lists(run: RunInfo | None) -> tuple[SitemapLine, ...]:
    boards = [leaderboard_url(kind) for kind in Artifact.Kind.values]
    return _at(run, [reverse("compare:home"), *boards, reverse("compare:methodology")])


def _at(run: RunInfo | None, paths: Sequence[str]) -> tuple[SitemapLine, ...]:
    when: datetime | None = run.published_at if run else None
    return tuple(SitemapLine(site_url(path), when) for path in paths)
