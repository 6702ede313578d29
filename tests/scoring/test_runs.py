"""Runs: built aside, published in one step, superseded, abandoned, pruned; each job twice is as good as once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from catalog.models import Artifact, Signal
from jobs.models import Job
from jobs.services import job_enqueue, job_run, jobs_run_until_idle
from scoring import selectors
from scoring.freshness import BATCH, PUBLISH, START
from scoring.methodology import CURRENT, MethodologyChangedError
from scoring.models import Publication, Score, ScoringRun
from scoring.retiring import runs_prune
from scoring.services import batch_compute, batch_write, run_publish, run_start
from tests.scoring.runs import batches_write, catalog_make, publish, run_whole, score_tables, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]

State = ScoringRun.State


def rows_of(run):
    return list(Score.objects.filter(run_id=run.pk).order_by("artifact_id").values())


def test_a_run_scores_every_listed_artifact_once_and_its_rows_sum():
    catalog_make(30)
    Artifact.objects.filter(slug="model-0").update(status=Artifact.Status.HIDDEN)
    run = run_whole()
    rows = rows_of(run)
    assert (run.state, run.listed) == (State.PUBLISHED, {"model": 29, "dataset": 15})
    assert {row["artifact_id"] for row in rows} == set(Artifact.objects.listed().values_list("pk", flat=True))
    assert len(rows) == 44
    for row in rows:
        assert sum(row["tenths"]) == sum(row["component_tenths"]) == row["score_tenths"]
        assert sum(row["points"]) == row["score"]


def test_before_the_first_publication_there_is_nothing_to_read(django_assert_num_queries):
    artifacts = catalog_make(4)
    run_start()
    assert selectors.published_run() is None
    assert selectors.score_cards([artifacts[0].pk]) == {}
    assert selectors.leaderboard(kind="model", offset=0, limit=9) == selectors.LeaderboardPage((), 0, 0)
    assert selectors.methodology_current().version == CURRENT


def test_readers_see_the_former_run_until_the_new_one_is_published():
    artifact = catalog_make(12)[5]
    first = run_whole()
    before = selectors.score_cards([artifact.pk])[artifact.pk]
    Signal.objects.filter(artifact=artifact).update(value=1e6)
    second = run_start()
    assert selectors.score_cards([artifact.pk])[artifact.pk] == before
    batches_write(second)
    assert selectors.score_cards([artifact.pk])[artifact.pk] == before
    publish(second)
    after = selectors.score_cards([artifact.pk])[artifact.pk]
    assert after.score_tenths > before.score_tenths
    assert (before.run.run_id, after.run.run_id) == (first.pk, second.pk)
    assert states() == {first.pk: State.SUPERSEDED, second.pk: State.PUBLISHED}


def test_an_artifact_is_listed_by_its_score_with_equal_ones_sharing_a_position_and_unrated_ones_behind():
    artifacts = catalog_make(12)
    Signal.objects.filter(artifact__slug__in=["model-3", "model-5"]).update(value=50)
    Signal.objects.filter(artifact__slug="model-7").delete()
    Artifact.objects.filter(slug__in=["model-3", "model-5"]).update(licence="mit", facts={})
    Artifact.objects.filter(slug="model-7").update(licence="", source=None)
    run_whole()
    page = selectors.leaderboard(kind="model", offset=0, limit=100)
    assert (page.total, page.rated, len(page.entries)) == (12, 11, 12)
    scores = [entry.score_tenths for entry in page.entries]
    assert scores[:-1] == sorted(scores[:-1], reverse=True)
    assert (page.entries[-1].artifact.slug, page.entries[-1].score_tenths, page.entries[-1].position) == (
        "model-7",
        None,
        None,
    )
    places = {entry.artifact.slug: entry.position for entry in page.entries}
    assert places["model-3"] == places["model-5"]
    second = selectors.leaderboard(kind="model", offset=4, limit=3)
    assert [entry.artifact for entry in second.entries] == [entry.artifact for entry in page.entries[4:7]]
    assert artifacts


def test_an_artifact_hidden_after_the_run_is_listed_no_more():
    catalog_make(6)
    run_whole()
    Artifact.objects.filter(slug="model-2").update(status=Artifact.Status.HIDDEN)
    page = selectors.leaderboard(kind="model", offset=0, limit=100)
    assert "model-2" not in {entry.artifact.slug for entry in page.entries}


def test_cards_and_lists_take_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    artifacts = catalog_make(30)
    run_whole()
    for asked in (artifacts[:1], artifacts):
        with django_assert_num_queries(2):
            assert len(selectors.score_cards([artifact.pk for artifact in asked])) == len(asked)
    for limit in (1, 30):
        with django_assert_num_queries(3):
            assert len(selectors.leaderboard(kind="model", offset=0, limit=limit).entries) == limit


def test_equal_inputs_give_equal_scores_whatever_the_batches(monkeypatch):
    catalog_make(30)
    digests = set()
    for size in (10, 7, 1000):
        monkeypatch.setattr("scoring.services.BATCH_ARTIFACTS", size)
        digests.add(run_whole().output_sha256)
    assert len(digests) == 1


def test_what_is_added_changed_or_left_out_elsewhere_changes_no_score():
    catalog_make(20)
    before = {row["artifact_id"]: row["points"] for row in rows_of(run_whole())}
    Artifact.objects.filter(slug__in=["model-1", "dataset-1"]).update(status=Artifact.Status.HIDDEN)
    Signal.objects.filter(artifact__slug="model-2").update(value=9e9)
    Artifact.objects.create(slug="new", name="new", kind="model")
    after = {row["artifact_id"]: row["points"] for row in rows_of(run_whole())}
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert changed == {Artifact.objects.get(slug="model-2").pk}


def test_a_run_is_started_once_a_job():
    catalog_make(2)
    job = job_enqueue(kind=START, key="run")
    assert run_start(job_id=job.pk) == run_start(job_id=job.pk)
    assert ScoringRun.objects.count() == 1


def test_a_batch_written_twice_leaves_its_rows_once():
    catalog_make(20)
    run = run_start()
    batches_write(run)
    assert batches_write(run, numbers=[0, 1, 1, 0, 2])
    assert len(rows_of(publish(run))) == 30


def test_only_the_batch_that_ends_a_run_says_so():
    catalog_make(20)
    run = run_start()
    said = [batches_write(run, numbers=[number]) for number in (2, 0, 1)]
    assert said == [False, False, True]


def test_a_run_with_batches_left_is_not_published():
    catalog_make(20)
    run = run_start()
    batches_write(run, numbers=[0])
    with pytest.raises(ValueError, match="has batches left to do"):
        publish(run)
    assert selectors.published_run() is None


def test_publishing_twice_publishes_once():
    catalog_make(4)
    run = run_whole()
    version = Publication.objects.get().version
    assert publish(run).published_at == run.published_at
    assert Publication.objects.get().version == version


def test_a_run_overtaken_by_a_newer_one_is_abandoned_and_its_late_batches_write_nothing():
    catalog_make(20)
    slow = run_start()
    late = batch_compute(run_id=slow.pk, number=0)
    batches_write(slow)
    fast = run_whole()
    assert publish(slow).state == State.ABANDONED
    with transaction.atomic():
        assert batch_write(rows=late) is False
    assert selectors.published_run().run_id == fast.pk
    assert score_tables() == {f"scoring_score_{fast.pk}"}


def test_all_but_the_last_two_published_runs_and_the_overtaken_ones_are_pruned():
    catalog_make(4)
    overtaken = run_start()
    runs = [run_whole() for _ in range(4)]
    assert runs_prune() == 2
    assert runs_prune() == 0
    assert states() == {
        overtaken.pk: State.ABANDONED,
        runs[0].pk: State.PRUNED,
        runs[1].pk: State.PRUNED,
        runs[2].pk: State.SUPERSEDED,
        runs[3].pk: State.PUBLISHED,
    }
    assert score_tables() == {f"scoring_score_{run.pk}" for run in runs[2:]}


def test_a_run_of_a_methodology_whose_file_was_changed_since_stops():
    catalog_make(2)
    run = run_start()
    ScoringRun.objects.update(methodology_sha256="0" * 64)
    with pytest.raises(MethodologyChangedError, match="give a changed methodology a version of its own"):
        batch_compute(run_id=run.pk, number=0)


def test_an_empty_catalog_gives_an_empty_run():
    run = run_whole()
    assert (run.state, run.listed, run.rated) == (State.PUBLISHED, {}, {})


def test_the_day_of_a_run_is_that_of_the_last_figure_unless_it_is_given():
    catalog_make(2)
    assert run_start().as_of == date(2026, 1, 2)
    assert run_start(as_of=date(2025, 5, 5)).as_of == date(2025, 5, 5)


def test_figures_observed_after_the_day_of_a_run_are_not_seen():
    artifact = catalog_make(2)[0]
    run = run_start(as_of=date(2025, 5, 5))
    batches_write(run)
    publish(run)
    rows = selectors.score_cards([artifact.pk])[artifact.pk].components[0].rows
    assert {row.key: row.state for row in rows if not row.is_baseline}["hf_likes"] == "unknown"


@pytest.mark.parametrize("kind", [START, BATCH, PUBLISH])
def test_each_job_of_a_run_delivered_twice_leaves_one_effect(kind):
    """The second delivery comes when the first has done its work but was not yet noted as done."""
    catalog_make(20)
    job_enqueue(kind=START, key="run")
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        job_run(job_id=job.pk)
        if job.kind == kind:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
            job_run(job_id=job.pk)
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    run = ScoringRun.objects.get()
    assert (run.state, len(rows_of(run))) == (State.PUBLISHED, 30)
    assert Publication.objects.get().version == 1


def test_a_run_cut_off_between_its_jobs_is_finished_by_run_jobs():
    catalog_make(20)
    job_enqueue(kind=START, key="run")
    jobs_run_until_idle(limit=3)
    assert ScoringRun.objects.get().state == State.BUILDING
    report = jobs_run_until_idle(kind_prefix="scoring.")
    assert report.failed == 0
    assert ScoringRun.objects.get().state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_a_publication_raced_by_several_threads_happens_once():
    catalog_make(20)
    run = run_start()
    batches_write(run)
    before = Publication.objects.get_or_create(pk=1)[0].version
    gate = threading.Barrier(6)
    faults = []

    def race():
        try:
            gate.wait()
            with transaction.atomic():
                run_publish(run_id=run.pk)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Publication.objects.get().version == before + 1
    assert states() == {run.pk: State.PUBLISHED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_of_two_batches_that_end_at_once_exactly_one_ends_the_run():
    catalog_make(20)
    run = run_start()
    batches_write(run, numbers=[0])
    computed = [batch_compute(run_id=run.pk, number=number) for number in (1, 2)]
    gate = threading.Barrier(2)
    said = []

    def race(rows):
        try:
            gate.wait()
            with transaction.atomic():
                said.append(batch_write(rows=rows))
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(rows,)) for rows in computed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_readers_during_publications_see_one_whole_run_at_every_moment():
    artifacts = catalog_make(20)
    run_whole()
    ids = [artifact.pk for artifact in artifacts]
    stop = threading.Event()
    faults = []

    def read():
        try:
            while not stop.is_set():
                cards = selectors.score_cards(ids)
                if len(cards) != len(ids) or len({card.run.run_id for card in cards.values()}) != 1:
                    faults.append(cards)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(6):
            run_whole()
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert faults == []


def test_a_rated_score_has_an_interval_and_a_band_and_an_unrated_one_has_none():
    catalog_make(6)
    run_whole()
    cards = selectors.score_cards(Artifact.objects.values_list("pk", flat=True)).values()
    rated = [card for card in cards if card.rated]
    assert rated
    for card in rated:
        assert card.interval.low_tenths < card.score_tenths < card.interval.high_tenths
        assert card.band.best <= card.position <= card.band.worst <= card.population
        assert sum(component.sd_evidence**2 for component in card.components) == pytest.approx(
            card.interval.sd_evidence**2, rel=1e-4
        )
    assert all(card.interval is None and card.band is None for card in cards if not card.rated)


def test_a_run_of_a_methodology_without_intervals_says_so_by_none():
    catalog_make(6)
    run_whole(methodology="ur-0.2.0")
    cards = selectors.score_cards(Artifact.objects.values_list("pk", flat=True)).values()
    assert any(card.rated for card in cards)
    assert all(card.interval is None and card.band is None for card in cards)
    assert all(component.sd_evidence is None for card in cards for component in card.components)
