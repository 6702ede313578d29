"""The history of scores: only what changed, kept when runs are pruned, and the way back to any day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import Artifact, Signal
from scoring import methodology as methodologies
from scoring import services
from scoring.models import Publication, ReceiptAddress, Score, ScoreHistory, ScoringRun
from scoring.receipt import numbers_digest
from scoring.retiring import runs_prune
from scoring.selectors import published_run, run_info, score_cards
from scoring.selectors_history import (
    NothingPublishedError,
    run_at,
    score_cards_at,
    score_history,
    shown_scores_at,
)
from scoring.selectors_receipts import receipt_find, receipt_of
from scoring.services import receipt_issue
from tests.scoring.runs import catalog_make, run_whole

pytestmark = pytest.mark.django_db


def published_on(run, day):
    """As if the run had been published at noon of that day."""
    ScoringRun.objects.filter(pk=run.pk).update(
        published_at=datetime.combine(day, datetime.min.time(), UTC).replace(hour=12)
    )
    return run


def likes_of(artifact, value):
    Signal.objects.filter(artifact=artifact, metric="hf_likes").update(value=value)


def printed(card):
    """What a page prints of a card, apart from rows and position."""
    return (
        card.rated,
        card.score_tenths,
        card.interval and (card.interval.low_tenths, card.interval.high_tenths),
        round(100 * card.coverage),
        [(c.points_tenths, c.value_tenths, round(100 * c.coverage), c.sentences) for c in card.components],
    )


def test_the_first_run_records_every_artifact():
    artifacts = catalog_make(10)
    run = run_whole()
    assert set(ScoreHistory.objects.values_list("artifact_id", "run_id", "scored")) == {
        (artifact.pk, run.pk, True) for artifact in artifacts
    }


def test_a_run_that_changes_nothing_records_nothing():
    catalog_make(10)
    run_whole()
    again = run_whole()
    assert not ScoreHistory.objects.filter(run_id=again.pk).exists()


def test_a_run_records_what_differs_and_nothing_else():
    changed, left_out, *_ = catalog_make(10)
    run_whole()
    likes_of(changed, 1e6)
    Artifact.objects.filter(pk=left_out.pk).update(status=Artifact.Status.HIDDEN)
    new = Artifact.objects.create(slug="new", name="new", kind="model")
    run = run_whole()
    assert dict(ScoreHistory.objects.filter(run_id=run.pk).values_list("artifact_id", "scored")) == {
        changed.pk: True,
        left_out.pk: False,
        new.pk: True,
    }


def test_an_artifact_that_comes_back_is_recorded_again():
    artifact = catalog_make(4)[0]
    run_whole()
    Artifact.objects.filter(pk=artifact.pk).update(status=Artifact.Status.HIDDEN)
    run_whole()
    Artifact.objects.filter(pk=artifact.pk).update(status=Artifact.Status.LISTED)
    run_whole()
    assert [entry.scored for entry in score_history(artifact.pk, limit=9)] == [True, False, True]


def test_a_change_too_small_to_be_printed_is_not_recorded():
    artifact = catalog_make(10)[5]
    run_whole()
    likes_of(artifact, Signal.objects.get(artifact=artifact, metric="hf_likes").value + 1e-7)
    before = Score.objects.get(run_id=published_run().run_id, artifact_id=artifact.pk)
    run = run_whole()
    assert Score.objects.get(run_id=run.pk, artifact_id=artifact.pk).score_tenths == before.score_tenths
    assert not ScoreHistory.objects.filter(run_id=run.pk).exists()


def test_the_history_keeps_the_interval_that_was_shown():
    artifacts = catalog_make(10)
    run_whole()
    cards = score_cards([artifact.pk for artifact in artifacts])
    kept = {artifact.pk: score_history(artifact.pk, limit=1)[0] for artifact in artifacts}
    assert any(card.interval for card in cards.values())
    for pk, card in cards.items():
        expected = (card.interval.low_tenths, card.interval.high_tenths) if card.interval else (None, None)
        assert (kept[pk].low_tenths, kept[pk].high_tenths) == expected


def test_another_methodology_records_every_artifact_and_the_history_names_it():
    artifact = catalog_make(4)[0]
    run_whole(methodology="ur-0.1.0")
    run = run_whole(methodology="ur-0.2.0")
    assert ScoreHistory.objects.filter(run_id=run.pk).count() == 6
    assert [entry.run.methodology for entry in score_history(artifact.pk, limit=9)] == ["ur-0.2.0", "ur-0.1.0"]


def test_the_digest_of_the_history_is_that_of_the_receipt():
    artifact = catalog_make(6)[-1]
    run = run_whole()
    row = Score.objects.get(run_id=run.pk, artifact_id=artifact.pk)
    digest = numbers_digest(values=row.values, reliabilities=row.reliabilities, points=row.points)
    assert score_history(artifact.pk, limit=1)[0].digest == digest
    assert f'"digest":"{digest}"'.encode() in receipt_of(artifact, run=published_run()).document


def test_three_published_runs_are_all_found_again_after_pruning():
    changed, left_out, *others = catalog_make(10)
    everything = [changed.pk, left_out.pk, *(artifact.pk for artifact in others)]
    days = [date(2026, 1, day) for day in (10, 20, 30)]
    shown = []
    for day, likes in zip(days, (5, 50, 5e6), strict=True):
        likes_of(changed, likes)
        Artifact.objects.filter(pk=left_out.pk).update(
            status=Artifact.Status.HIDDEN if day == days[1] else Artifact.Status.LISTED
        )
        published_on(run_whole(), day)
        shown.append({pk: printed(card) for pk, card in score_cards(everything).items()})
    assert runs_prune() == 1
    for day, expected in zip(days, shown, strict=True):
        cards = score_cards_at(everything, run=run_at(day))
        assert {pk: printed(card) for pk, card in cards.items()} == expected
        rated = {pk: card.score_tenths for pk, card in cards.items() if card.rated}
        assert shown_scores_at(everything, run=run_at(day)) == rated
    assert len({str(expected[changed.pk]) for expected in shown}) == 3
    assert left_out.pk not in shown[1]


def test_a_card_of_a_pruned_run_has_points_but_neither_rows_nor_position():
    artifact = catalog_make(4)[0]
    first = run_whole()
    for _ in range(2):
        run_whole()
    runs_prune()
    run = run_at(date.today())
    assert run.whole
    old = score_cards_at([artifact.pk], run=run_info(ScoringRun.objects.get(pk=first.pk)))[artifact.pk]
    assert (old.position, [component.rows for component in old.components]) == (None, [()] * 4)


def test_the_run_of_a_day_is_the_last_one_published_by_its_end():
    catalog_make(4)
    first, second = published_on(run_whole(), date(2026, 1, 10)), published_on(run_whole(), date(2026, 1, 12))
    assert run_at(date(2026, 1, 10)).run_id == first.pk
    assert run_at(date(2026, 1, 11)).run_id == first.pk
    assert run_at(date(2026, 1, 12)).run_id == second.pk
    assert run_at(date(2030, 1, 1)).run_id == second.pk


def test_a_day_before_the_first_run_names_the_first_day():
    catalog_make(4)
    published_on(run_whole(), date(2026, 1, 10))
    with pytest.raises(NothingPublishedError) as caught:
        run_at(date(2026, 1, 9))
    assert caught.value.first == date(2026, 1, 10)


def test_a_day_when_nothing_was_ever_published_has_no_first_day():
    with pytest.raises(NothingPublishedError) as caught:
        run_at(date(2026, 1, 9))
    assert caught.value.first is None


def test_the_history_is_read_in_stretches():
    artifact = catalog_make(4)[0]
    for likes in (5, 500, 50_000):
        likes_of(artifact, likes)
        run_whole()
    whole = score_history(artifact.pk, limit=9)
    assert len(whole) == 3
    assert score_history(artifact.pk, limit=2) == whole[:2]
    assert score_history(artifact.pk, limit=2, before=whole[1].run.run_id) == whole[2:]


def test_an_abandoned_run_leaves_no_history():
    catalog_make(4)
    slow = services.run_start()
    run_whole()
    runs_prune()
    assert not ScoreHistory.objects.filter(run_id=slow.pk).exists()


def test_the_addresses_of_receipts_go_with_their_run():
    artifact = catalog_make(4)[1]
    run_whole()
    first = published_run()
    sha256 = receipt_of(artifact, run=first).sha256
    for _ in range(2):
        receipt_issue(artifact_id=artifact.pk, run_id=first.run_id, sha256=sha256)
    assert receipt_find(sha256) == (artifact, first)
    run_whole()
    assert receipt_find(sha256)[1].run_id == first.run_id
    run_whole()
    runs_prune()
    assert receipt_find(sha256) is None
    assert not ReceiptAddress.objects.exists()


def test_versions_of_the_methodology_are_listed_oldest_first():
    assert methodologies.methodology_versions()[:2] == ("ur-0.1.0", "ur-0.2.0")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_an_installation_with_scores_begins_its_history_with_the_published_run():
    artifacts = catalog_make(4)
    run = run_whole(methodology="ur-0.2.0")
    rows = list(ScoreHistory.objects.order_by("artifact_id").values())
    ScoreHistory.objects.all().delete()
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("scoring", "0003_grouped_lists")])
        assert Publication.objects.get().run_id == run.pk
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert list(ScoreHistory.objects.order_by("artifact_id").values()) == rows
    assert len(rows) == len(artifacts)
