"""Pages for what is not there, and for what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from catalog.models import CapabilityKind
from catalog.selectors import Found, NearMatch, near_matches
from compare.pages.frames import artifact_url, choice, comparison_url, meta
from compare.pages.kind_tree import capability_url
from compare.parts.basics import Choice, Link, Meta
from compare.parts.lists import ErrorPage, NearGroup, NotFoundPage

NOINDEX = "Nothing stands at this address."
WAY_HOME = "Pick two to compare"


def artifact_missing(asked: str, near: Sequence[NearMatch]) -> NotFoundPage:
    return _not_found(
        heading="No such artifact",
        message=f"Nothing listed here is called “{_short(asked)}”.",
        groups=(NearGroup(_short(asked), tuple(choice(match) for match in near)),),
    )


def comparison_missing(slugs: Sequence[str], missing: Mapping[str, Found]) -> NotFoundPage:
    """Each near match leads to the comparison with it in place of what was not found."""
    groups = tuple(
        NearGroup(
            _short(asked),
            tuple(
                choice(match, comparison_url([match.slug if slug == asked else slug for slug in slugs]))
                for match in found.near
                if len({match.slug if slug == asked else slug for slug in slugs}) > 1
            ),
        )
        for asked, found in missing.items()
    )
    names = " and ".join(f"“{_short(asked)}”" for asked in missing)
    return _not_found(heading="No such comparison", message=f"Nothing listed here is called {names}.", groups=groups)


def comparison_unreadable(asked: str, reason: str) -> NotFoundPage:
    """The address names no comparison, but perhaps an artifact."""
    near = near_matches(_words(asked)) if asked else []
    return _not_found(
        heading="No such comparison",
        message=f"{reason}.",
        groups=(NearGroup(_short(asked), tuple(choice(match) for match in near)),),
    )


def beyond_end(*, last: int, url: str) -> NotFoundPage:
    return _not_found(
        heading="No such page",
        message="The list ends before this page.",
        links=(Link(f"Last page, {last}", url),),
    )


def capability_missing(asked: str, near: Sequence[CapabilityKind]) -> NotFoundPage:
    return _not_found(
        heading="No such capability",
        message=f"No kind of capability here is called “{_short(asked)}”.",
        groups=(
            NearGroup(_short(asked), tuple(Choice(k.path, k.name, "capability", capability_url(k.path)) for k in near)),
        ),
        links=(Link("All capabilities", reverse("compare:capabilities")),),
    )


def address_missing(path: str) -> NotFoundPage:
    """Any other address: perhaps its last part is the name of an artifact."""
    asked = _words(path.strip("/").rpartition("/")[2])
    near = near_matches(asked) if asked else []
    groups = (NearGroup(_short(asked), tuple(choice(match) for match in near)),) if near else ()
    return _not_found(heading="Nothing here", message="No page stands at this address.", groups=groups)


def error_page(*, status: int, heading: str, message: str) -> ErrorPage:
    """Needs no database, so it works when that does not."""
    frame = Meta(
        title=heading,
        description=message,
        canonical=reverse("compare:home"),
        noindex="An error has no content.",
        rank_name=settings.RANK_NAME,
        run=None,
    )
    return ErrorPage(frame, status, heading, message)


def day_missing(reason: str, *, url: str) -> NotFoundPage:
    """`url` is the same page with the scores of today."""
    return _not_found(heading="No scores of that day", message=f"{reason}.", links=(Link("The scores of today", url),))


def _not_found(
    *, heading: str, message: str, groups: tuple[NearGroup, ...] = (), links: tuple[Link, ...] = ()
) -> NotFoundPage:
    home = reverse("compare:home")
    return NotFoundPage(
        meta=meta(title=heading, description=message, canonical=home, run=None, noindex=NOINDEX),
        heading=heading,
        message=message,
        groups=groups,
        links=(*links, Link(WAY_HOME, home)),
    )


def _words(text: str) -> str:
    """What a person may have meant by a part of an address; NUL is nothing that a database can look for."""
    return text.replace("\x00", " ").replace("-", " ").replace("_", " ").strip()[:200]


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"


def search_beyond_end(first: str) -> NotFoundPage:
    return _not_found(
        heading="No such page",
        message="The results end before this page.",
        links=(Link("First page of the results", first),),
    )


def search_too_slow(again: str) -> NotFoundPage:
    return _not_found(
        heading="The search took too long",
        message="The database gave up on this question. Fewer or rarer words are quicker.",
        links=(Link("Try the same again", again),),
    )


def picked_wrongly(slugs: Sequence[str], *, limit: int, back: str) -> NotFoundPage:
    """A comparison was asked for with too few or too many checked."""
    count = {0: "Nothing was", 1: "One was"}.get(len(slugs), f"{len(slugs)} were")
    links: tuple[Link, ...] = (Link("Back to the results", back),) if back else ()
    if len(slugs) == 1:
        links += (Link("Open the one that was checked", artifact_url(slugs[0])),)
    return _not_found(
        heading="Check two to six",
        message=f"{count} checked, and a comparison takes two to {limit}. Go back and change what is checked.",
        links=links,
    )
