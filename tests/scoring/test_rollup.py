"""A family's readings are its members', by the declared rules, against sums made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.models import Artifact, FamilyMembership, Price, Relation, Signal, Source
from scoring.columns import State
from scoring.evidence import evidence_gather
from scoring.fitting import methodology_fit
from scoring.formula.profile import MICRO
from scoring.methodology import methodology_get
from scoring.selectors import score_cards
from tests.scoring.runs import run_whole

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 11, 22)
METHODOLOGY = methodology_get()
FORMER = methodology_get("ur-0.2.0")
V1 = FORMER.board("open_llm_v1:average")
V2 = FORMER.board("open_llm_v2:average")


@pytest.fixture
def source():
    return Source.objects.create(key="hub", version="1", name="Hub")


@pytest.fixture
def make(source):
    def make(slug, *, figures=(), **fields):
        given = {"name": slug.title(), "kind": "model", "source": source, **fields}
        artifact = Artifact.objects.create(slug=slug, **given)
        for metric, value, observed in figures:
            Signal.objects.create(
                artifact=artifact, component="adoption", metric=metric, value=value, observed=observed, source=source
            )
        return artifact

    return make


@pytest.fixture
def family(make):
    """A family that says nothing of itself, and a function that gives it members."""
    artifact = make("fam", facts={"artifact_scope": "family"})

    def join(*members):
        for member in members:
            FamilyMembership.objects.create(family=artifact, member=member, rule="name")
        return artifact

    artifact.join = join
    return artifact


def read(key, *, slug="fam", methodology=METHODOLOGY):
    """(reading, value, reliability) of one signal of one artifact."""
    last = Artifact.objects.order_by("pk").last().pk
    evidence = evidence_gather(methodology, "model", first_id=0, last_id=last, as_of=AS_OF)
    row = [subject.slug for subject in evidence.subjects].index(slug)
    column = [signal.key for signal in methodology.signals_of("model")].index(key)
    return evidence.readings.at((row, column)), evidence.values[row, column], evidence.reliabilities[row, column]


def test_downloads_are_summed_over_members_each_at_its_latest_day(make, family):
    family.join(
        make("one", figures=[("hf_downloads_30d", 5, "2025-01-01"), ("hf_downloads_30d", 300, "2026-11-22")]),
        make("two", figures=[("hf_downloads_30d", 100, "2026-11-22")]),
        make("three"),
        make("hidden", status="hidden", figures=[("hf_downloads_30d", 7000, "2026-11-22")]),
    )
    make("stranger", figures=[("hf_downloads_30d", 9000, "2026-11-22")])
    reading, _, reliability = read("hf_downloads_30d")
    assert (reading.raw, reading.observed, reliability) == (400, "2026-11-22", 800_000)
    assert reading.note == "400 downloads, summed over 2 of 3 members"


def test_an_old_figure_lowers_the_trust_by_its_share_of_the_sum_and_a_stale_one_is_left_out(make, family):
    # 1,095 days old: at the end of its life, worth .3; 2020 is beyond it.
    family.join(
        make("new", figures=[("hf_downloads_30d", 300, "2026-11-22")]),
        make("old", figures=[("hf_downloads_30d", 100, "2023-11-23")]),
        make("stale", figures=[("hf_downloads_30d", 5000, "2020-01-01")]),
    )
    reading, _, reliability = read("hf_downloads_30d")
    assert (reading.raw, reading.note.endswith(", the oldest of 2023-11-23")) == (400, True)
    assert reliability == round(0.8 * (300 * 1 + 100 * 0.3) / 400 * MICRO)


def test_figures_that_are_all_too_old_are_stale_and_weigh_nothing(make, family):
    family.join(make("stale", figures=[("hf_downloads_30d", 5000, "2020-01-01")]))
    reading, _, reliability = read("hf_downloads_30d")
    assert (reading.state, reading.raw, reliability) == (State.STALE, 5000, 0)


def test_a_model_that_stands_under_two_owners_counts_once_with_its_larger_figure(make, family):
    family.join(
        make("before--x", hub_id="before/X", figures=[("hf_likes", 10, "2026-11-22")]),
        make("after--x", hub_id="after/x", figures=[("hf_likes", 40, "2026-11-22")]),
        make("after--y", hub_id="after/Y", figures=[("hf_likes", 2, "2026-11-22")]),
    )
    reading, _, _ = read("hf_likes")
    assert (reading.raw, reading.note) == (42, "42 likes, summed over 2 of 2 different members")


def test_the_standing_of_its_best_member_is_that_of_the_family_and_the_member_is_named(make, family):
    family.join(
        make("strong", figures=[("lmarena_text:score", 1400.0, "2025-03"), ("aider_edit:pass_rate", 50.0, "2025-01")]),
        make("weak", figures=[("lmarena_text:score", 1100.0, "2025-04"), ("aider_edit:pass_rate", 80.0, "2025-04")]),
        make("untested"),
    )
    reading, value, _ = read("board_standing")
    alone, best, _ = read("board_standing", slug="strong")
    assert (value, reading.raw, reading.noise, reading.observed) == (best, alone.raw, alone.noise, "2025-03")
    assert reading.note == f"its best member, Strong, {alone.note}"


def test_on_each_board_the_best_member_stands_for_the_family_and_is_named(make, family):
    best, worst = V1.knots[-1][0], V1.knots[0][0]
    family.join(
        make("strong", figures=[(V1.metric, best, "2024-07"), (V2.metric, V2.knots[0][0], "2025-03")]),
        make("weak", figures=[(V1.metric, worst, "2024-07"), (V2.metric, V2.knots[-1][0], "2025-03")]),
    )
    reading, value, _ = read("board_standing", methodology=FORMER)
    assert (value, reading.observed) == (MICRO, "2025-03")
    assert reading.note == (
        "Open LLM Leaderboard 1 (best member there: Strong); Open LLM Leaderboard 2 (best member there: Weak)"
    )


def test_citations_are_the_familys_own_else_those_of_the_most_cited_member(make, family, source):
    family.join(
        make("one", figures=[("citations", 30, "2026-01-01")]), make("two", figures=[("citations", 50, "2026-01-01")])
    )
    assert (read("citations")[0].raw, read("citations")[0].note) == (50, "50 citations, the most of one member: Two")
    Signal.objects.create(artifact=family, metric="citations", value=7, observed="2026-01-01", source=source)
    assert (read("citations")[0].raw, read("citations")[0].note) == (7, "7 citations, figure of the family itself")


def test_a_licence_is_the_familys_own_else_the_mean_of_the_members_that_answer(make, family):
    family.join(make("one", licence="mit"), make("two", licence="other"), make("three"), make("four"))
    reading, value, reliability = read("licence_clarity")
    assert (value, reliability) == (750_000, 400_000)
    assert reading.note == ("2 of 4 members answer: licence: mit (1), licence: other, which leaves the terms open (1)")
    Artifact.objects.filter(pk=family.pk).update(licence="apache-2.0")
    reading, value, reliability = read("licence_clarity")
    assert (value, reliability, reading.note) == (MICRO, 800_000, "licence: apache-2.0, by the family's own entry")


def test_what_was_made_from_two_members_counts_once_and_members_do_not_count(make, family):
    one, two = make("one"), make("two")
    family.join(one, two)
    both, single, hidden = make("both"), make("single"), make("hidden", status="hidden")
    for subject, base in [(both, one), (both, two), (single, two), (two, one), (single, family), (hidden, one)]:
        Relation.objects.create(subject=subject, type="derived_from", object=base, object_name=base.name)
    reading, _, reliability = read("derived_models_in_catalog")
    assert (reading.raw, reliability) == (2, 600_000)
    assert reading.note == "2 models made from it or a member, each counted once in this catalog"


def test_a_larger_count_of_one_member_stands_over_the_union_and_is_named(make, family):
    family.join(make("one", figures=[("derived_models_in_catalog", 9, "2026-11-22")]), make("two"))
    reading, _, _ = read("derived_models_in_catalog")
    assert (reading.raw, reading.note) == (9, "9 models, the most of one member: One")


def test_sellers_sources_and_frameworks_are_united(make, family, source):
    one = make("one", also_in=["list"], facts={"frameworks": ["vllm", "sglang"]})
    two = make("two", also_in=["list", "other"], facts={"serving_frameworks": ["vllm"]})
    family.join(one, two)
    for artifact, provider in [(one, "A"), (one, "B"), (two, "b"), (two, "C")]:
        Price.objects.create(artifact=artifact, provider=provider, unit="million tokens")
    assert read("hosting_providers")[0].raw == 3
    assert read("independent_sources_listing")[0].raw == 3
    assert read("frameworks")[0].raw == 2


def test_a_family_without_members_and_a_signal_on_which_none_says_anything_are_read_from_its_own_entry(make, family):
    Artifact.objects.filter(pk=family.pk).update(facts={"artifact_scope": "family", "frameworks": ["one"]})
    assert read("frameworks")[0].raw == 1
    family.join(make("silent"))
    assert (read("frameworks")[0].raw, read("hf_likes")[0].state) == (1, State.UNKNOWN)


def test_a_member_and_a_stranger_are_read_alone(make, family):
    family.join(make("one", figures=[("hf_likes", 10, "2026-11-22")]), make("two"))
    assert (read("hf_likes", slug="one")[0].raw, read("hf_likes", slug="two")[0].state) == (10, State.UNKNOWN)


def test_families_take_five_queries_more_however_many_they_are(make, family, django_assert_num_queries):
    def gather():
        evidence_gather(METHODOLOGY, "model", first_id=0, last_id=10**9, as_of=AS_OF)

    with django_assert_num_queries(3):
        gather()
    family.join(make("one"), make("two"))
    with django_assert_num_queries(7):
        gather()
    other = make("other", facts={"artifact_scope": "family"})
    for number in range(5):
        FamilyMembership.objects.create(family=other, member=make(f"m{number}"), rule="name")
    with django_assert_num_queries(7):
        gather()


def test_the_rows_of_a_family_sum_to_its_score_and_its_members_may_lie_in_another_batch(make, family, monkeypatch):
    monkeypatch.setattr("scoring.services.BATCH_ARTIFACTS", 1)
    family.join(
        *(
            make(
                f"m{n}",
                licence="mit",
                figures=[("hf_likes", n, "2026-11-22"), ("lmarena_text:score", 1200.0 + n, "2025-03")],
            )
            for n in range(3)
        )
    )
    run_whole(as_of=AS_OF)
    card = score_cards([family.pk])[family.pk]
    rows = [row for component in card.components for row in component.rows]
    assert card.rated
    assert sum(row.points_tenths for row in rows) == card.score_tenths
    assert next(row for row in rows if row.key == "hf_likes").sentence.startswith(
        "3 likes, summed over 3 of 3 members ("
    )


def test_no_scale_is_fitted_on_families(make, family):
    members = [make(f"m{n}", figures=[("hf_likes", 10.0 + n, "2026-11-22")]) for n in range(5)]
    before = methodology_fit(FORMER, version="x").signals
    family.join(*members)
    assert methodology_fit(FORMER, version="x").signals == before
