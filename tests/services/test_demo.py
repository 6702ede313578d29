"""The whole site as `make demo` runs it: killed in mid-import, taken up again, its parts killed one by one, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
import psycopg
import pytest
import zstandard

from config.services.instance import Instance
from scoring.methodology import CURRENT
from tests.services.launcher import CHECKOUT, SERVICES, environment, launcher, processes_of

pytestmark = pytest.mark.torture

STOP_SECONDS = 15
FIXTURES = CHECKOUT / "fixtures"
# Every tenth artifact is enough to be killed in the midst of, and starts the site in a fifth of the time.
SHARE = 10


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    """A folder with a share of the real artifacts and their figures, and how many lines of both it holds."""
    folder = tmp_path_factory.mktemp("fixtures")
    for name in ("sources.jsonl", "capability_kinds.jsonl"):
        shutil.copy(FIXTURES / name, folder)
    catalog = _lines("catalog.jsonl.zst")[::SHARE]
    slugs = {orjson.loads(line)["slug"] for line in catalog}
    signals = [line for line in _lines("signals.jsonl.zst") if orjson.loads(line)["artifact_slug"] in slugs]
    for name, lines in (("catalog.jsonl.zst", catalog), ("signals.jsonl.zst", signals)):
        (folder / name).write_bytes(zstandard.compress(b"".join(lines)))
    return Drawn(folder, len(catalog), len(signals))


@dataclass(frozen=True)
class Drawn:
    folder: Path
    artifacts: int
    figures: int

    @property
    def whole(self) -> tuple[int, int, int]:
        """What `counts` says once everything is imported and scored."""
        return self.artifacts, self.figures, 1


def _lines(name: str) -> list[bytes]:
    with zstandard.open(FIXTURES / name, "rb") as lines:
        return lines.read().splitlines(keepends=True)


class Demo:
    """A running `python -m config.services demo`."""

    def __init__(self, var_dir: Path, port: int, fixtures: Path) -> None:
        self.var_dir = var_dir
        self.port = port
        self.log = var_dir / "demo.log"
        self.log.write_text("")
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*SERVICES, "demo"],
                cwd=CHECKOUT,
                env=environment(var_dir, PORT=str(port), FIXTURES=str(fixtures)),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def text(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str, *, seconds: float = 120) -> None:
        wait_until(lambda: words in self.text() or self.process.poll() is not None, seconds=seconds, what=words)
        assert words in self.text(), self.text()[-3000:]

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/rank/model/", timeout=5) as answer:
                return CURRENT.encode() in answer.read()
        except (OSError, urllib.error.HTTPError):
            return False

    def pids(self, word: str) -> list[int]:
        return [pid for pid, command in processes_of(self.var_dir).items() if word in command]


def counts(var_dir: Path) -> tuple[int, int, int]:
    """Artifacts, figures and published runs."""
    with psycopg.connect(Instance(var_dir, {}).postgres.url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM catalog_artifact), (SELECT count(*) FROM catalog_signal),"
            " (SELECT count(*) FROM scoring_publication WHERE run_id IS NOT NULL)"
        ).fetchone()
    return row


@pytest.fixture
def start_demo(var_dir, port, fixtures):
    """Start a demo on the test's folder and port; whatever is left of it ends with the test."""
    started: list[Demo] = []

    def start() -> Demo:
        started.append(Demo(var_dir, port, fixtures.folder))
        return started[-1]

    yield start
    for demo in started:
        demo.process.kill()
        demo.process.wait()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def no_orphan(var_dir: Path) -> None:
    wait_until(lambda: not processes_of(var_dir), seconds=STOP_SECONDS, what=f"the end of {processes_of(var_dir)}")


def test_demo_killed_in_mid_import_goes_on_survives_the_death_of_every_part_and_stops_whole(
    var_dir, start_demo, fixtures
):
    demo = start_demo()
    demo.wait_for("- fixtures ...")
    wait_until(lambda: counts(var_dir)[0] or "signals" in demo.text(), seconds=60, what="artifacts")
    demo.process.kill()
    demo.process.wait()
    no_orphan(var_dir)

    demo = start_demo()
    demo.wait_for("The site is ready")
    assert counts(var_dir) == fixtures.whole
    assert demo.serves()

    for part in ("postgres", "valkey", "celery -A config worker", "celery -A config beat", "granian"):
        victims = demo.pids(part)
        assert victims, part
        if part == "valkey":
            shutil.rmtree(var_dir / "valkey" / "appendonlydir")
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: set(demo.pids(part)) - set(victims), seconds=20, what=f"{part} again")  # noqa: B023
        wait_until(demo.serves, seconds=20, what=f"the site after {part}")
    assert counts(var_dir) == fixtures.whole

    asked = time.monotonic()
    demo.process.terminate()
    assert demo.process.wait(STOP_SECONDS) == 0
    assert time.monotonic() - asked <= STOP_SECONDS
    assert demo.text().endswith("stopped\n")
    no_orphan(var_dir)

    demo = start_demo()
    demo.wait_for("The site is ready", seconds=60)
    read = f"{fixtures.artifacts:,}"
    assert f"{read} read, 0 created, 0 changed, {read} unchanged" in demo.text()
    assert "nothing changed since the published run" in demo.text()
    assert counts(var_dir) == fixtures.whole
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(STOP_SECONDS) == 0
    no_orphan(var_dir)


def test_demo_of_an_empty_folder_says_which_files_it_needs(var_dir, tmp_path):
    refused = launcher("demo", var_dir=var_dir, FIXTURES=str(tmp_path))
    assert refused.returncode == 4
    assert f"FIXTURES={tmp_path} holds nothing to import" in refused.stderr
    assert not processes_of(var_dir)


def test_demo_started_twice_in_one_folder_names_the_one_that_runs(var_dir, port, start_demo):
    first = start_demo()
    first.wait_for("servers: done")
    second = subprocess.run(
        [*SERVICES, "demo"],
        cwd=CHECKOUT,
        env=environment(var_dir, PORT="1"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 4
    assert f"process {first.process.pid}" in second.stderr
    assert f"http://127.0.0.1:{port}/" in second.stderr
    stopped = subprocess.run([*SERVICES, "stop"], cwd=CHECKOUT, env=environment(var_dir), timeout=30, check=False)
    assert stopped.returncode == 0
    assert first.process.wait(STOP_SECONDS) == 0
    no_orphan(var_dir)
