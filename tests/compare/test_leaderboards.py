"""Leaderboards: facets in the address, their counts, the way out of an empty list, and the same list in every format."""

from __future__ import annotations

import csv
import io
import re

import pytest

from catalog.labels import OPEN_LICENCES, facts_of
from catalog.models import Artifact
from compare.pages.leaderboards import Asked, leaderboard_page
from scoring.selectors import published_run
from tests.compare import factories

FILTERS = {"licence": "open", "size": "1b-to-10b", "released": "2025"}
ADDRESS = "/rank/model/?licence=open&size=1b-to-10b&released=2025"
BILLION = 10**9


def page(kind="model", *, number=1, members=True, **chosen):
    return leaderboard_page(Asked(kind, number, members, chosen), run=published_run())


def field(shown, name):
    return {option.value: option for field in shown.filters if field.name == name for option in field.options}


def test_a_narrowed_list_holds_what_has_all_of_it_in_the_order_and_places_of_the_whole_one(whole_catalog):
    shown = page(**FILTERS)
    artifacts = {a.slug: a for a in Artifact.objects.filter(slug__in=[row.slug for row in shown.rows])}
    for artifact in artifacts.values():
        assert artifact.licence in OPEN_LICENCES
        assert BILLION <= facts_of(artifact)["parameters"] < 10 * BILLION
        assert artifact.released.startswith("2025")
    whole = [row for number in range(1, 40) for row in page(number=number).rows]
    wanted = [row for row in whole if row.slug in artifacts]
    assert [(row.position, row.band, row.score) for row in wanted] == [
        (row.position, row.band, row.score) for row in shown.rows[: len(wanted)]
    ]
    assert wanted


@pytest.mark.parametrize("members", [True, False])
@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_the_count_beside_a_value_is_how_many_the_list_then_holds(whole_catalog, kind, members):
    shown = page(kind, members=members, licence="open")
    for facet in shown.filters:
        for option in facet.options[1:]:
            chosen = {"licence": "open", facet.name: option.value}
            assert page(kind, members=members, **chosen).listed == option.count, (facet.name, option.value)


def test_values_of_a_facet_share_out_the_whole_list(whole_catalog):
    shown = page()
    for name in ("licence", "price", "size", "context"):
        assert sum(option.count or 0 for option in field(shown, name).values()) == shown.listed


def test_a_filter_that_is_set_can_be_dropped_alone(whole_catalog, client):
    shown = page(members=False, **FILTERS)
    assert [chip.label for chip in shown.chips] == ["Licence: open licence", "Size: 1B to 10B", "Released: 2025"]
    assert shown.chips[0].url == "/rank/model/?size=1b-to-10b&released=2025"
    body = client.get(ADDRESS).content.decode()
    assert '<option value="open" selected>' in body
    assert 'href="/rank/model/?licence=open&amp;released=2025"' in body


def test_pages_of_a_narrowed_list_keep_its_filters(whole_catalog, client):
    shown = page(members=False, licence="open", task="text-generation")
    assert shown.next_url == "/rank/model/?licence=open&task=text-generation&page=2"
    assert client.get(shown.next_url).status_code == 200
    beyond = client.get("/rank/model/?licence=open&task=text-generation&page=9999")
    assert beyond.status_code == 404
    assert f"licence=open&amp;task=text-generation&amp;page={shown.pages}" in beyond.content.decode()


def test_a_list_of_nothing_says_which_filter_to_lift_and_what_that_finds(whole_catalog, client):
    shown = page(members=False, price="over-10", task="image-classification")
    assert (shown.listed, shown.rows) == (0, ())
    assert [chip.label for chip in shown.relaxed] == ["without price of input", "without task"]
    for chip in shown.relaxed:
        body = client.get(chip.url).content.decode()
        assert f"of {chip.count:,} listed" in body
    assert (
        "Lift one of the filters" in client.get("/rank/model/?price=over-10&task=image-classification").content.decode()
    )


