"""Fixtures shared by the whole suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from matchgraph.vectors import vectors_forget
from scoring.selectors_ranked import sheets_forget
from tests.whole_catalog import (
    whole_catalog,
    whole_catalog_database,
    whole_catalog_forget,
    whole_catalog_server,
)
from tests.workers import broker_at, celery, start_beat, start_worker, valkey

__all__ = [
    "broker_at",
    "celery",
    "start_beat",
    "start_worker",
    "valkey",
    "whole_catalog",
    "whole_catalog_database",
    "whole_catalog_server",
]

# A slow machine is no failed property, and a found example belongs into a test, not into a folder.
hypothesis_settings.register_profile("suite", deadline=None, database=None)
hypothesis_settings.load_profile("suite")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Processes that share a run get an even part of this list each, and steal from each other's end.

    The first one is busy with the whole catalog, which it has to build; the last one begins with what needs none of it,
    the longest tests before all others, so that neither waits for the other at the start or at the end.
    """
    whole = [item for item in items if "whole_catalog_database" in item.fixturenames]
    others = [item for item in items if "whole_catalog_database" not in item.fixturenames]
    others.sort(key=lambda item: "tests/services/" not in item.nodeid)
    half = len(items) // 2
    items[:] = [*whole[:half], *others, *whole[half:]]


@pytest.fixture
def process_environment():
    """Environment of a child process that works on the very database and broker of this test."""
    database = connection.settings_dict
    address = f"host='{database['HOST']}' port='{database['PORT'] or 5432}' user='{database['USER']}'"
    address += f" dbname='{database['NAME']}'" + (f" password='{database['PASSWORD']}'" if database["PASSWORD"] else "")
    return {**os.environ, "DATABASE_URL": address, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.fixture
def run_manage(process_environment):
    """Run `manage.py` as a process of its own and return the finished process."""

    def run(*arguments: str, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env={**process_environment, **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture(autouse=True)
def private_var_dir(tmp_path, monkeypatch):
    """Whatever a test writes for itself lands in its own folder."""
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)


@pytest.fixture(autouse=True)
def forgotten_sheets():
    """What a process keeps of a run or a database may not outlive the test whose edits it read."""
    sheets_forget()
    vectors_forget()


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write the files of tests/golden anew, to be read by eye"
    )


def pytest_sessionfinish(session):
    whole_catalog_forget(session.config)


@pytest.fixture
def golden(request):
    """Compare text with a file of tests/golden, or write it under --update-golden."""

    def check(name: str, text: str) -> None:
        path = CHECKOUT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"{name} differs: read the difference, then pytest --update-golden"

    return check
