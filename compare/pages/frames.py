"""What stands round every page: titles, the run, other formats, navigation."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from catalog.models import Artifact
from catalog.selectors import NearMatch
from compare.pairs import canonical
from compare.parts.basics import Choice, Link, Meta, Run
from scoring.selectors import RunInfo


def run_of(info: RunInfo | None) -> Run | None:
    if info is None:
        return None
    return Run(
        run_id=info.run_id,
        as_of=info.as_of,
        published_at=info.published_at,
        methodology=info.methodology,
        methodology_sha256=info.methodology_sha256,
    )


def meta(
    *,
    title: str,
    description: str,
    canonical: str,
    run: RunInfo | None,
    noindex: str = "",
    twins: bool = False,
    tabled: bool = False,
    query: str = "",
) -> Meta:
    """`twins`: the page exists as Markdown and JSON too, under the same `query`; `tabled`: and as CSV.

    A run puts its day into the title.
    """
    formats = (("Markdown", "md"), ("JSON", "json"), *((("CSV", "csv"),) if tabled else ())) if twins else ()
    dated = f"{title} (as of {run.as_of.isoformat()})" if run else title
    bare = canonical.rstrip("/")
    return Meta(
        title=dated,
        description=description,
        canonical=canonical,
        noindex=noindex,
        rank_name=settings.RANK_NAME,
        run=run_of(run),
        alternates=tuple(Link(text, f"{bare}.{suffix}{query}") for text, suffix in formats),
        leaderboards=tuple(
            Link(f"{kind.label.capitalize()}s", reverse("compare:leaderboard", args=[kind.value]))
            for kind in Artifact.Kind
        ),
    )


def web_address(url: str) -> str:
    """An address that a reader may follow, or nothing: sources write prose and worse where a link is expected."""
    return url if url.startswith(("https://", "http://")) else ""


def comparison_url(slugs: Sequence[str]) -> str:
    return reverse("compare:comparison", args=[canonical(slugs)])


def artifact_url(slug: str) -> str:
    return reverse("compare:artifact", args=[slug])


def score_data_url(slug: str) -> str:
    """Of the score as data. Written out, since the API stands a floor above."""
    return f"/api/v1/artifacts/{slug}/score"


def receipt_url(slug: str) -> str:
    return f"/api/v1/artifacts/{slug}/receipt"


def choice(near: NearMatch, url: str = "") -> Choice:
    """A near match that leads to `url`, by default to its own page."""
    return Choice(near.slug, near.name, near.kind, url or artifact_url(near.slug))
