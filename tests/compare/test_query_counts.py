"""Each public page asks the database an exact number of questions, whatever it holds."""

from __future__ import annotations

import pytest

from catalog.models import Artifact
from tests.browser.addresses import TODAY
from tests.compare import factories

MODELS = ("deepseek-ai--deepseek-r1", "qwen--qwen3-235b-a22b")
SIX = (
    *MODELS,
    "blip-2",
    "internlm",
    "qwen--qwen2-5-7b-instruct",
    "the-pile",
)
COMPARISON = f"/compare/{'-vs-'.join(sorted(MODELS))}/"


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 9),
        ("/?a=internlm&b=the-pile", 2),
        (COMPARISON, 12),
        (f"/compare/{'-vs-'.join(sorted(SIX))}/", 10),
        (COMPARISON.rstrip("/") + ".md", 12),
        (COMPARISON + "?quality=100", 12),
        ("/compare/the-pile-vs-internlm/", 1),
        ("/compare/internlm-vs-nothing-like-it-xyz/", 5),
        ("/artifacts/the-pile/", 15),
        ("/artifacts/llama/", 17),
        ("/artifacts/mimo/", 17),
        (f"/artifacts/the-pile/?at={TODAY}", 16),
        (f"/compare/internlm-vs-the-pile/?at={TODAY}", 13),
        ("/artifacts/the-pile/?at=2020-01-01", 3),
        ("/rank/model/", 4),
        ("/rank/model/?licence=open&size=1b-to-10b&task=text-generation&page=2", 4),
        ("/rank/model.csv?context=over-128k", 4),
        ("/rank/model/?size=over-100b&task=image-classification", 1),
        ("/rank/model/?members=1&page=3", 4),
        ("/rank/dataset/?page=40", 5),
        (f"/rank/model/?at={TODAY}", 5),
        ("/match-graph/", 4),
        ("/rank/model/?page=9999", 3),
        ("/methodology/", 2),
        ("/methodology/ur-0.2.0/", 2),
        ("/methodology/ur-9/", 1),
        ("/search/", 2),
        ("/search/?q=gpt+4o", 11),
        ("/search/?q=speech+to+text&kind=model&licence=open&page=2", 10),
        ("/search/?q=zzzzqqqq", 3),
        ("/search/?q=zzzzqqqq&kind=dataset&modality=text", 5),
        ("/suggest/?q=llama", 1),
        ("/suggest/?q=a", 0),
        ("/compare/?pick=internlm&pick=the-pile", 0),
        ("/compare/?pick=internlm", 0),
        ("/api/v1/search?q=speech+to+text", 10),
        ("/api/v1/search?q=a", 0),
        ("/capabilities/", 3),
        ("/capabilities/?q=tool", 3),
        ("/capabilities/agent.tool-calling/", 8),
        ("/capabilities/data/?page=30", 8),
        ("/capabilities/agent.tol-calling/", 2),
        ("/alternatives/the-pile/", 4),
        ("/alternatives/gpt-4o-2024-05-13/", 4),
        ("/embed/the-pile/", 6),
        ("/embed/internlm-vs-the-pile/", 6),
        (f"/embed/{'-vs-'.join(sorted(SIX))}/", 6),
        ("/badge/the-pile.svg", 3),
        ("/badge/the-pile.json", 3),
        ("/api/v1/capabilities", 3),
        ("/api/v1/capabilities/agent.tool-calling", 8),
        ("/nothing/here", 1),
        ("/og/the-pile.png", 13),
        ("/og/internlm-vs-the-pile.png", 13),
        ("/og.png", 0),
        ("/robots.txt", 0),
        ("/sitemap.xml", 4),
        ("/sitemaps/artifacts-2.xml", 3),
        ("/sitemaps/capabilities-1.xml", 3),
        ("/sitemaps/lists-1.xml", 1),
        ("/sitemaps/comparisons-1.xml", 2),
        ("/feeds/comparisons.atom", 1),
        ("/feeds/scores.atom", 1),
        ("/compare/internlm-vs-the-pile/", 12),
        ("/api/v1/comparisons/internlm-vs-the-pile", 12),
        ("/api/v1/artifacts/the-pile", 15),
        ("/api/v1/docs", 0),
        ("/docs/api/", 0),
        ("/api/nothing", 0),
    ],
)
def test_a_page_of_the_whole_catalog_asks_exactly(whole_catalog, client, django_assert_num_queries, address, queries):
    if address.startswith("/rank/"):
        client.get(address)  # A process reads the facets of a list once a run.
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_first_list_that_a_process_shows_of_a_run_asks_one_question_more(
    whole_catalog, client, django_assert_num_queries
):
    with django_assert_num_queries(5):
        client.get("/rank/model/")
    with django_assert_num_queries(4):
        client.get("/rank/model/?licence=open")


def test_a_page_when_unchanged_asks_for_sides_and_run_alone(whole_catalog, client, django_assert_num_queries):
    tag = client.get(COMPARISON)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(COMPARISON, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("entries", [1, 40])
def test_a_comparison_when_capabilities_grow_asks_no_more(whole_catalog, client, django_assert_num_queries, entries):
    for slug in MODELS:
        of = Artifact.objects.get(slug=slug)
        of.capabilities.all().delete()
        for number in range(entries):
            factories.entry(of, f"Entry {number}", kind=f"text.kind-{number}", cited=True)
    with django_assert_num_queries(12):
        assert f"({entries} shared" in client.get(COMPARISON.rstrip("/") + ".md").content.decode()