def test_where_no_filter_alone_is_the_cause_the_list_says_so(whole_catalog):
    shown = page(members=False, modality="smell", task="smelling")
    assert shown.relaxed == ()
    assert "lift two" in shown.empty.help


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("size=huge", "?size= takes under-1b, 1b-to-10b"),
        ("licence=mit", "?licence= takes open, named or none"),
        ("released=soon", "?released= takes a year"),
        ("released=%C2%B2%C2%B2%C2%B2%C2%B2", "?released= takes a year"),
    ],
)
def test_a_value_that_no_list_knows_is_refused_with_those_there_are(whole_catalog, client, query, said):
    answer = client.get(f"/rank/model/?{query}")
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_dataset_has_no_price_and_no_context_to_choose_by(whole_catalog, client):
    names = {one.name for one in page("dataset").filters}
    assert names == {"licence", "commercial", "size", "released", "modality", "task"}
    assert client.get("/rank/dataset/?context=to-8k").status_code == 200


def test_every_format_holds_the_same_rows_under_the_same_filters(whole_catalog, client):
    shown = page(members=False, **FILTERS)
    names = [row.slug for row in shown.rows]
    query = ADDRESS.partition("?")[2]
    assert [row["slug"] for row in client.get(f"/rank/model.json?{query}").json()["rows"]] == names
    table = client.get(f"/rank/model.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(table.content.decode(), newline="")))
    assert [row["slug"] for row in rows] == names
    assert [row["score"] for row in rows] == [str(row.score.number) if row.score else "" for row in shown.rows]
    text = client.get(f"/rank/model.md?{query}").content.decode()
    assert "Filters: Licence: open licence; Size: 1B to 10B; Released: 2025." in text
    assert text.count("\n| ") == len(names) + 2
    assert client.get(f"{ADDRESS}&format=csv").content == table.content
    assert client.get(ADDRESS, HTTP_ACCEPT="text/csv").content == table.content
    body = client.get(ADDRESS).content.decode()
    assert re.search(
        r'type="text/csv"\s+href="/rank/model.csv\?licence=open&amp;size=1b-to-10b&amp;released=2025"', body
    )


def test_the_parts_of_a_row_in_the_table_sum_to_its_score(whole_catalog, client):
    table = client.get("/rank/dataset.csv")
    for row in csv.DictReader(io.StringIO(table.content.decode(), newline="")):
        parts = (row["adoption"], row["quality"], row["ecosystem"], row["match_graph"])
        assert sum(round(10 * float(part)) for part in parts) == round(10 * float(row["score"]))


def test_a_narrowed_list_is_not_offered_to_search_engines_and_the_whole_one_is(whole_catalog, client):
    assert client.get(ADDRESS)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/rank/model/")


def test_checked_rows_lead_to_their_comparison(whole_catalog, client):
    body = client.get("/rank/model/").content.decode()
    slugs = re.findall(r'name="pick" value="([^"]+)"', body)
    assert len(slugs) == 50
    answer = client.get("/compare/", {"pick": slugs[:2]})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.django_db
def test_a_curated_fact_narrows_as_it_reads_and_a_new_run_shows_the_edit(client):
    factories.artifact("alpha", facts={"parameters": 5 * BILLION}, curated_facts={"parameters": 50 * BILLION})
    factories.artifact("beta", facts={"parameters": 5 * BILLION, "context_length": 0, "max_context_length": 4096})
    factories.published()

    def slugs(**chosen):
        return {row.slug for row in page(**chosen).rows}

    assert slugs(size="10b-to-100b") == {"alpha"}
    assert slugs(size="1b-to-10b", context="to-8k") == {"beta"}
    Artifact.objects.filter(slug="beta").update(facts={"parameters": 500})
    factories.published()
    assert slugs(size="under-1b") == {"beta"}


@pytest.mark.django_db
def test_a_list_is_narrowed_by_what_a_licence_says_of_commercial_use():
    licences = {"mit": "yes", "cc0-1.0": "yes", "llama-3-community": "limited", "cc-by-nc-4.0": "no", "other": "none"}
    for licence in licences:
        factories.artifact(licence.replace(".", "-"), licence=licence)
    factories.artifact("silent")
    factories.published()
    found = {said: {row.slug for row in page(commercial=said).rows} for said in ("yes", "limited", "no", "none")}
    assert found == {
        "yes": {"mit", "cc0-1-0"},
        "limited": {"llama-3-community"},
        "no": {"cc-by-nc-4-0"},
        "none": {"other", "silent"},
    }


@pytest.mark.django_db
def test_a_list_before_the_first_run_has_no_filters_and_says_why(client):
    body = client.get("/rank/model/?licence=open").content.decode()
    assert "No scoring run has been published yet" in body
    assert "<select" not in body.partition("<main")[2]
