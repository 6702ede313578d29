"""Runs of what changed: equal to runs of everything, to the last byte; and when everything is scored all the same."""

from __future__ import annotations

import os
import random
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from catalog.models import Artifact, Signal, Source
from scoring import planning, selectors, services
from scoring.methodology import CURRENT
from scoring.models import Milestone, Rung, Score, ScoreHistory, ScoringRun
from scoring.retiring import runs_prune
from scoring.selectors import scores_in_force
from scoring.services import run_start
from tests.scoring.edits import Editor, catalog_with_families
from tests.scoring.runs import batches_write, catalog_make, publish, run_next, run_whole, score_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches", "often")]

STEPS = int(os.environ.get("SCORING_EDITS", "12"))
RUNS = ("run_id", "since_run", "until_run", "pk")


@pytest.fixture
def often(monkeypatch):
    """Lists have milestones every few places, and a small catalog is worth runs of what changed."""
    monkeypatch.setattr("scoring.milestones.EVERY", 7)
    monkeypatch.setattr("scoring.selectors.EVERY", 7)
    monkeypatch.setattr(planning, "SHARE_SUCCEEDED", 9.0)


def without_runs(rows):
    return [{name: without_nan(value) for name, value in row.items() if name not in RUNS} for row in rows]


def without_nan(value):
    """NaN is not equal to itself, so rows that hold one would always differ."""
    return [None if each != each else each for each in value] if isinstance(value, list) else value


def lists(info):
    """Every list in short pages, as readers see them."""
    return {
        (kind, members): [
            (entry.position, entry.artifact.slug, entry.score_tenths, str(entry.band), entry.components)
            for offset in range(0, 80, 9)
            for entry in selectors.leaderboard(kind=kind, offset=offset, limit=9, run=info, members=members).entries
        ]
        for kind in ("model", "dataset")
        for members in (True, False)
    }


def result_of(run):
    """Everything that is published with a run, apart from the numbers of runs."""
    info = selectors.run_info(run)
    return {
        "output": (run.output_sha256, run.digest_sum, run.listed, run.rated, run.grouped),
        "rows": without_runs(scores_in_force(info).order_by("artifact_id").values()),
        "rungs": without_runs(Rung.objects.filter(run_id=run.pk).order_by("kind", "tenths", "sd_class").values()),
        "lists": lists(info),
        "history": without_runs(ScoreHistory.objects.filter(run=run).order_by("artifact_id").values()),
    }


def result_of_everything():
    """What a run of everything would publish now; nothing of it stays."""
    with transaction.atomic():
        result = result_of(run_whole())
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_edits_a_run_of_what_changed_publishes_what_a_run_of_everything_would(seed):
    chance = random.Random(seed)
    catalog_with_families(chance)
    run_whole()
    editor = Editor(chance)
    scored = []
    for _ in range(STEPS):
        edits = [editor.edit() for _ in range(chance.randrange(1, 6))]
        expected = result_of_everything()
        run = run_next(as_of=date(2026, 1, 2))
        found = result_of(run)
        for part in expected:
            assert found[part] == expected[part], (part, edits)
        assert run.base_id is not None, run.why_whole
        scored.append(run.scored)
        if chance.random() < 0.3:
            runs_prune()
    assert sum(scored) < STEPS * Artifact.objects.count() / 2


def test_nothing_touched_is_nothing_scored_and_everything_published_again():
    catalog_with_families(random.Random(4))
    first = run_whole()
    second = run_next()
    assert (second.base_id, second.scored, second.ground) == (first.pk, 0, first.pk)
    assert second.output_sha256 == first.output_sha256
    assert not ScoreHistory.objects.filter(run=second).exists()
    assert len(lists(selectors.run_info(second))["model", True]) == 33


def test_the_former_run_still_shows_what_it_showed():
    catalog_with_families(random.Random(5))
    runs = [run_whole()]
    shown = [result_of(runs[0])]
    for number in range(3):
        Artifact.objects.filter(slug=f"model-{number}").update(licence="other", slug=f"was-{number}")
        runs.append(run_next())
        shown.append(result_of(runs[-1]))
    former = selectors.run_info(runs[-2])
    assert without_runs(scores_in_force(former).order_by("artifact_id").values()) == shown[-2]["rows"]
    runs_prune()
    assert without_runs(scores_in_force(former).order_by("artifact_id").values()) == shown[-2]["rows"]
    assert result_of(runs[-1]) == shown[-1]


def test_one_edit_is_one_row_and_its_former_one_stays_until_no_run_needs_it():
    catalog_make(20)
    run_whole()
    pk = Artifact.objects.get(slug="model-3").pk
    for licence in ("other", "mit", "apache-2.0", ""):
        Artifact.objects.filter(pk=pk).update(licence=licence)
        assert run_next().scored == 1
        runs_prune()
    rows = Score.objects.filter(artifact_id=pk).order_by("since_run")
    assert [row.until_run for row in rows][:-1] == [row.since_run for row in rows][1:]
    assert (len(rows), Score.objects.exclude(artifact_id=pk).count()) == (2, 29)


