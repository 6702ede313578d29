"""Rows in words: the thing, then the number, then the doubt."""

from __future__ import annotations

import pytest

from scoring.methodology import methodology_get
from scoring.readings import State
from scoring.sentences import baseline_sentence, component_sentences, number, row_sentence

SIGNALS = {(signal.kind, signal.key): signal for signal in methodology_get("ur-0.2.0").signals}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1, "1"),
        (34_926, "34,926"),
        (0.5, "0.5"),
        (12.3456, "12.3"),
        (994.5, "994"),
        (1234.5, "1,234"),
        (7e9, "7,000,000,000"),
    ],
)
def test_a_number_is_shown_whole_or_with_three_digits(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("key", "state", "raw", "note", "percentile", "sentence"),
    [
        ("hf_likes", State.OBSERVED, 40, "", 71.4, "40 likes (2026-05): at 71 of 100 on the frozen scale of models."),
        ("hf_likes", State.OBSERVED, 1, "", 50.0, "1 like (2026-05): at 50 of 100 on the frozen scale of models."),
        (
            "hf_likes",
            State.UNKNOWN,
            None,
            "",
            None,
            "Not known: what is known in this component, and the usual value of its kind, stand in.",
        ),
        ("hf_likes", State.ABSENT, None, "", None, "Looked for and not there: counts as nothing."),
        ("hf_likes", State.STALE, 40, "", None, "40 likes (2026-05) is too old to count."),
        ("match_lift", State.UNKNOWN, None, "", None, "No match evidence yet: the usual value of its kind stands in."),
        ("licence_clarity", State.OBSERVED, None, "licence: mit", None, "Licence: mit (2026-05)."),
        (
            "board_standing",
            State.OBSERVED,
            62.0,
            "Board A",
            None,
            "Stands above 62 % of the models on Board A (2026-05).",
        ),
        (
            "board_standing",
            State.OBSERVED,
            62.0,
            "Board A; Board B",
            None,
            "Stands above 62 % of the models there, mean over these boards: Board A; Board B (2026-05).",
        ),
        (
            "derived_models_in_catalog",
            State.OBSERVED,
            0,
            "",
            20.0,
            "0 models counted in this catalog (2026-05): at 20 of 100 on the frozen scale of models.",
        ),
    ],
)
def test_a_row_is_told_in_one_sentence(key, state, raw, note, percentile, sentence):
    signal = SIGNALS["model", key]
    said = row_sentence(signal, state=state, raw=raw, observed="2026-05", note=note, percentile=percentile)
    assert said == sentence


def test_a_baseline_and_a_component_say_what_they_rest_on():
    assert baseline_sentence("dataset", 0.45) == "Where every one of the datasets starts: 45 of 100 in this component."
    assert component_sentences("match_graph", coverage=0) == ("no match evidence yet",)
    assert component_sentences("quality", coverage=0) == ("nothing is known here yet",)
    assert component_sentences("quality", coverage=0.734) == ("73 % of its inputs are known",)
