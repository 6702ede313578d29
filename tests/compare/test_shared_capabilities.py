"""Shared rows and the table of who has what, on pages made from small catalogs."""

from __future__ import annotations

import json

import pytest

from catalog.models import AlignmentOverride
from tests.compare import factories

database = pytest.mark.django_db


@pytest.fixture
def three():
    a, b, c = (factories.artifact(slug) for slug in ("alpha", "beta", "gamma"))
    return (
        factories.entry(a, "Calls of tools", kind="agent.tool-calling"),
        factories.entry(b, "Tool calling"),
        factories.entry(b, "<b>Chat</b>"),
        c,
    )


def rows(client, address):
    return json.loads(client.get(address).content)["capabilities"]


@database
def test_a_row_aligned_by_text_says_so_in_every_format(client, three):
    address = "/compare/alpha-vs-beta/"
    assert "similar text 1.00" in client.get(address).content.decode()
    assert "Aligned by: similar text 1.00." in client.get("/compare/alpha-vs-beta.md").content.decode()
    (row,) = rows(client, "/api/v1/comparisons/alpha-vs-beta")["shared"]
    assert (row["method"], row["likeness"], row["how"]) == ("text", 1.0, "similar text 1.00")


@database
def test_a_likeness_below_one_is_printed_without_the_nought(client):
    a, b = factories.artifact("alpha"), factories.artifact("beta")
    factories.entry(a, "Zither solo music playing")
    factories.entry(b, "Zither solo music")
    (row,) = rows(client, "/compare/alpha-vs-beta.json")["shared"]
    assert 0.75 <= row["likeness"] < 1
    assert row["how"] == f"similar text .{round(row['likeness'] * 100)}"


@database
def test_what_a_curator_says_decides_and_changes_the_page_at_once(client, three):
    one, other, chat, _ = three
    address = "/compare/alpha-vs-beta/"
    tag = client.get(address)["ETag"]
    said = AlignmentOverride.objects.create(one=other, other=one, verdict="different")
    fresh = client.get(address, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "similar text" not in fresh.content.decode()
    said.verdict = "same"
    said.one = chat
    said.save()
    (row,) = rows(client, "/compare/alpha-vs-beta.json")["shared"]
    assert (row["method"], row["how"], row["likeness"]) == ("curator", "set by a curator", None)
    assert [item["name"] for item in row["items"]] == ["Calls of tools", "<b>Chat</b>"]


@database
def test_three_sides_get_a_table_in_which_silence_is_no_lack(client, three):
    found = rows(client, "/compare/alpha-vs-beta-vs-gamma.json")["matrix"]
    assert [(row["name"], row["how"], row["cells"]) for row in found] == [
        ("Calls of tools", "similar text 1.00", ["yes", "yes", "none stated"]),
        ("<b>Chat</b>", "", ["no", "yes", "none stated"]),
    ]
    page = client.get("/compare/alpha-vs-beta-vs-gamma/").content.decode()
    assert 'class="presence-none-stated"' in page
    assert "&lt;b&gt;Chat&lt;/b&gt;" in page
    assert "<b>Chat</b>" not in page
    assert "| none stated |" in client.get("/compare/alpha-vs-beta-vs-gamma.md").content.decode()


@database
def test_two_sides_get_no_table(client, three):
    assert rows(client, "/compare/alpha-vs-beta.json")["matrix"] == []
    assert "presence-table" not in client.get("/compare/alpha-vs-beta/").content.decode().replace(
        "presence_table.css", ""
    )


def test_a_table_names_every_row_and_every_entry_of_the_page_once(whole_catalog, client):
    slugs = ("blip-2", "internlm", "qwen--qwen2-5-7b-instruct", "the-pile")
    found = rows(client, f"/compare/{'-vs-'.join(slugs)}.json")
    anchors = [row["anchor"] for row in found["shared"]] + [
        item["anchor"] for lane in found["only"] for item in lane["items"]
    ]
    assert sorted(row["anchor"] for row in found["matrix"]) == sorted(anchors)
    shared = [row["cells"].count("yes") for row in found["matrix"]]
    assert shared == sorted(shared, reverse=True)
