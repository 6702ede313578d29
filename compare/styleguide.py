"""`/styleguide/`: every component as pages really draw it. Only where DEBUG is on.

Nothing here knows a component: sample pages are rendered with an `include` that remembers what it drew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Engine
from django.template.backends.django import get_installed_libraries
from django.template.base import Parser, Token
from django.template.library import Library
from django.template.loader_tags import IncludeNode, do_include
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalog.selectors import artifact_named, artifacts_by_slug
from compare.answers.asked import Asked
from compare.pages.alternatives import alternatives_page
from compare.pages.artifact import artifact_page
from compare.pages.capability_lists import capability_index_page, capability_page, kind_find
from compare.pages.comparison import comparison_page
from compare.pages.frames import meta
from compare.pages.leaderboards import Asked as ListAsked
from compare.pages.leaderboards import leaderboard_page
from compare.pages.lists import home_page
from compare.pages.methodology import methodology_page
from compare.pages.missing import address_missing
from compare.pages.search import search_page, search_start_page
from compare.parts.basics import Meta
from compare.responses import TEMPLATES, Page, uncached
from matchgraph.retrieval import Filters
from scoring.methodology import methodology_get
from scoring.selectors import RunInfo, impact_of, leaderboard, published_run

register = Library()
# The seed entries, and two imported models that boards and providers name.
PAIRS = (
    ("internlm", "the-pile"),
    ("blip-2", "the-pile"),
    ("mistralai--mistral-7b-instruct-v0-2", "qwen--qwen2-5-7b-instruct"),
)
WANTED = "speech to text"
NOTHING = "zzzzqqqq"
PATH = "multimodal.captioning"
LISTS = (ListAsked("model"), ListAsked("model", 2), ListAsked("dataset", 1, chosen={"licence": "open"}))


@dataclass(frozen=True, slots=True)
class Specimen:
    """One component by its file's name, and what it drew; empty where no sample page has it."""

    name: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    meta: Meta
    specimens: tuple[Specimen, ...]


class RememberingEngine(Engine):
    """Django's engine of this site's templates; `drawn` keeps what each component drew first."""

    def __init__(self) -> None:
        super().__init__(
            dirs=[str(settings.BASE_DIR / "templates")],
            builtins=[*Engine.default_builtins, __name__],
            libraries=get_installed_libraries(),
        )
        self.drawn: dict[str, SafeString] = {}


class _Remembered(IncludeNode):
    def render(self, context: Context) -> SafeString:
        html: SafeString = super().render(context)
        name = Path(str(self.template.resolve(context)))
        engine = context.template.engine if context.template else None
        if isinstance(engine, RememberingEngine) and name.parent.name == "components" and html.strip():
            engine.drawn.setdefault(name.stem.removeprefix("_"), html)
        return html


@register.tag("include")
def remembered_include(parser: Parser, token: Token) -> IncludeNode:
    """Django's own tag, with a node that remembers."""
    node = do_include(parser, token)
    node.__class__ = _Remembered
    return node


@require_safe
def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Sample pages are rendered anew each time: a template that was edited shows at once."""
    engine, run = RememberingEngine(), published_run()
    for sample in sample_pages(run):
        _render(engine, TEMPLATES[type(sample)], sample)
    names = sorted(path.stem.removeprefix("_") for path in (settings.BASE_DIR / "templates" / "components").iterdir())
    page = StyleguidePage(
        meta=meta(
            title="Styleguide",
            description="Every component, as pages draw it.",
            canonical=request.path,
            run=run,
            noindex="For developers.",
        ),
        specimens=tuple(Specimen(name, engine.drawn.get(name, SafeString(""))) for name in names),
    )
    return uncached(HttpResponse(_render(RememberingEngine(), "compare/styleguide.html", page)))


def _render(engine: Engine, template: str, page: Any) -> SafeString:
    return engine.get_template(template).render(Context({"page": page, "site_url": settings.SITE_URL}))


def sample_pages(run: RunInfo | None) -> Iterator[Page]:
    """A page of each type, of the seed entries and of what leads the lists; fewer where the catalog holds less."""
    yield home_page(typed=("", ""), found=(None, None), run=run)
    yield home_page(typed=("internln", ""), found=(artifact_named("internln"), None), run=run)
    led = [entry.artifact.slug for entry in leaderboard(kind="model", offset=0, limit=3, run=run).entries]
    for slugs in (*PAIRS, tuple(led[:2]), tuple(led)):
        sides = list(artifacts_by_slug(slugs).values())
        if len(sides) > 1:
            yield comparison_page(sides, run=run)
            yield comparison_page(sides, run=run, asked=Asked((20, 80, 0, 0), differing=True))
    for artifact in artifacts_by_slug(["llama", *led, *(slug for pair in PAIRS for slug in pair)]).values():
        yield artifact_page(artifact, run=run)
        yield alternatives_page(artifact, run=run)
    found = kind_find(PATH)
    held = found.kind and capability_page(found.tree, found.kind, artifact_kind="", page=1, run=run)
    results = [search_page(query=q, asked=q, filters=Filters(), page=1, run=run) for q in (WANTED, NOTHING)]
    lists = [leaderboard_page(asked, run=run) for asked in LISTS]
    yield from (page for page in (held, *results, *lists) if page)
    yield capability_index_page(query="", run=run)
    yield capability_index_page(query=NOTHING, run=run)
    yield search_start_page(query="", filters=Filters(), run=run)
    document = methodology_get()
    yield methodology_page(document, run=run, in_force=document.version, impact=impact_of(document.version))
    yield address_missing("/nowhere/")
