"""Scoring in a terminal: `score` and `methodology`."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from jobs.services import job_enqueue
from scoring.methodology import CURRENT, methodology_get
from scoring.models import ScoringRun
from scoring.services import run_start
from scoring.tasks import START
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
