"""What a page is about, in the words of schema.org, for search engines. Pure: no Django.

No rating: a score that a formula makes is no review by a person, which is what those words mean there.
"""

from __future__ import annotations

from typing import Any

import orjson

from compare.parts.basics import FactRow, Side
from compare.parts.pages import ArtifactPage, ComparisonPage

Described = ComparisonPage | ArtifactPage
CONTEXT = "https://schema.org"
TYPES = {"model": "SoftwareApplication", "dataset": "Dataset"}
# Inside <script>, where text must neither end the element nor begin another.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def structured_text(page: Described, *, site: str) -> str:
    """JSON-LD that may stand inside a script element."""
    return orjson.dumps(structured(page, site=site)).decode().translate(_ESCAPES)


def structured(page: Described, *, site: str) -> dict[str, Any]:
    """`site` is the address of this site, without a slash at its end."""
    if isinstance(page, ArtifactPage):
        return {"@context": CONTEXT, **_thing(page.side, page.facts, place=0, site=site), **_dated(page)}
    items = [
        {"@type": "ListItem", "position": place + 1, "item": _thing(side, page.facts, place=place, site=site)}
        for place, side in enumerate(page.sides)
    ]
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": page.heading,
        "description": page.meta.description,
        "url": f"{site}{page.meta.canonical}",
        **_dated(page),
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }


def _thing(side: Side, facts: tuple[FactRow, ...], *, place: int, site: str) -> dict[str, Any]:
    stated = {row.key: row.cells[place] for row in facts}
    licence = stated["licence"] if "licence" in stated and stated["licence"].known else None
    thing: dict[str, Any] = {
        "@type": TYPES[side.kind],
        "name": side.name,
        "description": side.summary,
        "url": f"{site}{side.url}",
    }
    if side.kind == "model":
        thing["applicationCategory"] = "AI model"
    if licence:
        thing["license"] = licence.text
    if side.organization:
        thing["creator"] = {"@type": "Organization", "name": side.organization}
    if "released" in stated and stated["released"].known:
        thing["datePublished"] = stated["released"].text
    return thing


def _dated(page: Described) -> dict[str, str]:
    return {"dateModified": page.meta.run.published_at.date().isoformat()} if page.meta.run else {}
