"""Measures of rankings, by hand-computed values, and the command that prints them."""

from __future__ import annotations

import json
import math

import pytest
from django.core.management import CommandError, call_command

from matchgraph.evaluation import judged_parse, ndcg, quantile, recall, reciprocal_rank
from matchgraph.services import index_refresh
from tests.compare import factories

RIGHT = frozenset({"b", "d"})


def test_measures_of_a_ranking_are_those_of_the_books():
    ranking = ["a", "b", "c", "d"]
    assert recall(ranking, RIGHT, 3) == 0.5
    assert reciprocal_rank(ranking, RIGHT) == 0.5
    assert ndcg(ranking, RIGHT, 4) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)))


def test_measures_of_the_best_and_of_no_ranking_are_one_and_nought():
    assert (recall(["b", "d"], RIGHT, 10), reciprocal_rank(["b"], RIGHT), ndcg(["d", "b"], RIGHT, 10)) == (1, 1, 1)
    assert (recall([], RIGHT, 10), reciprocal_rank([], RIGHT), ndcg([], RIGHT, 10)) == (0, 0, 0)


def test_a_quantile_is_a_value_that_was_seen():
    assert (quantile([3, 1, 2], 0.5), quantile([3, 1, 2], 0.95), quantile([1], 0.5)) == (2, 3, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"qid": 1}, "qid"), ({"query": " "}, "query"), ({"kind": None}, "kind"), ({"relevant": []}, "relevant")],
)
def test_a_judged_line_when_a_field_is_wrong_then_it_is_named(change, field):
    line = {"qid": "q", "query": "x", "kind": "known-item", "relevant": ["a"], "facets": {}} | change
    with pytest.raises(ValueError, match=f"^{field}: "):
        judged_parse(line)


def judged(tmp_path, *lines):
    path = tmp_path / "judged.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


@pytest.mark.django_db
def test_the_command_when_run_then_it_prints_every_way_of_every_kind(tmp_path, capsys):
    factories.artifact("alpha-7b", name="Alpha-7B")
    factories.artifact("beta", summary="Translates letters into French")
    index_refresh()
    path = judged(
        tmp_path,
        {"qid": "1", "query": "alpha 7b", "kind": "known-item", "relevant": ["alpha-7b"]},
        {"qid": "2", "query": "translate a letter", "kind": "need", "relevant": ["beta"]},
    )
    call_command("search", "evaluate", str(path))
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [row[0] for row in rows] == ["known-item"] * 5 + ["need"] * 5 + ["all"] * 5
    fused = next(row for row in rows if row[0] == "all" and row[2] == "fused")
    assert fused[3:7] == ["1.000"] * 4
    names = next(row for row in rows if row[0] == "need" and row[2] == "names")
    assert names[3:7] == ["0.000"] * 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["not json"], "line 1: is not JSON"),
        ([{"qid": "1", "query": "x", "kind": "k"}], "line 1: relevant: a list"),
        ([], "holds no judged query"),
    ],
)
def test_the_command_when_the_file_is_bad_then_it_says_where(tmp_path, lines, says):
    with pytest.raises(CommandError, match=says) as caught:
        call_command("search", "evaluate", str(judged(tmp_path, *lines)))
    assert caught.value.returncode == 3


@pytest.mark.django_db
def test_the_command_when_there_is_no_file_then_it_says_so(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("search", "evaluate", str(tmp_path / "none.jsonl"))


@pytest.mark.django_db
def test_the_command_when_asked_then_it_prints_answers(capsys):
    factories.artifact("alpha")
    call_command("search", "index")
    call_command("search", "ask", "alpha")
    call_command("search", "ask", "nothing like that")
    out = capsys.readouterr().out
    assert "1 documents written" in out
    assert "Unrated  alpha" in out
    assert "nothing found" in out
