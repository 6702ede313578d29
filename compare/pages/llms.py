"""`/llms.txt` (https://llmstxt.org): what there is for programs that read text, with whole addresses."""

from __future__ import annotations

from django.conf import settings

from compare.pages.crawling import site_url
from compare.pages.lists import leaderboard_url
from compare.selectors import pairs_newest
from scoring.selectors import RunInfo, leaderboard

NAMED = 5
KINDS = {"model": "Models", "dataset": "Datasets"}


def llms_text(run: RunInfo | None) -> str:
    """The same bytes until a run or a survey changes what is named. Every link leads to Markdown or JSON."""
    rank, host = settings.RANK_NAME, site_url("")
    lines = [
        "# A or B? for AI models and datasets",
        "",
        f"> Comparisons with verdicts that may abstain, and {rank} (0 to 100), a score whose rows add up and name "
        "their sources. What nobody measured is said to be unknown, never counted as zero.",
        "",
        f"As of {run.as_of.isoformat()}, methodology {run.methodology}." if run else "No scores are published yet.",
        "",
        "- Comparisons, artifacts and lists are Markdown too: put /agent before the path, or ask for text/markdown",
        f"- A comparison of two to six: {host}/agent/compare/<a>-vs-<b>/, in whatever order",
        f"- One artifact: {host}/agent/artifacts/<slug>/",
        f"- Search by name or by what is needed, as JSON: {host}/api/v1/search?q=<words>",
        "",
        "## Lists",
        "",
        *(f"- [{title} by score]({site_url('/agent' + leaderboard_url(kind))})" for kind, title in KINDS.items()),
        f"- [Capabilities and what has them]({site_url('/agent/capabilities/')})",
        "",
        "## Data",
        "",
        f"- [OpenAPI description]({site_url('/api/v1/openapi.json')}): the JSON API, no key needed",
        f"- [Open data]({site_url('/dump/manifest.json')}): catalog, figures and scores as files, with licences",
        f"- [Sitemap]({site_url('/sitemap.xml')}): every page",
        "",
    ]
    return "\n".join([*lines, *_examples(run)])


def _examples(run: RunInfo | None) -> list[str]:
    """What stands first in each list, and pairs whose page decides something."""
    if run is None:
        return []
    lines = ["## Examples", ""]
    for kind in KINDS:
        page = leaderboard(kind=kind, offset=0, limit=NAMED, run=run, members=False)
        for entry in page.entries:
            address = site_url(f"/agent/artifacts/{entry.artifact.slug}/")
            lines.append(f"- [{_plain(entry.artifact.name)}]({address})")
    for pair in pairs_newest(limit=NAMED):
        lines.append(f"- [{pair.pair}]({site_url(f'/agent/compare/{pair.pair}/')})")
    return [*lines, ""]


def _plain(name: str) -> str:
    """Nothing that ends the text of a link."""
    return " ".join(name.replace("[", "(").replace("]", ")").split())
