"""Celery workers and a broker of a test's own, for any test that asks for them by fixture."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from celery import current_app

from config.services.binaries import valkey_program
from jobs import broker
from tests.processes import Celery, Valkey


@pytest.fixture
def broker_at(monkeypatch):
    """Point this process to another broker."""

    def point(url: str) -> None:
        monkeypatch.setattr(broker, "_breaker", broker._Breaker())
        monkeypatch.setitem(current_app.conf, "broker_url", url)

    return point


@pytest.fixture
def valkey(broker_at):
    """A Valkey of the test's own, which this process and the workers of the test use."""
    with tempfile.TemporaryDirectory() as folder:
        server = Valkey(valkey_program(), Path(folder))
        broker_at(f"redis+socket://{server.socket}?virtual_host=0")
        yield server
        server.kill()


@pytest.fixture
def celery(transactional_db, process_environment, valkey, tmp_path):
    """Start Celery processes on the test's database and its own Valkey; the trees end with the test."""
    environment = {
        **process_environment,
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "REDIS_URL": f"unix://{valkey.socket}?db=0",
        "VAR_DIR": str(tmp_path),
    }
    started: list[Celery] = []

    def start(*arguments: str, ready: str) -> Celery:
        log = tmp_path / f"celery-{len(started)}.log"
        started.append(Celery(*arguments, environment=environment, log=log, ready=ready))
        return started[-1]

    yield start
    for process in started:
        process.kill_tree()


@pytest.fixture
def start_worker(celery):
    """Start a worker with so many pool processes."""
    quick = ("--without-gossip", "--without-mingle", "--without-heartbeat")

    def start(*, processes: int = 2) -> Celery:
        return celery("worker", "-c", str(processes), "-l", "INFO", *quick, ready=" ready.")

    return start


@pytest.fixture
def start_beat(celery):
    """Start the clock that dispatches what is due."""
    return lambda: celery("beat", "-l", "INFO", ready="beat: Starting...")
