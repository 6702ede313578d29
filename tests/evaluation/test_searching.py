"""The plain search that ours is held against, and the judged questions of our own."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from evaluation.bm25 import Bm25
from evaluation.search_queries import Question
from evaluation.search_tables import ABSENT, searching
from matchgraph.judged import OWN
from matchgraph.needs import needs_read, phrases_of

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
PATHS = {json.loads(line)["path"] for line in (FIXTURES / "capability_kinds.jsonl").read_text().splitlines()}


def test_bm25_puts_rare_words_and_short_texts_first():
    texts = ["river map", "river river river of many other words here", "song", "map of songs and a river"]
    engine = Bm25([Counter(text.split()) for text in texts])
    assert engine.ranking(["river", "map"], 10)[0] == 0
    assert engine.ranking(["song"], 10) == [2]
    assert engine.ranking(["unknown"], 10) == []
    assert len(engine.ranking(["river", "map", "song"], 2)) == 2


def test_our_own_questions_are_many_distinct_and_name_kinds_that_exist():
    rows = [json.loads(line) for line in OWN.read_text().splitlines()]
    assert len({row["query"].lower() for row in rows}) == len(rows) >= 150
    assert len({row["qid"] for row in rows}) == len(rows)
    assert {path for row in rows for path in row["wanted"].get("does", ())} <= PATHS


def test_a_question_belongs_to_one_half_by_its_id_alone():
    assert Question("a", "x", "k", frozenset("s")).half == Question("a", "y", "l", frozenset("t")).half


def test_figures_that_were_not_measured_are_said_to_be_absent():
    assert searching({"development": None, "own": []})["searching_development"] == ABSENT


def test_phrases_lead_to_kinds_that_exist_and_to_none_that_says_what_something_is():
    assert set(needs_read()) <= PATHS
    assert list(phrases_of("terms.commercial", "Commercial use", ("permissive",), ())) == []
    assert "ASR" in phrases_of("audio.speech-recognition", "Speech recognition", ("ASR",), ())
