"""Scoring in a terminal: `score` and `methodology`."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from jobs.services import job_enqueue
from scoring.freshness import START
from scoring.methodology import CURRENT, methodology_get
from scoring.models import ScoringRun
from scoring.retiring import run_cancel
from scoring.services import run_start
from tests.scoring.runs import catalog_make, run_whole

pytestmark = pytest.mark.django_db


def test_score_of_an_empty_catalog_says_to_import_first():
    with pytest.raises(CommandError, match="import it first") as refusal:
        call_command("score")
    assert refusal.value.returncode == 3


def test_score_twice_gives_the_same_output(capsys):
    catalog_make(30)
    call_command("score")
    call_command("score")
    said = capsys.readouterr().out
    digests = re.findall(r"output sha256 ([0-9a-f]{64})", said)
    assert len(digests) == 2
    assert len(set(digests)) == 1
    assert "rated 15 of 15 datasets, 30 of 30 models" in said


def test_score_says_what_it_scored_and_why(capsys):
    catalog_make(30)
    call_command("score")
    assert "scored 45: everything (no run is published)" in capsys.readouterr().out
    call_command("score")
    assert f"scored 0: what changed since run {ScoringRun.objects.earliest('pk').pk}" in capsys.readouterr().out
    call_command("score", "--whole")
    assert "scored 45: everything (asked for)" in capsys.readouterr().out
    assert ScoringRun.objects.first().asked_by.startswith("manage.py score")


def test_without_a_terminal_progress_is_a_plain_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr("scoring.management.commands.score.SAY_SECONDS", 0.0)
    monkeypatch.setattr("scoring.services.BATCH_ARTIFACTS", 10)
    catalog_make(20)
    call_command("score")
    said = capsys.readouterr().out
    assert re.search(r"building\): 1 of 3 batches, [\d,]+ artifacts a second, \d+ s left\n", said)
    assert "\x1b" not in said


def test_score_of_a_run_that_was_canceled_says_so():
    catalog_make(4)
    job = job_enqueue(kind=START, key="run")
    run_cancel(run_id=run_start(job_id=job.pk).pk)
    with pytest.raises(CommandError, match="was canceled") as refusal:
        call_command("score")
    assert refusal.value.returncode == 5


def test_score_takes_the_day_that_it_is_given(capsys):
    catalog_make(4)
    call_command("score", "--as-of", "2026-06-01")
    assert ScoringRun.objects.get().as_of == date(2026, 6, 1)


def test_score_of_a_run_that_was_overtaken_says_so():
    catalog_make(4)
    job = job_enqueue(kind=START, key="run")
    slow = run_start(job_id=job.pk)
    run_whole()
    with pytest.raises(CommandError, match=f"run {slow.pk} was overtaken") as refusal:
        call_command("score")
    assert refusal.value.returncode == 5


def test_methodology_show_names_version_and_sha256(capsys):
    call_command("methodology", "show")
    said = capsys.readouterr().out
    assert said.startswith(f"{CURRENT} sha256 {methodology_get().sha256}")
    assert "Adoption" in said


def test_methodology_fit_does_not_write_over_a_published_version():
    with pytest.raises(CommandError, match="never changes"):
        call_command("methodology", "fit", "--version", "ur-0.1.0")
