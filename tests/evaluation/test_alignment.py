"""Judged alignments: the files hang together, the constants are the fitted ones, and the targets are met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compare.answers.alignment import ALIKE_FROM, align
from compare.answers.likeness import STRETCH
from evaluation import alignment
from evaluation.alignment_gold import FOLDS, VIEWS, gold_read, kinds_read, seen
from tests.seed_shingles import hashed, shingles, stored

RESULTS = json.loads((Path(__file__).resolve().parent.parent.parent / "docs" / "evaluation.json").read_text())[
    "alignment"
]
PAIRS = gold_read()


def test_sixty_pairs_of_real_artifacts_and_more_are_judged():
    assert sum(pair.stratum != "retold" for pair in PAIRS) >= 60
    assert sum(len(pair.same) for pair in PAIRS) >= 200
    for stratum in ("inferred", "curated", "retold"):
        folds = [pair.fold for pair in PAIRS if pair.stratum == stratum]
        assert abs(folds.count(FOLDS[0]) - folds.count(FOLDS[1])) <= 1


def test_judgements_name_entries_of_the_two_lists_and_give_each_one_partner():
    for pair in PAIRS:
        for side, rows in enumerate(pair.lists):
            named = [ids[side] for ids in pair.same]
            assert len(named) == len(set(named))
            assert set(named) <= {row["id"] for row in rows}


def test_retold_texts_are_in_words_of_our_own():
    texts = {
        row["description"]
        for pair in PAIRS
        for rows in pair.lists
        for row in rows
        if row["artifact"].startswith("retold")
    }
    known = stored()
    assert texts
    assert not [run for text in texts for run in shingles(text) if hashed(run) in known]


def test_the_constants_are_those_that_the_development_half_gives():
    assert RESULTS["fitted"] == {"stretch": STRETCH, "threshold": ALIKE_FROM}


def test_the_figures_of_the_page_are_those_of_the_code():
    for row in RESULTS["views"]:
        fold = [pair for pair in PAIRS if pair.fold == row["fold"]]
        assert alignment._scores(alignment._counts_in_use(fold, row["view"])) == {
            key: row[key] for key in row if key not in ("view", "fold")
        }


@pytest.mark.parametrize("view", VIEWS)
def test_pairs_that_no_fit_saw_are_aligned_as_a_person_does(view):
    row = next(row for row in RESULTS["views"] if (row["view"], row["fold"]) == (view, FOLDS[1]))
    assert row["f1"] >= 0.85
    assert row["precision"] >= 0.9


def test_the_way_in_use_is_at_least_as_good_as_every_other_one():
    first, *others = RESULTS["ways"]
    assert first["way"] == alignment.IN_USE
    assert all(first["all without kinds"] >= row["all without kinds"] for row in others)


@pytest.mark.parametrize("view", VIEWS)
def test_the_comparison_of_ways_pairs_two_sides_as_align_does(view):
    for pair in PAIRS[::3]:
        one, other = seen(pair, view, kinds_read())
        found = alignment.ways()[alignment.IN_USE](one, other)
        assert alignment._pairs(one, other, found, "never", ALIKE_FROM) == {
            group.members for group in align([one, other]).shared
        }
