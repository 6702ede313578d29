"""The check of what is published: silent on what is right, loud on every sort of wrong, and blind to what is new."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.models import Artifact, Touch
from jobs.models import Job
from jobs.services import jobs_run_until_idle
from scoring import verification
from scoring.models import Milestone, Rung, Score, ScoringCheck, ScoringRun
from scoring.subjects import ARTIFACTS
from scoring.tasks import check
from scoring.verification import NothingToCheckError, published_check
from tests.scoring.edits import catalog_with_families
from tests.scoring.runs import run_next, run_whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]


@pytest.fixture
def published(monkeypatch):
    monkeypatch.setattr(verification, "BATCH_ARTIFACTS", 10)
    monkeypatch.setattr("scoring.milestones.EVERY", 7)
    monkeypatch.setattr("scoring.planning.SHARE_SUCCEEDED", 9.0)
    chance = random.Random(7)
    catalog_with_families(chance)
    Artifact.objects.create(slug="the-last-one", name="the last one", kind="dataset")
    run_whole()
    for licence in ("other", "mit", "apache-2.0"):
        Artifact.objects.filter(slug__in=["model-4", "dataset-2"]).update(licence=licence)
        run_next()


@pytest.fixture
def unseen():
    """Writes that no trigger sees, as a fault of the triggers would leave them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.usefixtures("published")
def test_after_runs_of_what_changed_nothing_differs():
    made = published_check()
    assert (made.differing, made.examples, made.left_out, made.overtaken) == (0, [], 0, False)
    assert made.checked == Artifact.objects.listed().count() == sum(made.run.listed.values())


@pytest.mark.usefixtures("published", "unseen")
def test_an_edit_that_no_trigger_saw_is_found_and_logged(caplog):
    Artifact.objects.filter(slug="model-3").update(licence="other", facts={})
    Artifact.objects.filter(slug="model-5").update(status="hidden")
    Artifact.objects.create(slug="unseen", name="unseen", kind="model")
    made = published_check()
    assert made.differing >= 3
    said = "\n".join(made.examples)
    assert "model-5: has a score and is not listed" in said
    assert "unseen: is listed and has no score" in said
    assert "model-3: rank_key, score" in said
    assert "scores_differ" in caplog.text


@pytest.mark.usefixtures("published", "unseen")
def test_an_artifact_that_went_unseen_is_found_wherever_its_number_lies():
    last = Artifact.objects.get(slug="the-last-one")
    assert last == Artifact.objects.order_by("pk").last()
    last.delete()
    assert published_check().examples == ["the-last-one: has a score and is not listed"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda: Rung.objects.update(position=5), "the rungs of the lists"),
        (lambda: Milestone.objects.update(rank_key=5), None),
        (lambda: ScoringRun.objects.update(digest_sum="0" * 64), "the sum of all digests"),
        (lambda: Score.objects.filter(slug="model-4").update(notes=""), "model-4: notes"),
        (lambda: Score.objects.filter(slug="model-4").update(sd_method=5), "model-4: sd_method"),
    ],
)
def test_whatever_else_is_wrong_is_named(spoil, found):
    spoil()
    made = published_check()
    assert made.examples == ([found] if found else [])


@pytest.mark.usefixtures("published")
def test_milestones_astray_are_named():
    milestone = Milestone.objects.filter(run_id=ScoringRun.objects.first().pk).first()
    Milestone.objects.filter(pk=milestone.pk).update(place=milestone.place + 1)
    assert published_check().examples == ["the milestones of the lists"]


@pytest.mark.usefixtures("published")
def test_what_was_touched_since_is_left_out():
    Artifact.objects.filter(slug="model-3").update(licence="other")
    made = published_check()
    assert made.differing == 0
    assert made.left_out >= 1


@pytest.mark.usefixtures("published")
def test_a_check_is_over_when_everything_was_touched():
    Touch.objects.create(artifact_id=None)
    made = published_check()
    assert (made.overtaken, made.differing) == (True, 0)


def test_before_the_first_run_there_is_nothing_to_check():
    with pytest.raises(NothingToCheckError):
        published_check()


@pytest.mark.usefixtures("published")
def test_score_verify_ends_with_1_when_something_differs(capsys):
    call_command("score", "--verify")
    assert "all are as published" in capsys.readouterr().out
    Score.objects.filter(slug="model-4").update(sd_method=5)
    with pytest.raises(CommandError, match="model-4: sd_method") as refusal:
        call_command("score", "--verify")
    assert refusal.value.returncode == 1


@pytest.mark.usefixtures("published")
def test_the_check_of_the_week_is_a_job_and_staff_see_what_it_found(client):
    Score.objects.filter(slug="model-4").update(sd_method=5)
    check()
    check()
    assert Job.objects.get().kind == "scoring.check"
    jobs_run_until_idle()
    assert Job.objects.get().state == Job.State.DONE
    client.force_login(User.objects.create_superuser("admin"))
    page = client.get(f"/admin/scoring/scoringcheck/{ScoringCheck.objects.get().pk}/change/").content.decode()
    assert "model-4: sd_method" in page
    assert "1 score differs" in client.get("/admin/").content.decode()


def test_the_triggers_watch_every_column_that_the_formula_reads():
    written = Path("catalog/migrations/0012_touches.py").read_text()
    read = set(re.findall(r"\ba\.(\w+)", ARTIFACTS)) - {"id"}
    assert {"slug", "facts", "licence", "languages"} <= read
    assert not {name for name in read if f'"{name}"' not in written}
