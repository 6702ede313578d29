"""From stored figures and facts to readings: the states of a signal, its day, its reliability."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Artifact, Signal, Source
from scoring.columns import State
from scoring.days import first_day, last_day
from scoring.evidence import evidence_gather, id_ranges, latest_observation
from scoring.formula import normalize
from scoring.formula.profile import MICRO
from scoring.methodology import CURRENT, methodology_get

AS_OF = date(2026, 11, 22)


def make(kind="model", *, source="epoch", figures=(), **fields):
    """An artifact with figures (metric, value, observed)."""
    origin, _ = Source.objects.get_or_create(key=source, version="1", defaults={"name": source})
    artifact = Artifact.objects.create(
        slug=f"{kind}-{Artifact.objects.count()}", name="x", kind=kind, source=origin, **fields
    )
    for metric, value, observed in figures:
        Signal.objects.create(
            artifact=artifact,
            component="adoption",
            metric=metric,
            value=value,
            observed=observed,
            source=origin,
            state="observed" if value is not None else "absent",
        )
    return artifact


def gather(kind="model", *, as_of=AS_OF, version=CURRENT):
    """(reading, value, reliability) by key of the signal, of the one artifact there is."""
    methodology = methodology_get(version)
    last = Artifact.objects.order_by("pk").last().pk
    evidence = evidence_gather(methodology, kind, first_id=0, last_id=last, as_of=as_of)
    assert len(evidence.subjects) == 1
    keys = [signal.key for signal in methodology.signals_of(kind)]
    readings = [evidence.readings.at((0, column)) for column in range(len(keys))]
    return dict(zip(keys, zip(readings, evidence.values[0], evidence.reliabilities[0], strict=True), strict=True))


@pytest.mark.django_db
def test_a_figure_is_observed_with_its_day_and_source():
    artifact = make(figures=[("hf_likes", 40, "2026-05-01")])
    reading, value, reliability = gather()["hf_likes"]
    assert (reading.state, reading.raw, reading.observed) == (State.OBSERVED, 40, "2026-05-01")
    assert reading.source_id == artifact.source_id
    assert 0 < value < MICRO
    assert reliability == 700_000


@pytest.mark.django_db
def test_a_figure_that_is_not_there_is_unknown_and_has_no_weight():
    make()
    reading, value, reliability = gather()["hf_likes"]
    assert (reading.state, value, reliability) == (State.UNKNOWN, 0, 0)


@pytest.mark.django_db
def test_a_figure_looked_for_and_not_there_counts_as_nothing_with_full_weight():
    make(figures=[("hf_likes", None, "2026-05-01")])
    reading, value, reliability = gather()["hf_likes"]
    assert (reading.state, value, reliability) == (State.ABSENT, 0, MICRO)


@pytest.mark.django_db
def test_a_figure_older_than_its_signal_lives_is_stale_and_has_no_weight():
    make(figures=[("hf_likes", 40, "2019-05-01")])
    reading, _, reliability = gather()["hf_likes"]
    assert (reading.state, reading.raw, reliability) == (State.STALE, 40, 0)


@pytest.mark.django_db
def test_the_latest_figure_counts_and_none_after_the_day_of_the_run():
    make(figures=[("hf_likes", 40, "2025-05-01"), ("hf_likes", 50, "2026-05"), ("hf_likes", 60, "2027")])
    assert gather()["hf_likes"][0].raw == 50
    assert gather(as_of=date(2025, 6, 1))["hf_likes"][0].raw == 40


@pytest.mark.django_db
def test_of_two_figures_of_a_day_the_correction_recorded_last_counts():
    artifact = make(figures=[("hf_likes", 40, "2026-05-01")])
    corrected = Source.objects.create(key="epoch", version="0 (corrected)", name="epoch")
    Signal.objects.create(
        artifact=artifact, component="adoption", metric="hf_likes", value=41, observed="2026-05-01", source=corrected
    )
    assert gather()["hf_likes"][0].raw == 41


@pytest.mark.django_db
def test_what_is_counted_over_the_catalog_is_known_of_whatever_stands_in_it():
    make()
    rows = gather()
    assert (rows["independent_sources_listing"][0].state, rows["independent_sources_listing"][0].raw) == ("observed", 1)
    assert (rows["derived_models_in_catalog"][0].state, rows["derived_models_in_catalog"][0].raw) == ("observed", 0)


@pytest.mark.django_db
def test_several_counts_of_one_signal_are_added():
    make("dataset", figures=[("mteb_tasks_using", 3, "2026-01"), ("in_opencompass", 1, "2026-03")])
    reading = gather("dataset")["evaluation_uses"][0]
    assert (reading.raw, reading.observed) == (4, "2026-03")


@pytest.mark.django_db
def test_boards_of_one_group_count_as_one_and_groups_are_averaged():
    methodology = methodology_get("ur-0.2.0")
    one = methodology.board("open_llm_v1:average")
    other = methodology.board("open_llm_v2:average")
    make(figures=[(one.metric, one.knots[-1][0], "2024-07"), (other.metric, other.knots[0][0], "2025-03")])
    reading, value, _ = gather(version="ur-0.2.0")["board_standing"]
    assert (reading.note, value) == (f"{one.label}; {other.label}", 500_000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("licence", "source", "state", "value"),
    [
        ("mit", "epoch", State.OBSERVED, MICRO),
        ("other", "epoch", State.OBSERVED, 500_000),
        ("", "epoch", State.UNKNOWN, 0),
        ("", "open-llm-leaderboard-v1", State.ABSENT, 0),
    ],
)
def test_a_licence_is_clear_vague_unknown_or_left_empty_where_it_is_asked_for(licence, source, state, value):
    make(licence=licence, source=source)
    reading, found, _ = gather()["licence_clarity"]
    assert (reading.state, found) == (state, value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "state", "value"),
    [
        ({"training_datasets": ["unknown", "c4"]}, State.OBSERVED, MICRO),
        ({"training_dataset": "c4"}, State.OBSERVED, MICRO),
        ({"base_model": "owner/base"}, State.OBSERVED, 500_000),
        ({"training_dataset": "Unspecified unreleased", "base_model": "owner/base"}, State.OBSERVED, 500_000),
        ({"training_dataset": "Unspecified unreleased"}, State.UNKNOWN, 0),
        ({"training_datasets": ["unknown", "other"]}, State.UNKNOWN, 0),
        ({"base_model": "Owner/Itself"}, State.UNKNOWN, 0),
        ({}, State.UNKNOWN, 0),
    ],
)
def test_training_data_is_named_half_named_by_its_base_model_or_unknown(facts, state, value):
    """A name that names nothing, or the artifact itself, answers nothing."""
    make(facts=facts, hub_id="owner/itself")
    reading, found, _ = gather()["training_data"]
    assert (reading.state, found) == (state, value)


@pytest.mark.django_db
def test_curated_facts_are_read_over_imported_ones():
    make(facts={"frameworks": ["a"]}, curated_facts={"frameworks": ["a", "b"], "serving_frameworks": ["b", "c"]})
    assert gather()["frameworks"][0].raw == 3


@pytest.mark.django_db
def test_a_datasheet_is_the_share_of_the_fields_that_its_sources_ask_for():
    make("dataset", source="hf-datasets-2022", licence="mit", languages=["en"], facts={"size_categories": ["unknown"]})
    reading = gather("dataset")["datasheet"][0]
    missing = "annotations creators, language creators, multilinguality, size categories, tasks"
    assert reading.note == f"2 of 7 fields, not stated: {missing}"
    assert reading.raw == pytest.approx(200 / 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("licence", "licences", "filled"),
    [("mit", [], 1.0), ("other", [], 0.5), ("", ["custom", "mit"], 1.0), ("", ["custom"], 0.5), ("", [], 0.0)],
)
def test_a_licence_is_one_field_of_the_datasheet_and_half_of_one_where_its_terms_stay_open(licence, licences, filled):
    make("dataset", source="hf-datasets-2022", licence=licence, facts={"licences": licences})
    reading = gather("dataset")["datasheet"][0]
    assert reading.raw == pytest.approx(100 * filled / 7)
    assert ("licence" in reading.note) is (filled < 1)
    assert "licence_clarity" not in gather("dataset")


@pytest.mark.django_db
def test_a_dataset_whose_sources_have_no_form_has_an_unknown_datasheet():
    make("dataset")
    assert gather("dataset")["datasheet"][0].state == State.UNKNOWN


@pytest.mark.django_db
def test_no_match_evidence_is_unknown_not_nothing():
    make()
    assert {gather()[key][0].state for key in ("match_lift", "head_to_head", "outcome_success", "intent_breadth")} == {
        State.UNKNOWN
    }


@pytest.mark.django_db
def test_evidence_of_a_batch_takes_two_queries_however_many_artifacts(django_assert_num_queries):
    for _ in range(9):
        make(figures=[("hf_likes", 1, "2026")])
    for last in (1, 10**9):
        with django_assert_num_queries(2):
            evidence_gather(methodology_get(), "model", first_id=0, last_id=last, as_of=AS_OF)


@pytest.mark.django_db
def test_ranges_of_ids_hold_as_many_artifacts_each_whatever_holes_there_are():
    made = [make() for _ in range(7)]
    made.pop(2).delete()
    ids = [artifact.pk for artifact in made]
    assert id_ranges(size=4) == [(ids[0], ids[3]), (ids[4], ids[5])]
    Artifact.objects.all().delete()
    assert id_ranges(size=4) == []


@pytest.mark.django_db
def test_the_last_day_of_the_figures_is_the_day_of_a_run():
    assert latest_observation() == date(1970, 1, 1)
    make(figures=[("hf_likes", 1, "2024-02"), ("hf_likes", 1, "2023-12-31")])
    assert latest_observation() == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
    ],
)
def test_a_partial_date_is_read_so_that_no_age_is_flattered(partial, first, last):
    assert (first_day(partial), last_day(partial)) == (first, last)


@pytest.mark.parametrize(
    ("age", "fresh"), [(0, 1.0), (500, 1.0), (750, 0.65), (1000, 0.3), (1000.5, 0.0), (99_999, 0.0)]
)
def test_a_figure_is_fresh_for_half_of_its_life_and_worth_three_tenths_at_its_end(age, fresh):
    assert normalize.freshness(np.array([float(age)]), max_age_days=1000)[0] == pytest.approx(fresh)
    assert normalize.freshness(np.array([float(age)]), max_age_days=None)[0] == 1


# Nothing between 0 and a millionth: half of the smallest number that there is would be nothing.
@given(st.lists(st.just(0.0) | st.floats(1e-6, 1e9), min_size=1, max_size=60), st.floats(1e-3, 1e6))
def test_a_scale_fitted_on_figures_in_another_unit_gives_the_same_values(figures, factor):
    def values(raw):
        half_point = float(np.median(raw[raw > 0])) if (raw > 0).any() else 1.0
        knots = normalize.knots_fit(np.log1p(raw / half_point))
        return normalize.log_scale(raw, half_point=half_point, knots=knots)

    raw = np.array([float(f"{figure:.6g}") for figure in figures])
    assert len(values(raw)) == len(raw)
    if len(np.unique(np.log1p(raw))) == len(np.unique(raw)):
        fitted = normalize.knots_fit(np.log1p(raw))
        assert all(0 <= worth <= 1 for _, worth in fitted)
        assert [place for place, _ in fitted] == sorted({place for place, _ in fitted})
    doubled = values(raw * 2.0 ** round(np.log2(factor)))
    assert doubled == pytest.approx(values(raw), abs=1e-9)


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_higher_figure_never_has_a_lower_value(one, other):
    signal = methodology_get().signals[0]
    less, more = sorted((one, other))
    scaled = normalize.log_scale(np.array([less, more]), half_point=signal.half_point, knots=signal.knots)
    assert 0 <= scaled[0] <= scaled[1] <= 1


def test_figures_below_nothing_and_beyond_the_scale_stay_on_it():
    signal = methodology_get().signals[0]
    values = normalize.log_scale(np.array([-5.0, 0.0, 1e300]), half_point=signal.half_point, knots=signal.knots)
    assert values[0] == values[1] == pytest.approx(signal.knots[0][1])
    assert values[2] == pytest.approx(signal.knots[-1][1])
    assert normalize.quantise(np.array([-1.0, 0.4999996, 7.0])).tolist() == [0, 500_000, MICRO]


def test_a_value_that_half_of_all_share_is_worth_the_middle_of_their_ranks():
    knots = normalize.knots_fit(np.array([0.0] * 50 + list(range(1, 51))))
    assert knots[0] == (0.0, 0.25)
    assert normalize.quantile_of(0.65) == pytest.approx(0.75)
