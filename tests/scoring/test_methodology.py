"""The methodology document: whole, immutable, and the same in files, formula and documentation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from pydantic import ValidationError

from scoring.describing import methodology_tables
from scoring.formula.profile import MICRO
from scoring.methodology import CURRENT, FOLDER, Methodology, MethodologyChangedError, methodology_get, methodology_of
from scoring.readings import RULES
from scoring.rollup import _RULES
from scoring.sentences import ROLLUP_WORDS

# A version that was published never changes: a new one gets a file and a line of its own.
PUBLISHED = {
    "ur-0.1.0": "c4438c96b575ce098e764cf1f5607a91334057787a61b447c5c995c7f3edaf63",
    "ur-0.2.0": "c54c0394749c25bc62816d67aacf779e166bfe552f2d63ada9b485c2fae0a381",
    "ur-1.0.0": "4083f971e8689f16a9df20293598ef35fb8b127fe651870d7d399dfd167c5f97",
    "ur-1.1.0": "f98539fd92f892c3d06aae73cac9b94020ad13328abfce32e7e144c239555426",
}
CHECKOUT = Path(__file__).resolve().parent.parent.parent
DOCS = CHECKOUT / "docs" / "scoring.md"
KINDS = ("model", "dataset")


def changed(**fields):
    document = json.loads((FOLDER / f"{CURRENT}.json").read_text())
    return {**document, **fields}


def test_every_published_version_has_the_sha256_that_it_was_published_with():
    found = {path.stem: methodology_get(path.stem).sha256 for path in FOLDER.glob("*.json")}
    assert found == PUBLISHED


def test_a_run_is_given_the_document_that_it_names_or_none():
    assert methodology_of(version="ur-0.1.0", sha256=PUBLISHED["ur-0.1.0"]).version == "ur-0.1.0"
    with pytest.raises(MethodologyChangedError, match="start a new run"):
        methodology_of(version="ur-0.1.0", sha256="0" * 64)
    with pytest.raises(FileNotFoundError):
        methodology_get("ur-9.9.9")


@pytest.mark.parametrize("kind", KINDS)
def test_weights_sum_to_one_exactly_in_millionths(kind):
    profile = methodology_get().profile(kind)
    assert profile.component_weights.sum() == MICRO
    for component in range(profile.component_count):
        assert profile.weights[profile.columns(component)].sum() == MICRO


def test_a_document_whose_weights_do_not_sum_to_one_is_refused():
    document = changed()
    document["components"][0]["weights"]["model"] = 0.4
    with pytest.raises(ValidationError, match="component weights of model sum to"):
        Methodology.model_validate(document)
    document = changed()
    document["signals"][0]["weight"] = 0.9
    with pytest.raises(ValidationError, match="signal weights of model adoption sum to"):
        Methodology.model_validate(document)


def test_a_document_with_a_misspelled_field_is_refused():
    with pytest.raises(ValidationError, match="rated_fro"):
        Methodology.model_validate(changed(rated_fro=0.2))


def test_every_weight_trust_and_lifetime_has_its_reason():
    methodology = methodology_get()
    assert all(component.meaning and component.reason for component in methodology.components)
    assert all(signal.reason.endswith(".") for signal in methodology.signals)
    assert methodology.known_weaknesses
    assert methodology.changelog[-1].version == methodology.version


def test_a_roll_up_of_a_signal_that_no_kind_has_is_refused():
    rollup = {"kind": "model", "signal": "stars", "rule": "sum", "reason": "None."}
    with pytest.raises(ValidationError, match="roll-up of signals that no kind has: stars"):
        Methodology.model_validate(changed(rollups=[rollup]))


def test_every_roll_up_has_its_function_its_words_and_its_reason():
    rollups = methodology_get().rollups
    versions = [methodology_get(path.stem) for path in FOLDER.glob("*.json")]
    assert {rollup.rule for version in versions for rollup in version.rollups} == set(_RULES) == set(ROLLUP_WORDS)
    assert all(rollup.reason.endswith(".") for rollup in rollups)
    evidence = [s for s in methodology_get().signals_of("model") if s.reading != "none"]
    assert {rollup.signal for rollup in rollups} == {signal.key for signal in evidence}


def test_every_scale_rises_and_stays_between_nothing_and_one():
    methodology = methodology_get()
    scales = [signal.knots for signal in methodology.signals if signal.half_point is not None]
    scales += [family.knots for family in methodology.task_families]
    scales += [family.quantiles for family in methodology.task_families]
    for knots in scales:
        places, worths = zip(*knots, strict=True)
        assert list(places) == sorted(set(places))
        assert list(worths) == sorted(worths)
        assert 0 <= worths[0] <= worths[-1] <= 1


def test_every_reading_has_its_rule_and_every_board_its_signal():
    versions = [methodology_get(path.stem) for path in FOLDER.glob("*.json")]
    assert {signal.reading for version in versions for signal in version.signals} == set(RULES)
    for version in versions:
        read = {
            metric for signal in version.signals if signal.reading in ("boards", "latent") for metric in signal.metrics
        }
        linked = {metric for family in version.task_families for metric in family.metrics}
        assert read == linked | {board.metric for board in version.boards}


def test_a_document_of_the_filled_formula_states_all_that_fills_and_all_that_an_interval_needs():
    methodology = methodology_get()
    for kind in KINDS:
        assert len(methodology.filling(kind).priors) == len(methodology.spread(kind).sds) > 0
        assert methodology.widths[kind][-1][0] < 1
    with pytest.raises(ValueError, match="fit it"):
        methodology_get("ur-0.2.0").filling("model")


def test_weights_of_every_boards_tests_sum_to_one_and_its_links_are_fitted():
    for family in methodology_get().task_families:
        assert np.array(family.covariance).shape == (2 * len(family.boards), 2 * len(family.boards))
        for board in family.boards:
            assert sum(test.weight for test in board.tests) == pytest.approx(1, abs=1e-4)
            assert min(board.slope, board.noise, board.sd) > 0
            assert board.shared >= 15 or len(family.boards) == 1


def test_the_tables_of_the_documentation_are_those_of_the_document():
    """Where this fails: `manage.py methodology docs` prints them anew."""
    _, generated = DOCS.read_text().split("<!-- methodology docs -->\n", 1)
    generated, _ = generated.split("\n<!-- end of methodology docs -->", 1)
    assert generated.strip() == methodology_tables(methodology_get())


def test_methodology_fit_on_what_the_sources_gave_reproduces_the_checked_in_document(
    whole_catalog, tmp_path, monkeypatch
):
    """It was fitted on the whole catalog: what is curated and families change nothing of it."""
    monkeypatch.setattr("scoring.management.commands.methodology.FOLDER", tmp_path)
    call_command("methodology", "fit", "--version", CURRENT)
    assert (tmp_path / f"{CURRENT}.json").read_bytes() == (FOLDER / f"{CURRENT}.json").read_bytes()
