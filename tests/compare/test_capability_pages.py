"""Pages of capability kinds: the tree, its filter, and one kind with everything that has it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from catalog.models import Artifact, CapabilityEntry, CapabilityKind
from tests.compare import factories


def kind(path, **fields):
    parent = path.rpartition(".")[0]
    above = kind(parent) if parent and not CapabilityKind.objects.filter(path=parent).exists() else None
    above = above or CapabilityKind.objects.filter(path=parent).first()
    return CapabilityKind.objects.create(path=path, parent=above, **{"name": path.title(), **fields})


@pytest.fixture
def small(db):
    """Two kinds under a root; three models of different standing and a dataset that have them."""
    kind("text.chat", name="Conversation", synonyms=["dialogue"], definition="Talks.", intents=["hold a talk"])
    kind("text.chat.long", name="Long conversation")
    high, low = factories.rated("high", downloads=9_000_000), factories.rated("low", downloads=10)
    unrated, data = factories.artifact("unrated"), factories.artifact("data", kind="dataset")
    hidden = factories.rated("hidden")
    for of, path in (
        (high, "text.chat.long"),
        (low, "text.chat"),
        (unrated, "text.chat"),
        (data, "text.chat"),
        (hidden, "text.chat"),
    ):
        factories.entry(of, f"Talk of {of.name}", kind=path, cited=of is low)
    factories.entry(high, "More talk", kind="text.chat")
    factories.published()
    Artifact.objects.filter(pk=hidden.pk).update(status="hidden")


def page_of(client, address):
    return client.get(address, headers={"Accept": "application/json"}).json()


def test_a_kind_lists_who_has_it_or_a_kind_below_by_score_unrated_last(client, small):
    page = page_of(client, "/capabilities/text.chat/")
    assert [row["slug"] for row in page["rows"]] == ["high", "low", "unrated"]
    assert [row["position"] for row in page["rows"]][-1] is None
    assert page["rows"][0]["score"] > page["rows"][1]["score"]
    assert page["rows"][2]["score"] is None
    assert [(tab["kind"], tab["count"], tab["current"]) for tab in page["tabs"]] == [
        ("model", 3, True),
        ("dataset", 1, False),
    ]
    assert [row["slug"] for row in page_of(client, "/capabilities/text.chat/?kind=dataset")["rows"]] == ["data"]


def test_an_entry_of_a_kind_below_says_which_and_own_entries_come_first(client, small):
    first, second = page_of(client, "/capabilities/text.chat/")["rows"][0]["entries"]
    assert (first["name"], first["kind_name"]) == ("More talk", "")
    assert (second["kind_name"], second["kind_url"]) == ("Long conversation", "/capabilities/text.chat.long/")


def test_an_entry_says_how_and_where_that_is_stated(client, small):
    (low,) = (row for row in page_of(client, "/capabilities/text.chat/")["rows"] if row["slug"] == "low")
    (entry,) = low["entries"]
    assert entry["description"] == "What Talk of Low is."
    (link,) = entry["citations"]
    assert link["url"] == "/artifacts/low/#source-a-1"
    anchor = entry["url"].partition("#")[2]
    assert f'id="{anchor}"' in client.get("/artifacts/low/").content.decode()


def test_a_kind_names_what_stands_above_and_below(client, small):
    page = page_of(client, "/capabilities/text.chat/")
    assert [line["path"] for line in page["above"]] == ["text"]
    assert [(line["path"], line["models"]) for line in page["below"]] == [("text.chat.long", 1)]
    assert page["own"] == 3
    assert (page["synonyms"], page["intents"]) == (["dialogue"], ["hold a talk"])


def test_a_draft_entry_does_not_count(client, small):
    CapabilityEntry.objects.filter(artifact__slug="low").update(status="draft")
    assert "low" not in {row["slug"] for row in page_of(client, "/capabilities/text.chat/")["rows"]}


def test_before_any_run_everybody_is_listed_without_a_score(client, db):
    kind("text.chat")
    for slug in ("b", "a"):
        factories.entry(factories.artifact(slug), "Talk", kind="text.chat")
    rows = page_of(client, "/capabilities/text/")["rows"]
    assert [(row["slug"], row["score"]) for row in rows] == [("a", None), ("b", None)]


def test_a_merged_kind_leads_to_what_it_became_at_last(client, small):
    target = CapabilityKind.objects.get(path="text.chat")
    between = kind("text.talk", merged_into=target)
    kind("text.talking", merged_into=between)
    for address in ("/capabilities/text.talk/?page=1", "/capabilities/text.talking/?page=1"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/capabilities/text.chat/?page=1")
    response = client.get("/api/v1/capabilities/text.talk")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/capabilities/text.chat")
    assert "text.talk" not in {
        line["path"] for tree in page_of(client, "/capabilities/")["trees"] for line in tree["kinds"]
    }


def test_kinds_merged_in_a_circle_lead_somewhere_and_end(client, small):
    one, other = kind("text.one"), kind("text.other")
    CapabilityKind.objects.filter(pk=one.pk).update(merged_into=other)
    CapabilityKind.objects.filter(pk=other.pk).update(merged_into=one)
    assert client.get("/capabilities/text.one/").status_code == 301


def test_a_path_in_capitals_leads_to_the_one_in_small_letters(client, small):
    assert client.get("/capabilities/Text.Chat/")["Location"] == "/capabilities/text.chat/"


@pytest.mark.parametrize("asked", ["text.caht", "conversatio", "dialog"])
def test_an_unknown_kind_is_not_found_with_near_ones(client, small, asked):
    response = client.get(f"/capabilities/{asked}/")
    assert response.status_code == 404
    assert "/capabilities/text.chat/" in response.content.decode()
    problem = client.get(f"/api/v1/capabilities/{asked}")
    assert (problem.status_code, problem.json()["type"]) == (404, "unknown-capability")
    assert "text.chat" in {choice["slug"] for choice in problem.json()["near"][0]["choices"]}


@pytest.mark.parametrize("query", ["?kind=robot", "?page=0", "?page=x", "?format=csv"])
def test_a_list_that_cannot_be_made_is_refused_in_words(client, small, query):
    response = client.get(f"/capabilities/text.chat/{query}")
    assert response.status_code == 400
    assert "cannot be answered" in response.content.decode()


@pytest.mark.parametrize("query", ["?kind=robot", "?page=0", "?page=x"])
def test_a_list_of_the_api_that_cannot_be_made_is_a_problem(client, small, query):
    response = client.get(f"/api/v1/capabilities/text.chat{query}")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


def test_a_page_beyond_the_end_leads_to_the_last(client, small):
    response = client.get("/capabilities/text.chat/?page=9&kind=dataset")
    assert response.status_code == 404
    assert "/capabilities/text.chat/?kind=dataset" in response.content.decode()
    assert client.get("/api/v1/capabilities/text.chat?page=9").json()["type"] == "beyond-end"


@pytest.mark.parametrize("asked", ["dialogue", "HOLD talk", "text.chat talks"])
def test_the_filter_finds_kinds_that_say_every_word(client, small, asked):
    page = page_of(client, f"/capabilities/?q={quote(asked)}")
    assert [line["path"] for tree in page["trees"] for line in tree["kinds"]] == ["text.chat"]
    assert (page["shown"], page["query"]) == (1, asked)


def test_the_filter_when_nothing_matches_says_what_to_do(client, small):
    response = client.get("/capabilities/?q=%00<b>xyz")
    assert "No kind says" in response.content.decode()
    assert "<b>xyz" not in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"


def test_an_empty_catalog_says_how_to_fill_it(client, db):
    assert "import_catalog" in client.get("/capabilities/").content.decode()


def test_counts_of_the_whole_tree_are_those_of_the_catalog(whole_catalog, client):
    page = page_of(client, "/capabilities/")
    lines = {line["path"]: line for tree in page["trees"] for line in (tree["root"], *tree["kinds"])}
    assert len(lines) == CapabilityKind.objects.filter(merged_into=None).count() == page["total"]
    for path in ("agent.tool-calling", "text.generation", "data.content.images"):
        for artifact_kind in ("model", "dataset"):
            listed = Artifact.objects.listed().filter(
                kind=artifact_kind, capabilities__kind__path=path, capabilities__status="published"
            )
            assert lines[path][f"{artifact_kind}s"] == listed.distinct().count()


def test_pages_of_a_large_kind_together_hold_each_artifact_once(whole_catalog, client):
    seen = []
    page = page_of(client, "/capabilities/multimodal/?kind=model")
    for number in range(1, page["pages"] + 1):
        rows = page_of(client, f"/capabilities/multimodal/?kind=model&page={number}")["rows"]
        seen += [row["slug"] for row in rows]
    assert len(seen) == len(set(seen)) == next(tab["count"] for tab in page["tabs"] if tab["kind"] == "model")


def test_the_api_and_the_page_hold_the_same_document(whole_catalog, client):
    for page, api in (
        ("/capabilities/?q=tool", "/api/v1/capabilities?q=tool"),
        ("/capabilities/agent.tool-calling/", "/api/v1/capabilities/agent.tool-calling"),
        ("/capabilities/agent/?kind=dataset", "/api/v1/capabilities/agent.json?kind=dataset"),
    ):
        assert page_of(client, page) == client.get(api).json()


def test_a_capability_card_leads_to_its_kind(whole_catalog, client):
    for address in ("/artifacts/blip-2/", "/compare/internlm-vs-the-pile/"):
        assert 'href="/capabilities/' in client.get(address).content.decode()
