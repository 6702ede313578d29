"""What leaves a page: a table that sums, a citation that names its run, a description for search engines."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.core.management import call_command

from tests.compare import factories

PAIR = "/compare/deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b"
ACROSS = "/compare/internlm-vs-the-pile"


def table(client, address, **headers):
    answer = client.get(address, **headers)
    assert answer.status_code == 200, answer.content[:300]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode(), newline="")))


@pytest.mark.parametrize("address", [PAIR, ACROSS, "/artifacts/the-pile"])
def test_points_of_a_table_sum_to_the_score_and_every_row_has_a_cell_for_each_side(client, whole_catalog, address):
    head, *rows = table(client, f"{address}.csv")
    assert all(len(row) == len(head) for row in rows)
    for column in range(3, len(head), 2):
        points = [round(10 * float(row[column])) for row in rows if row[0] == "points" and row[column]]
        (score,) = [row[column] for row in rows if row[1] == "rank"]
        assert sum(points) == round(10 * float(score))


def test_the_table_has_every_capability_of_each_side_and_what_both_have_on_one_line(client, whole_catalog):
    rows = [row for row in table(client, f"{PAIR}.csv") if row[0] == "capability"]
    page = client.get(f"/api/v1/comparisons/{PAIR.split('/')[2]}").json()["capabilities"]
    assert [sum(bool(row[column]) for row in rows) for column in (3, 5)] == page["counts"]
    assert sum(bool(row[3] and row[5]) for row in rows) == len(page["shared"])


def test_suffix_query_header_and_command_give_the_same_table(client, whole_catalog, capsys):
    by_suffix = client.get(f"{PAIR}.csv").content
    assert client.get(f"{PAIR}/?format=csv").content == by_suffix
    assert client.get(f"{PAIR}/", HTTP_ACCEPT="text/csv").content == by_suffix
    call_command("compare", *PAIR.split("/")[2].split("-vs-"), "--format", "csv")
    assert capsys.readouterr().out.encode().replace(b"\r\n", b"\n") == by_suffix.replace(b"\r\n", b"\n")


def test_a_page_without_a_table_says_which_formats_it_has(client, whole_catalog):
    answer = client.get("/alternatives/the-pile/?format=csv")
    assert answer.status_code == 400
    assert "ask for html, md or json" in answer.content.decode()


@pytest.mark.django_db
def test_a_name_that_begins_like_a_formula_is_text_in_the_table(client):
    factories.artifact("alpha", name="=HYPERLINK(1)")
    rows = table(client, "/artifacts/alpha.csv")
    assert ["name", "name", "Name", "'=HYPERLINK(1)", ""] in rows


@pytest.mark.django_db
def test_a_citation_names_run_and_methodology_and_keeps_what_tex_would_read_as_a_command(client, settings):
    settings.SITE_URL = "https://site.example"
    factories.rated("alpha", name="R&D_1 50% {x} ~ ^ \\")
    run = factories.published()
    shown = client.get("/api/v1/artifacts/alpha").json()["snippets"]
    cited = {snippet["key"]: snippet["text"] for snippet in shown}
    assert cited["cite-bibtex"].startswith(f"@misc{{site-example-alpha-run{run.pk},")
    assert r"R\&D\_1 50\% \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{}" in cited["cite-bibtex"]
    assert f"scoring run {run.pk}, methodology {run.methodology}" in cited["cite-text"]
    assert cited["cite-text"].endswith("https://site.example/artifacts/alpha/")


@pytest.mark.django_db
def test_without_a_run_nothing_can_be_cited(client):
    factories.artifact("alpha")
    keys = [snippet["key"] for snippet in client.get("/api/v1/artifacts/alpha").json()["snippets"]]
    assert "link-markdown" in keys
    assert not [key for key in keys if key.startswith("cite")]


def described(client, address):
    html = client.get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(text) for text in found]


def test_a_comparison_that_search_engines_may_have_describes_both_sides_and_rates_none(client, whole_catalog):
    (page,) = described(client, f"{PAIR}/")
    assert page["@type"] == "WebPage"
    assert [item["item"]["@type"] for item in page["mainEntity"]["itemListElement"]] == ["SoftwareApplication"] * 2
    assert "ating" not in json.dumps(page)
    (dataset,) = described(client, "/artifacts/the-pile/")
    assert (dataset["@type"], dataset["name"]) == ("Dataset", "The Pile")


def test_a_page_that_search_engines_may_not_have_describes_nothing(client, whole_catalog):
    assert described(client, f"{PAIR}/?quality=100") == []


@pytest.mark.django_db
def test_a_name_that_would_end_the_script_does_not(client):
    factories.artifact("alpha", name="</script><script>alert(1)</script>&")
    (page,) = described(client, "/artifacts/alpha/")
    assert page["name"] == "</script><script>alert(1)</script>&"
