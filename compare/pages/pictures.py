"""Pictures of pages for previews of links: what an embed shows, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from catalog.models import Artifact
from compare.drawing import png
from compare.formats.pictures import Picture, picture, site_picture
from compare.freshness import page_tag
from compare.pages.embeds import embed_page
from compare.pairs import canonical
from compare.parts.pages import ArtifactPage, ComparisonPage
from scoring.selectors import RunInfo

# More sides than two have no room on one picture: their pages show the site's.
MOST_SIDES = 2
# The job that draws a picture anew; its key is that of the picture.
DRAW = "compare.picture"


def picture_key(artifacts: Sequence[Artifact]) -> str:
    return canonical(artifact.slug for artifact in artifacts)


def picture_tag(artifacts: Sequence[Artifact], *, run: RunInfo | None) -> str:
    """Changes with everything that the picture is drawn from; one query. Quoted, as the header wants it."""
    return page_tag(run=run, artifacts=artifacts, extra=["picture"])


def picture_drawn(artifacts: Sequence[Artifact], *, run: RunInfo | None) -> bytes:
    """PNG of one artifact or of two; the queries of an embed."""
    return _drawn(picture(embed_page(artifacts, theme="light", run=run), site=_host()))


def site_picture_drawn() -> bytes:
    return _drawn(site_picture(rank_name=settings.RANK_NAME, site=_host()))


def picture_url(page: object) -> str:
    """The whole address of the picture that stands for a page: its own, or the site's."""
    if isinstance(page, ArtifactPage):
        path = reverse("compare:picture", args=[page.side.slug])
    elif isinstance(page, ComparisonPage) and len(page.sides) <= MOST_SIDES:
        path = reverse("compare:picture", args=[canonical(side.slug for side in page.sides)])
    else:
        path = reverse("compare:picture-site")
    return f"{settings.SITE_URL}{path}"


def _drawn(made: Picture) -> bytes:
    return png(render_to_string("embed/picture.svg", {"picture": made}))


def _host() -> str:
    return urlsplit(settings.SITE_URL).netloc
