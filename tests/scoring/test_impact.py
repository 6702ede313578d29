"""Publishing another methodology: measured against the run before, flipped at once, told to whoever asks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Artifact, Signal
from jobs.models import Job
from jobs.services import job_enqueue, jobs_run_until_idle
from scoring import selectors
from scoring.formula.agreement import BLOCK, kendall
from scoring.methodology import CURRENT, versions
from scoring.models import Score, ScoringRun
from scoring.services import run_start
from scoring.tasks import START, watch
from tests.scoring.runs import batches_write, catalog_make, publish, run_whole

FORMER = "ur-0.2.0"

orders = st.integers(0, 3 * BLOCK).flatmap(
    lambda count: st.tuples(
        *(st.lists(st.integers(0, 40), min_size=count, max_size=count).map(np.array) for _ in range(2))
    )
)


@given(orders)
def test_kendalls_tau_is_that_of_all_pairs(pair):
    left, right = pair
    signs = [
        (np.sign(left[a] - left[b]), np.sign(right[a] - right[b]))
        for a, b in itertools.combinations(range(len(left)), 2)
    ]
    scale = sum(one != 0 for one, _ in signs) * sum(other != 0 for _, other in signs)
    expected = sum(one * other for one, other in signs) / scale**0.5 if scale else None
    assert kendall(left, right) == (None if expected is None else pytest.approx(expected))


@pytest.fixture
def catalog():
    """Twelve models whose boards say the opposite of their likes."""
    artifacts = catalog_make(12)
    source = artifacts[0].source
    Signal.objects.bulk_create(
        Signal(artifact=artifact, metric=metric, value=1100.0 + 20 * place, observed="2025-01", source=source)
        for place, artifact in enumerate(artifacts[:12])
        for metric in ("lmarena_text:score",)
    )
    return artifacts


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_a_run_of_another_methodology_keeps_what_it_changed():
    former = run_whole(methodology=FORMER)
    run = run_whole(methodology=CURRENT)
    assert former.impact is None
    impact = run.impact
    assert (impact["methodology"], impact["former_methodology"], impact["former_run"]) == (CURRENT, FORMER, former.pk)
    assert selectors.impact_of(CURRENT) == impact
    assert selectors.impact_of(FORMER) is None
    models = impact["kinds"]["model"]
    scores = [
        dict(Score.objects.filter(run_id=each.pk, kind="model", rated=True).values_list("artifact_id", "score_tenths"))
        for each in (former, run)
    ]
    shifts = [(scores[1][pk] - scores[0][pk]) / 10 for pk in scores[0].keys() & scores[1].keys()]
    assert (models["rated_before"], models["rated_after"]) == (len(scores[0]), len(scores[1]))
    assert models["rated_in_both"] == len(shifts) > 3
    assert models["shift_mean"] == pytest.approx(np.mean(shifts), abs=0.006)
    assert models["moved"] == sum(abs(shift) > 5 for shift in shifts)
    assert models["top"] == models["top_kept"] == len(shifts)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_the_reasons_of_a_mover_sum_to_what_it_moved():
    run_whole(methodology=FORMER)
    Signal.objects.filter(metric="hf_likes", artifact__slug="model-3").update(value=1e7)
    run = run_whole(methodology=CURRENT)
    movers = [mover for kind in run.impact["kinds"].values() for mover in kind.get("movers", [])]
    assert movers
    for mover in movers:
        total = sum(reason["points"] for reason in mover["reasons"])
        assert total == pytest.approx(mover["after"] - mover["before"], abs=1e-6)
    assert all(abs(mover["after"] - mover["before"]) > 5 for mover in movers)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_runs_of_one_methodology_have_no_impact_and_the_last_publication_of_a_version_counts():
    run_whole(methodology=FORMER)
    first = run_whole()
    assert run_whole().impact is None
    assert selectors.impact_of(CURRENT) == first.impact
    back = run_whole(methodology=FORMER)
    assert back.impact["former_methodology"] == CURRENT
    assert selectors.methodology_current().version == FORMER


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_until_it_is_published_a_run_of_another_methodology_is_seen_by_nobody():
    former = run_whole(methodology=FORMER)

    aside = run_start(methodology=CURRENT)
    batches_write(aside)
    assert selectors.published_run().run_id == former.pk
    assert selectors.impact_of(CURRENT) is None
    publish(aside)
    assert selectors.published_run().methodology == CURRENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalog", "runs_dropped")
def test_publish_flips_to_a_version_and_says_what_changed(capsys):
    call_command("methodology", "publish", FORMER)
    assert "nothing to compare with" in capsys.readouterr().out
    call_command("methodology", "publish", CURRENT)
    said = capsys.readouterr().out
    assert f"({CURRENT}, as of" in said
    assert f"`{CURRENT}` against `{FORMER}`, in points of the score." in said
    assert "| model |" in said
    call_command("methodology", "impact")
    assert capsys.readouterr().out.strip() in said
    with pytest.raises(CommandError, match="invalid choice: 'ur-9'"):
        call_command("methodology", "publish", "ur-9")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalog", "runs_dropped")
def test_a_run_of_another_version_that_was_on_its_way_is_told_apart():
    job_enqueue(kind=START, key="run", arguments={"methodology": FORMER})
    with pytest.raises(CommandError, match="was on its way already"):
        call_command("methodology", "publish", CURRENT)
    assert selectors.published_run().methodology == FORMER


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_after_an_edit_scores_are_made_anew_by_the_version_that_readers_see(monkeypatch):
    run_whole(methodology=FORMER)
    monkeypatch.setattr("scoring.tasks.rescore_is_due", lambda: True)
    watch()
    assert Job.objects.get().arguments["methodology"] == FORMER
    jobs_run_until_idle(kind_prefix="scoring.")
    assert ScoringRun.objects.order_by("-pk").first().methodology == FORMER


def test_versions_stand_in_their_order():
    assert versions()[:3] == ("ur-0.1.0", "ur-0.2.0", "ur-1.0.0")
    assert CURRENT in versions()


@pytest.mark.django_db
@pytest.mark.usefixtures("catalog")
def test_every_published_version_can_score_the_catalog():
    for version in versions():
        run = run_whole(methodology=version)
        assert (run.methodology, run.listed["model"]) == (version, Artifact.objects.filter(kind="model").count())
