"""`GET /api/v1/search`: the answers of the search page in the published shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Query, Router

from api.problems import problem
from api.schemas import Problem
from api.search_schemas import (
    Intent,
    Match,
    MatchedArtifact,
    MatchedCapability,
    MatchFamily,
    MatchWhy,
    Pricing,
    ReadFilter,
    SearchAnswer,
)
from catalog.labels import OPEN_LICENCES, facts_of
from catalog.models import Artifact
from catalog.selectors import families_of, source_is_known
from compare.pages.frames import web_address
from compare.pages.search_hits import Found, answers_find, answers_gather, intent_of, search_hit
from compare.parts.search import SearchHit
from compare.responses import uncached
from matchgraph.graph.recording import Results, Visitor, recorder
from matchgraph.graph.tokens import Shown, token_make
from matchgraph.graph.traffic import Surface
from matchgraph.learning.clicks import promise_at
from matchgraph.retrieval import Filters, SearchTooSlowError
from matchgraph.understanding import DATASET
from matchgraph.words import cleaned, pieces

router = Router()
QUERY = (2, 500)
LIMIT = (1, 20)
LIMIT_DEFAULT = 5

QueryText = Annotated[str, Query(min_length=QUERY[0], max_length=QUERY[1], description="What is looked for")]
QueryLimit = Annotated[int, Query(ge=LIMIT[0], le=LIMIT[1], description="At most so many matches")]
QueryType = Annotated[Literal["", "model", "dataset"], Query(description="Only this kind of artifact")]
QuerySource = Annotated[str, Query(max_length=100, description="Only what this collection lists, by its key")]


def search(
    request: HttpRequest,
    q: QueryText,
    limit: QueryLimit = LIMIT_DEFAULT,
    type: QueryType = "",
    source: QuerySource = "",
) -> HttpResponseBase:
    """Models and datasets by name, by what they can do, or by what they are made of, best first."""
    asked, key = cleaned(q), cleaned(source)
    if len(asked) < QUERY[0] or not pieces(asked):
        detail = "q: holds no two characters to search for. Give a name, or words for what it should do."
        return problem(request, status=422, detail=detail, kind="bad-parameter")
    try:
        found = answers_find(asked, filters=Filters(kind=type, source=key))
    except SearchTooSlowError:
        detail = "q: the database gave up on this question. Fewer or rarer words are quicker."
        return problem(request, status=503, detail=detail, kind="search-too-slow")
    if key and not found.ranked and not source_is_known(key):
        detail = f"source: no collection has the key {key!r}. Keys are those of imported sources, for instance mteb."
        return problem(request, status=422, detail=detail, kind="bad-parameter")
    answer, shown = _answer(found, limit)
    _noted(request, found.text, answer, shown)
    return uncached(HttpResponse(answer.model_dump_json(by_alias=True), content_type="application/json"))


def _answer(found: Found, limit: int) -> tuple[SearchAnswer, list[int]]:
    """The answer, and the ids of its matches in their order."""
    ids = [row.artifact_id for row in found.ranked[:limit]]
    gathered = answers_gather(found, ids)
    families = families_of(ids)
    best = max((row.relevance for row in found.ranked), default=0.0) or 1.0
    matches, shown = [], []
    for row in found.ranked[:limit]:
        artifact, hit = gathered.artifacts.get(row.artifact_id), search_hit(found, gathered, row.artifact_id)
        if artifact and hit:
            family = families.get(artifact.pk)
            matches.append(_match(artifact, hit, family=family, relevance=round(row.relevance / best, 4)))
            shown.append(artifact.pk)
    intent = intent_of(found, [gathered.explained[pk] for pk in ids if pk in gathered.explained])
    answer = SearchAnswer(
        query=found.text,
        intent=Intent(type=intent.type, category=intent.category, refined=intent.refined),
        matches=matches,
        as_of=found.run.as_of.isoformat() if found.run else None,
        read=[ReadFilter(name=one.name, value=one.value, words=one.words) for one in found.read.facets],
        leans="dataset" if found.read.leans == DATASET else "model" if found.read.leans else None,
    )
    return answer, shown


def _noted(request: HttpRequest, asked: str, answer: SearchAnswer, shown: Sequence[int]) -> None:
    """Each match gets the token by which feedback names it, where searches are noted."""
    results = Results(
        artifact_ids=tuple(shown),
        kind_ids=(0,) * len(shown),
        promises=tuple(round(1000 * promise_at(place)) for place in range(1, len(shown) + 1)),
    )
    page = recorder.page(Visitor.of(request.META), asked, results, surface=Surface.API)
    if page is not None:
        for place, match in enumerate(answer.matches, start=1):
            match.match_record_id = token_make(Shown(page.day, page.nonce, place))


def _match(artifact: Artifact, hit: SearchHit, *, family: Artifact | None, relevance: float) -> Match:
    return Match(
        artifact=MatchedArtifact(
            id=artifact.uid.hex,
            name=artifact.name,
            type=artifact.kind,
            url=web_address(artifact.homepage) or web_address(artifact.repository) or None,
            slug=artifact.slug,
            description=hit.summary,
            categories=list(artifact.tasks),
            pricing=_pricing(artifact),
            verified=artifact.reviewed_on is not None,
            unfragile_rank=hit.score.number if hit.score is not None else None,
            page_url=settings.SITE_URL + hit.url,
        ),
        capabilities=[
            MatchedCapability(
                id=entry.id,
                name=entry.name,
                kind=entry.kind,
                description=entry.description,
                match_score=entry.match_percent / 100,
                best_for=list(entry.best_for),
                by="meaning" if entry.by_meaning else "words",
            )
            for entry in hit.serving
        ],
        evidence=hit.evidence,
        match_record_id=None,
        why=[MatchWhy(where=why.where, text=why.text, words=list(why.words)) for why in hit.why],
        relevance=relevance,
        exact=hit.exact,
        family=MatchFamily(slug=family.slug, name=family.name) if family else None,
        organization=hit.organization,
        licence=artifact.licence or None,
    )


def _pricing(artifact: Artifact) -> Pricing:
    """From stored facts alone: what is not stated stays null."""
    is_model = artifact.kind == Artifact.Kind.MODEL
    is_open = not is_model or facts_of(artifact).get("open_weights") is True
    if is_open and artifact.licence in OPEN_LICENCES:
        return Pricing(model="open weights" if is_model else "open data", free=True)
    if artifact.pricing.get("offer_count"):
        lowest = artifact.pricing.get("min_input")
        return Pricing(model="free tier" if lowest == 0 else "paid", free=lowest == 0 if lowest is not None else None)
    return Pricing(model=None, free=None)


ANSWERS: dict[Any, Any] = {200: SearchAnswer, frozenset({400, 405, 422, 500, 503}): Problem}
router.get("/search", response=ANSWERS, operation_id="search", url_name="search", by_alias=True)(search)
router.api_operation(["HEAD"], "/search", include_in_schema=False)(search)