def test_tables_rungs_and_milestones_go_with_the_last_run_that_needs_them():
    catalog_make(20)
    first = run_whole()
    runs = [run_next() for _ in range(3)]
    runs_prune()
    assert score_tables() == {f"scoring_score_{first.pk}"}
    later = [run_whole(), run_next()]
    runs_prune()
    assert score_tables() == {f"scoring_score_{later[0].pk}"}
    kept = {run.pk for run in later}
    assert set(Rung.objects.values_list("run_id", flat=True)) == kept
    assert set(Milestone.objects.values_list("run_id", flat=True)) == kept
    states = dict(ScoringRun.objects.values_list("pk", "state"))
    assert {states[run.pk] for run in [first, *runs]} == {"pruned"}


def test_why_everything_is_scored_is_written_down(monkeypatch):
    catalog_make(20)
    assert run_whole().why_whole == "no run is published"
    assert run_next(whole=True).why_whole == "asked for"
    assert run_next(methodology="ur-0.2.0").why_whole == f"ur-0.2.0 instead of {CURRENT}"
    run_next()
    assert run_next(as_of=date(2026, 2, 1)).why_whole == "as of 2026-02-01 instead of 2026-01-02"
    run_next()
    Source.objects.filter(name="A board").update(key="other")
    assert run_next().why_whole == "more was touched than can be named"
    monkeypatch.setattr(planning, "SHARE_SUCCEEDED", 0.1)
    Artifact.objects.filter(slug__in=["model-1", "model-2"]).update(licence="other")
    assert run_next().base is not None
    Artifact.objects.filter(slug__in=["model-1", "model-2"]).update(licence="mit")
    assert run_next().why_whole == "2 to score again and 2 since the last whole run, of 30"
    monkeypatch.setattr(services, "code_digest", lambda: "0" * 64)
    assert run_next().why_whole == "the code that scores is another"


def test_a_figure_of_a_later_day_moves_the_day_and_so_everything():
    artifact = catalog_make(4)[0]
    run_whole()
    Signal.objects.create(
        artifact=artifact,
        component="adoption",
        metric="citations",
        value=1,
        observed="2026-02-01",
        source=Source.objects.get(name="A board"),
    )
    assert run_next().why_whole == "as of 2026-02-01 instead of 2026-01-02"


def test_what_is_edited_while_a_run_is_at_work_is_in_the_next_one():
    catalog_make(20)
    run_whole()
    Artifact.objects.filter(slug="model-3").update(licence="other")
    run = run_start()
    Artifact.objects.filter(slug="model-4").update(licence="other")
    batches_write(run)
    assert publish(run).scored == 1
    expected = result_of_everything()
    assert result_of(run_next()) == expected


def test_what_an_overtaken_run_took_is_scored_by_the_next_one():
    catalog_make(20)
    run_whole()
    Artifact.objects.filter(slug="model-3").update(licence="other")
    slow = run_start()
    batches_write(slow)
    fast = run_next()
    assert publish(slow).state == ScoringRun.State.ABANDONED
    assert fast.scored == 1
    lost = run_start()
    older_base = run_start()
    batches_write(older_base)
    batches_write(lost)
    publish(lost)
    assert publish(older_base).state == ScoringRun.State.ABANDONED
    assert score_tables() == {f"scoring_score_{fast.ground}"}
    assert result_of(run_next())["rows"] == result_of_everything()["rows"]


def test_a_deep_page_is_found_from_the_milestone_before_it(django_assert_num_queries):
    catalog_make(60)
    run_whole()
    info = selectors.published_run()
    slugs = [
        entry.artifact.slug for entry in selectors.leaderboard(kind="model", offset=0, limit=100, run=info).entries
    ]
    for offset in (0, 6, 7, 20, 59):
        with django_assert_num_queries(2 if offset < 7 else 3):
            page = selectors.leaderboard(kind="model", offset=offset, limit=5, run=info)
        assert [entry.artifact.slug for entry in page.entries] == slugs[offset : offset + 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_an_installation_from_before_shows_its_run_as_it_did_and_scores_everything_next():
    catalog_with_families(random.Random(6))
    run_whole()
    shown = selectors.run_info(run_whole())
    abandoned = run_start()
    before = lists(shown), selectors.score_cards(Artifact.objects.values_list("pk", flat=True))
    executor = MigrationExecutor(connection)
    executor.migrate([("scoring", "0006_intervals"), ("catalog", "0011_capability_kind_published")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    after = selectors.published_run()
    assert (lists(after), selectors.score_cards(Artifact.objects.values_list("pk", flat=True))) == before
    assert after == shown
    assert ScoringRun.objects.get(pk=abandoned.pk).state == ScoringRun.State.ABANDONED
    run = run_next()
    assert run.why_whole == "the code that scores is another"
    assert not ScoreHistory.objects.filter(run=run).exists()
    assert lists(selectors.run_info(run)) == before[0]
