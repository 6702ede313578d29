"""Figures of boards side by side: what stands in one row, under which setting, and the picture of it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.models import Signal
from compare.answers.boards import BOARDS, board_test
from compare.parts.dots import LINE, dot_plot

V1 = "mistralai--mistral-7b-instruct-v0-2-vs-qwen--qwen2-5-7b-instruct"
ARENA = "deepseek-ai--deepseek-r1-vs-qwen--qwen3-235b-a22b"

figures = st.floats(-1e4, 1e4, allow_nan=False).map(lambda value: round(value, 3))
tests_of_two = st.lists(st.tuples(figures, figures), min_size=1, max_size=12)


def plot_of(pairs):
    rows = [(f"Test {n}", [[(a, str(a))], [(b, str(b))]]) for n, (a, b) in enumerate(pairs)]
    return dot_plot("plot", "Board", "percent", ("A", "B"), rows)


@given(tests_of_two)
def test_dots_stand_in_the_order_of_their_figures_and_inside_the_picture(pairs):
    dots = [dot for row in plot_of(pairs).rows for dot in row.dots]
    assert all(0 < dot.at < 100 for dot in dots)
    in_order = [dot.at for dot in sorted(dots, key=lambda dot: float(dot.text))]
    assert in_order == sorted(in_order)


@given(tests_of_two)
def test_the_scale_begins_at_or_below_the_least_and_ends_at_or_above_the_greatest(pairs):
    plot = plot_of(pairs)
    marks = [float(tick.text.replace(",", "")) for tick in plot.ticks]
    values = [value for pair in pairs for value in pair]
    assume(max(map(abs, values)) < 1e4)
    assert len(marks) >= 2
    assert marks == sorted(set(marks))
    # Marks are printed with six digits.
    assert marks[0] <= min(values) + 0.01
    assert marks[-1] >= max(values) - 0.01


@given(tests_of_two)
def test_no_dot_covers_another_of_its_row(pairs):
    for row in plot_of(pairs).rows:
        assert len({dot.letter for dot in row.dots}) == 2
        a, b = row.dots
        assert b.at - a.at >= 5.5 or (a.y, b.y) == (LINE, LINE - 9)


def test_every_figure_of_the_catalog_that_is_of_a_board_has_a_name_or_is_left_out(whole_catalog):
    metrics = Signal.objects.filter(component="quality").values_list("metric", flat=True).distinct()
    boards = {metric.partition(":")[0] for metric in metrics if ":" in metric}
    assert boards <= set(BOARDS)
    named = [test for test in map(board_test, metrics) if test]
    assert len({(test.board.title, test.name) for test in named}) == len(named) > 60
    assert board_test("open_llm_v1:average") is None
    assert board_test("hf_likes") is None


def page(client, pair, query=""):
    return client.get(f"/compare/{pair}.json{query}").json()


def test_a_row_has_figures_of_one_board_under_one_setting_with_day_and_source(whole_catalog, client):
    (group,) = page(client, V1)["benchmarks"]["groups"]
    assert group["title"] == "Open LLM Leaderboard 2"
    row = next(row for row in group["rows"] if row["benchmark"] == "MATH level 5")
    assert row["setting"] == "4 shots"
    a, b = (cell[0] for cell in row["cells"])
    assert (a["text"], b["text"]) == ("3.0", "50.0")
    assert {a["reported_by"], a["reported"]} == {"independent", "2025-03-21"}
    assert a["source_url"].startswith("https://")


def test_what_one_side_alone_took_is_counted_and_not_set_beside_anything(whole_catalog, client):
    benchmarks = page(client, V1)["benchmarks"]
    assert benchmarks["alone"] == [6, 7]
    text = client.get(f"/compare/{V1}/").content.decode()
    assert "Results without a counterpart under the same setting: Mistral-7B-Instruct-v0.2 6" in text


def test_the_same_test_from_two_boards_is_two_rows(whole_catalog, client):
    titles = [group["title"] for group in page(client, ARENA)["benchmarks"]["groups"]]
    assert titles == ["LMArena text", "aider polyglot", "Reported elsewhere"]


def test_sides_of_different_kinds_take_no_test_together(whole_catalog, client):
    assert page(client, "internlm-vs-the-pile")["benchmarks"] == {"groups": [], "alone": [0, 0]}


def test_a_picture_stands_where_a_board_has_several_tests_and_says_all_figures(whole_catalog, client):
    text = client.get(f"/compare/{V1}/").content.decode()
    assert text.count('class="dot-plot"') == 1
    assert "IFEval: A 55.0, B 75.9." in text
    assert 'class="dot-plot"' not in client.get(f"/compare/{ARENA}/").content.decode()


def test_an_artifact_shows_everything_that_boards_say_of_it(whole_catalog, client):
    boards = client.get("/artifacts/mistralai--mistral-7b-instruct-v0-2.json").json()["boards"]
    assert [(board["title"], len(board["rows"])) for board in boards] == [
        ("Open LLM Leaderboard 2", 6),
        ("Open LLM Leaderboard 1", 6),
    ]


@pytest.mark.parametrize("query", ["", "?diff=0"])
def test_all_facts_are_shown_unless_asked_otherwise(whole_catalog, client, query):
    shown = page(client, V1, query)
    assert not shown["differing"]["only"]
    assert len(shown["facts"]) == shown["differing"]["total"]


def test_only_facts_that_differ_are_shown_on_the_page_and_in_its_twins(whole_catalog, client):
    every, differing = page(client, V1), page(client, V1, "?diff=1")
    assert differing["facts"] == [row for row in every["facts"] if row["differs"]]
    assert differing["differing"]["rows"] == len(differing["facts"]) < differing["differing"]["total"]
    assert client.get(f"/api/v1/comparisons/{V1}?diff=1").json()["facts"] == differing["facts"]
    html = client.get(f"/compare/{V1}/?diff=1&quality=100").content.decode()
    assert 'id="fact-kind"' not in html
    assert f'href="/compare/{V1}/?adoption=0&amp;quality=100&amp;ecosystem=0&amp;match_graph=0#facts"' in html
    assert 'name="diff" value="1"' in html
    markdown = client.get(f"/compare/{V1}.md?diff=1").content.decode()
    assert f"Only the {len(differing['facts'])} of {len(every['facts'])} facts that differ." in markdown


@pytest.mark.parametrize("query", ["?diff=2", "?diff=yes", "?diff=%00"])
def test_what_is_no_choice_of_rows_is_refused_with_what_to_write(whole_catalog, client, query):
    refused = client.get(f"/compare/{V1}/{query}")
    assert refused.status_code == 400
    assert "?diff=1 leaves out facts that agree" in refused.content.decode()
    answer = client.get(f"/api/v1/comparisons/{V1}{query}")
    assert answer.status_code == 422
    assert "diff" in json.dumps(answer.json())


def test_a_page_with_only_what_differs_has_the_address_of_the_whole_one(whole_catalog, client):
    text = client.get(f"/compare/{V1}/?diff=1").content.decode()
    assert re.search(rf'rel="canonical"\s+href="[^"?]*/compare/{V1}/"', text)
