"""What somebody did with a result: from the page's script, or from a button without one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from compare.freshness import page_tag
from compare.pages import missing
from compare.pages.match_graph import match_graph_page
from compare.pages.search_filters import search_url
from compare.responses import page_response, rendered, uncached
from matchgraph.graph.recording import recorder
from matchgraph.graph.tokens import TokenError, token_read
from matchgraph.graph.traffic import Reaction
from matchgraph.retrieval import Filters
from matchgraph.words import cleaned
from scoring.selectors import published_run

REACTIONS = {reaction.name.lower(): reaction for reaction in Reaction}


@csrf_exempt
@require_POST
def match(request: HttpRequest) -> HttpResponseBase:
    """`token` names a place of a result page, `did` what happened to it; `q`, of a button, is where to go back to.

    The token is what keeps others from speaking for a visitor, so no cookie is needed. It is written off the response,
    and once: the same again changes nothing.
    """
    given = {**request.GET.dict(), **request.POST.dict()}
    reaction = REACTIONS.get(given.get("did", ""))
    if reaction is None:
        return _refused(f"did= takes {', '.join(list(REACTIONS)[:-1])} or {list(REACTIONS)[-1]}")
    try:
        shown = token_read(given.get("token", ""))
    except TokenError as error:
        return _refused(f"token=: {error}")
    recorder.reaction(shown, reaction)
    if back := cleaned(given.get("q", "")):
        return uncached(redirect(search_url(back, Filters()), permanent=False))
    return uncached(HttpResponse(status=204))


@require_safe
def match_graph(request: HttpRequest) -> HttpResponseBase:
    run = published_run()
    page = match_graph_page(run=run)
    return page_response(request, tag=page_tag(run=run, extra=[repr(page)]), make=lambda: page)


def _refused(message: str) -> HttpResponseBase:
    page = missing.error_page(status=400, heading="This request cannot be answered", message=f"{message}.")
    return uncached(rendered(page, status=400))
