"""The page about the match graph: its runs, how well search finds before and after each, and what farms reach."""

from __future__ import annotations

import functools
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse

from compare.pages.frames import meta
from compare.pages.match_words import SIMULATED
from compare.parts.basics import Empty
from compare.parts.match_graph import Attack, LearnedRun, MatchGraphPage
from matchgraph.graph_models import LearningRun
from matchgraph.selectors_graph import graph_counts, runs_kept
from scoring.selectors import RunInfo

FIGURES = settings.BASE_DIR / "docs" / "evaluation.json"
INTRO = (
    "What people search for and choose teaches which artifact serves which need. It learns slowly, takes the position"
    " of a result out, gives each network one voice about an edge in thirty days, and forgets who it learned from."
)
NOTED = "Searches are noted here: their masked words, what was shown and what was chosen, for seven days. No cookie."
NOT_NOTED = "Searches are not noted on this site."


def match_graph_page(*, run: RunInfo | None) -> MatchGraphPage:
    """Three queries."""
    counts = graph_counts()
    in_force = run.match_run if run else 0
    until = f" up to {counts.last.isoformat()}" if counts.last else ""
    runs = tuple(_run(one, in_force=one.pk == in_force) for one in runs_kept())
    return MatchGraphPage(
        meta=meta(title="Match graph", description=INTRO, canonical=reverse("compare:match-graph"), run=run),
        heading="Match graph",
        intro=INTRO,
        recording=NOTED if settings.MATCH_RECORDING else NOT_NOTED,
        counts=f"{counts.intents:,} intents, counts of {counts.days:,} days{until}.",
        runs=runs,
        empty=None if runs else Empty("Nothing was learned yet.", "The first run follows the first day with searches."),
        attacks=_attacks(),
    )


def _run(one: LearningRun, *, in_force: bool) -> LearnedRun:
    quality: dict[str, Any] = one.quality or {}
    return LearnedRun(
        number=one.pk,
        as_of=one.as_of.isoformat(),
        edges=one.edges_count,
        quarantined=one.quarantined,
        label=SIMULATED if one.simulated else "",
        in_force=in_force,
        touched=f"{quality['touched']} of {quality['questions']}" if quality else "not measured",
        before=f"{quality['before']['ndcg']:.3f}" if quality else "",
        after=f"{quality['after']['ndcg']:.3f}" if quality else "",
    )


@functools.cache
def _attacks() -> tuple[Attack, ...]:
    """As `make eval` measured them; none where the documentation does not come with the site."""
    if not FIGURES.exists():
        return ()
    rows = orjson.loads(FIGURES.read_bytes()).get("match_graph", {}).get("farms", [])
    return tuple(
        Attack(
            networks=row["blocks"],
            defence=row["way"],
            at_once=round(100 * row["at_once"]),
            worst_day=round(100 * row["worst_day"]),
            end=round(100 * row["end"]),
            loss=f"{row['loss']:.3f}",
        )
        for row in rows
    )
