"""Pages of a past day, and the history on the page of an artifact."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from catalog.models import Signal
from compare.parts.history import Moved, chart_of
from scoring.models import ScoringRun
from scoring.retiring import runs_prune
from tests.compare import factories
from tests.templates.markup import read

DAYS = (date(2026, 1, 10), date(2026, 1, 20), date(2026, 1, 30))
PAIR = "/compare/alpha-vs-beta/"


@pytest.fixture
def three_runs(db):
    """Runs on three days in which alpha rises and beta stays; the oldest is pruned. Gives alpha's scores."""
    alpha = factories.rated("alpha", downloads=100)
    factories.rated("beta")
    factories.artifact("gamma", kind="dataset")
    for day, downloads in zip(DAYS, (100, 10_000, 1_000_000), strict=True):
        Signal.objects.filter(artifact=alpha, metric="hf_downloads_30d").update(value=downloads)
        run = factories.published()
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        ScoringRun.objects.filter(pk=run.pk).update(published_at=moment)
    runs_prune()


def tree_of(response):
    tree, faults = read(response.content.decode())
    assert faults == []
    ids = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    return tree


def test_a_page_of_a_past_day_says_so_and_stays_away_from_search_engines(three_runs, client):
    for address in ("/artifacts/alpha/", PAIR):
        response = client.get(f"{address}?at=2026-01-15")
        tree = tree_of(response)
        note = next(element for element in tree.all("p") if element.attributes.get("class") == "past")
        assert "as this site showed them at the end of 2026-01-15 (UTC)" in note.text
        assert [link.attributes["href"] for link in note.all("a")] == [address]
        assert response["X-Robots-Tag"] == "noindex"
        heads = {link.attributes.get("rel"): link.attributes["href"] for link in tree.all("link")}
        assert heads["canonical"] == f"{settings.SITE_URL}{address}"
        assert f"{address.rstrip('/')}.md?at=2026-01-15" in response.content.decode()


def test_a_page_of_today_says_nothing_of_a_past_day(three_runs, client):
    for address in ("/artifacts/alpha/", PAIR):
        assert 'class="past"' not in client.get(address).content.decode()


@pytest.mark.parametrize("day", DAYS)
def test_a_page_of_a_past_day_shows_the_score_of_that_day(three_runs, client, day):
    changes = client.get("/api/v1/artifacts/alpha/score/history").json()["changes"]
    (score,) = [change["score"] for change in changes if change["published_at"].startswith(day.isoformat())]
    artifact = client.get(f"/artifacts/alpha.json?at={day}").json()
    pair = client.get(f"/compare/alpha-vs-beta.json?at={day}").json()
    assert artifact["side"]["score"] == artifact["score"]["total"] == pair["sides"][0]["score"] == score
    rank = next(row for row in artifact["facts"] if row["key"] == "rank")
    assert rank["cells"][0]["text"] == f"{score}/100"
    assert f"{score}" in client.get(f"/artifacts/alpha/?at={day}").content.decode()


def test_a_page_of_a_day_whose_run_is_pruned_has_points_and_says_why_it_has_no_rows(three_runs, client):
    page = client.get("/compare/alpha-vs-beta.json?at=2026-01-15").json()
    assert page["past"]["rows_gone"].startswith("Rows are kept of the last two runs;")
    assert page["differences"] is None
    assert page["verdict"]["winner"] is None
    assert page["verdict"]["headline"].endswith("its verdict is not kept.")
    assert all(part["rows"] == [] for block in page["scores"] for part in block["components"])
    html = tree_of(client.get(f"{PAIR}?at=2026-01-15"))
    assert "The rows of this run are no longer kept." in next(html.all("main")).text
    alone = next(tree_of(client.get("/artifacts/alpha/?at=2026-01-15")).all("main")).text
    assert "its position of that day is not kept" in alone
    assert "None" not in alone
    assert "The scores of today:" in client.get("/artifacts/alpha.md?at=2026-01-15").content.decode()


def test_a_page_of_a_day_whose_run_is_kept_has_its_rows_and_its_verdict(three_runs, client):
    page = client.get("/compare/alpha-vs-beta.json?at=2026-01-25").json()
    assert page["past"]["rows_gone"] == ""
    assert all(part["rows"] for block in page["scores"] for part in block["components"])
    assert "not kept" not in page["verdict"]["headline"]


def test_sides_of_different_kinds_are_told_apart_on_any_day(three_runs, client):
    page = client.get("/compare/alpha-vs-gamma.json?at=2026-01-15").json()
    assert "not kept" not in page["verdict"]["headline"]


