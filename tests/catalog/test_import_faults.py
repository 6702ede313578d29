"""The import is killed, raced and cut off: nothing is lost, nothing is doubled, nothing half done is seen."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from catalog.models import Artifact, ImportBatch
from common.jsonl import lines_read
from tests.catalog.lines import CATALOG_TABLES, artifact_line, stage_tables, table_hashes, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.torture]

CHECKOUT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("IMPORT_FAULTS", "6"))
SEED = 20261124
CUT = 1500


@pytest.fixture
def files(tmp_path):
    """The first artifacts of the fixtures and as many figures of theirs: some 3,000 lines."""
    fixtures = CHECKOUT / "fixtures"
    catalog = [line + b"\n" for _, line in itertools.islice(lines_read(fixtures / "catalog.jsonl.zst"), CUT)]
    slugs = {line.split(b'"slug":"', 1)[1].split(b'"', 1)[0] for line in catalog}
    figures = (line + b"\n" for _, line in lines_read(fixtures / "signals.jsonl.zst"))
    known = (line for line in figures if line.split(b'"artifact_slug":"', 1)[1].split(b'"', 1)[0] in slugs)
    signals = list(itertools.islice(known, CUT))
    return [str(write(tmp_path / "catalog.jsonl", catalog)), str(write(tmp_path / "signals.jsonl", signals))]


@pytest.fixture
def start_import(process_environment):
    """Start `manage.py import_catalog` as a process of its own."""
    started = []

    def start(*arguments):
        command = [sys.executable, "manage.py", "import_catalog", *arguments]
        started.append(
            subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=process_environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def empty():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(CATALOG_TABLES)}, catalog_importbatch CASCADE")


def finished(process):
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said


def undisturbed(start_import, files):
    finished(start_import(*files))
    hashes = table_hashes(local=False)
    empty()
    return hashes


def staged(*, at_least):
    """Whether a checkpoint this far is committed."""
    return ImportBatch.objects.filter(state=ImportBatch.State.STAGING, next_line__gte=at_least).exists()


def test_an_import_killed_at_random_moments_and_run_again_leaves_what_an_undisturbed_one_leaves(start_import, files):
    chance = random.Random(SEED)
    started = time.monotonic()
    expected = undisturbed(start_import, files)
    took = time.monotonic() - started
    for kill in range(KILLS):
        process = start_import(*files)
        time.sleep(chance.uniform(0.2, 1.0) * took)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        finished(start_import(*files))
        assert table_hashes(local=False) == expected, f"after kill {kill}"
        assert stage_tables() == 0
        empty()


@pytest.mark.parametrize("checkpoint", [501, 1001, 1501])
def test_an_import_killed_behind_a_checkpoint_goes_on_from_there(start_import, files, checkpoint):
    expected = undisturbed(start_import, files)
    process = start_import(files[0])
    while not staged(at_least=checkpoint) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    half_staged = ImportBatch.objects.filter(state=ImportBatch.State.STAGING).first()
    said = finished(start_import(*files))
    if half_staged is not None:
        assert Artifact.objects.count() == CUT
        assert f"went on from line {half_staged.next_line:,}" in said
    assert table_hashes(local=False) == expected
    assert stage_tables() == 0


def test_two_imports_at_once_say_that_one_is_running_and_double_nothing(start_import, files):
    expected = undisturbed(start_import, files)
    first = start_import(*files)
    while not ImportBatch.objects.exists() and first.poll() is None:
        time.sleep(0.001)
    first.send_signal(signal.SIGSTOP)
    second = start_import(*files)
    said, _ = second.communicate(timeout=60)
    first.send_signal(signal.SIGCONT)
    assert (second.returncode, "another import is running: wait for it and run this again" in said) == (5, True)
    finished(first)
    assert table_hashes(local=False) == expected


def test_an_import_whose_staged_rows_a_crash_of_the_database_emptied_begins_anew(start_import, files):
    expected = undisturbed(start_import, files)
    process = start_import(files[0])
    while not staged(at_least=501) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    with connection.cursor() as cursor:
        for batch in ImportBatch.objects.filter(state=ImportBatch.State.STAGING):
            cursor.execute(f"TRUNCATE catalog_stage_{batch.pk}")
    assert "went on" not in finished(start_import(*files))
    assert table_hashes(local=False) == expected


def test_readers_during_an_import_see_the_whole_of_it_or_nothing(start_import, files):
    process = start_import(files[0])
    seen = set()
    while process.poll() is None:
        seen.add(Artifact.objects.count())
    finished(process)
    assert seen <= {0, CUT}


def test_a_half_staged_file_that_has_changed_since_begins_anew(start_import, tmp_path):
    lines = [artifact_line(f"a{number}") for number in range(1200)]
    path = write(tmp_path / "catalog.jsonl", lines)
    process = start_import(str(path))
    while not staged(at_least=501) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    write(path, lines[:7])
    Artifact.objects.all().delete()
    assert "7 created" in finished(start_import(str(path)))
    assert stage_tables() == 0