def test_a_day_before_the_first_run_leads_to_today(three_runs, client):
    for address in ("/artifacts/alpha/", PAIR):
        response = client.get(f"{address}?at=2026-01-09")
        assert response.status_code == 404
        text = next(tree_of(response).all("main")).text
        assert "There were no scores here on 2026-01-09: the first scores were published on 2026-01-10." in text
        assert f'href="{address}"' in response.content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "9999-01-01", "2026-01-15T00:00"])
def test_what_is_no_day_or_still_to_come_is_refused_with_the_right_form(three_runs, client, day):
    for address in ("/artifacts/alpha/", PAIR):
        response = client.get(f"{address}?at={day}")
        assert response.status_code == 400
        assert "?at=" in response.content.decode()


def test_another_name_leads_on_with_its_day(three_runs, client):
    response = client.get("/compare/beta-vs-alpha/?at=2026-01-15")
    assert (response.status_code, response["Location"]) == (301, f"{PAIR}?at=2026-01-15")


def test_days_have_entity_tags_of_their_own(three_runs, client):
    tags = {client.get(f"/artifacts/alpha/{query}")["ETag"] for query in ("", "?at=2026-01-30", "?at=2026-01-31")}
    assert len(tags) == 3


def test_the_history_is_a_drawing_with_a_table_beside_it(three_runs, client):
    tree = tree_of(client.get("/artifacts/alpha/"))
    table = next(element for element in tree.all("table") if element.attributes.get("class") == "score-history")
    days = [head.text for head in table.all("th") if head.attributes["scope"] == "row"]
    assert days == ["2026-01-30", "2026-01-20", "2026-01-10"]
    links = [link.attributes["href"] for link in table.all("a")]
    assert links[0] == "/artifacts/alpha/?at=2026-01-30"
    paths = [element for element in tree.all("path") if element.attributes.get("class") == "history-chart-line"]
    assert len(paths) == 1


def test_the_history_of_a_single_score_draws_no_line(db, client):
    factories.rated("alpha")
    factories.published()
    page = client.get("/artifacts/alpha.json").json()
    assert page["history"]["chart"] is None
    assert len(page["history"]["steps"]) == 1
    assert "a line is drawn once there is a second one" in client.get("/artifacts/alpha/").content.decode()


def test_without_a_run_there_is_neither_history_nor_receipt(db, client):
    factories.artifact("alpha")
    page = client.get("/artifacts/alpha.json").json()
    assert (page["history"], page["receipt_url"]) == (None, "")


def at(day):
    return datetime(2026, 1, day, tzinfo=UTC)


def test_a_chart_holds_each_level_until_the_next_one():
    moves = [Moved(at(1), 500, "m"), Moved(at(6), 600, "m")]
    chart = chart_of(moves, until=at(11))
    assert (chart.low.tenths, chart.high.tenths) == (480, 620)
    assert chart.paths == ("M0 86H470V14H1000",)
    assert chart.bands == ()
    assert chart.breaks == ()
    assert chart.label == "From 50.0 on 2026-01-01 to 60.0 on 2026-01-11, 2 steps"


def test_a_chart_breaks_where_the_methodology_changes_and_where_there_is_no_score():
    moves = [
        *(Moved(at(1), 500, "a"), Moved(at(2), None, "a"), Moved(at(3), 510, "a")),
        *(Moved(at(5), 700, "b"), Moved(at(7), 710, "b")),
    ]
    chart = chart_of(moves, until=at(11))
    assert len(chart.paths) == 3
    assert chart.breaks == (376,)
    assert all(path.startswith("M") and path.count("M") == 1 for path in chart.paths)


def test_a_chart_shades_the_intervals_of_a_methodology_that_gives_some():
    moves = [Moved(at(1), 500, "a"), Moved(at(3), 500, "b", 400, 600), Moved(at(7), 550, "b", 450, 600)]
    chart = chart_of(moves, until=at(11))
    assert (chart.low.tenths, chart.high.tenths) == (380, 620)
    assert chart.bands == ("M188 8H564V8H1000V71H564V92H188Z",)


def test_a_chart_of_fewer_than_two_scores_is_none():
    assert chart_of([Moved(at(1), None, "m"), Moved(at(2), 500, "m")], until=at(3)) is None


def test_a_chart_stays_on_the_scale():
    chart = chart_of([Moved(at(1), 5, "m"), Moved(at(2), 995, "m")], until=at(3))
    assert (chart.low.tenths, chart.high.tenths) == (0, 1000)
