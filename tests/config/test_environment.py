"""Deployment values: how they are read, what is refused and how that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pydantic import ValidationError

from config.environment import DEVELOPMENT_KEY, Environment

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NAMES = [name.upper() for name in Environment.model_fields]


@pytest.fixture
def read(monkeypatch):
    """Read the environment as it would be with these variables alone."""

    def environment(**variables: str) -> Environment:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(f"{name}_FILE", raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Environment()

    return environment


def problems(refusal: pytest.ExceptionInfo[ValidationError]) -> dict[str, str]:
    return {str(each["loc"][0]): each["msg"] for each in refusal.value.errors()}


def check_in_process(**variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in NAMES}
    environment = {**inherited, "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_everything_wrong_is_told_at_once_by_variable_without_a_traceback_or_a_value():
    wrong = {
        "DATABASE_URL": "postgresql://somebody:planted-secret@host/a b",
        "REDIS_URL": "memory://planted-secret",
        "SITE_URL": "example.org",
        "LOG_LEVEL": "LOUD",
        "DATABASE_TIMEOUT_MS": "5",
    }
    finished = check_in_process(**wrong)
    assert finished.returncode == 3
    told = {line.strip().partition(":")[0] for line in finished.stderr.splitlines()[1:]}
    assert told == {*wrong, "SECRET_KEY"}
    assert "Traceback" not in finished.stderr
    assert "planted-secret" not in finished.stderr
    assert "docs/operations.md" in finished.stderr


def test_key_missing_outside_debug_is_refused_with_the_way_out(read):
    with pytest.raises(ValidationError) as refusal:
        read()
    assert set(problems(refusal)) == {"secret_key"}
    assert "SECRET_KEY_FILE" in problems(refusal)["secret_key"]
    assert "DEBUG=1" in problems(refusal)["secret_key"]


def test_key_missing_in_debug_is_the_one_that_the_deploy_check_refuses(read):
    assert read(DEBUG="1").key == DEVELOPMENT_KEY
    assert DEVELOPMENT_KEY.startswith("django-insecure-")


def test_secret_from_a_file_is_read_without_its_line_end(read, tmp_path):
    (tmp_path / "key").write_text("from-the-file\n")
    (tmp_path / "database").write_text("host=db dbname=site\n")
    environment = read(SECRET_KEY_FILE=str(tmp_path / "key"), DATABASE_URL_FILE=str(tmp_path / "database"))
    assert environment.key == "from-the-file"
    assert environment.database()["HOST"] == "db"


def test_secret_given_both_ways_comes_from_the_variable(read, tmp_path):
    (tmp_path / "key").write_text("from-the-file")
    assert read(SECRET_KEY="given", SECRET_KEY_FILE=str(tmp_path / "key")).key == "given"


def test_secret_file_that_is_missing_is_named_by_its_variable(read, tmp_path):
    with pytest.raises(ValidationError) as refusal:
        read(SECRET_KEY_FILE=str(tmp_path / "absent"))
    assert "SECRET_KEY_FILE" in problems(refusal)["secret_key"]


def test_secret_key_when_printed_stays_hidden(read):
    environment = read(SECRET_KEY="planted-secret")
    assert "planted-secret" not in f"{environment!r} {environment}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", {"NAME": "unfragile", "HOST": "", "USER": ""}),
        ("postgresql://ann:p%40ss@db.example.org:5433/site", {"NAME": "site", "USER": "ann", "PASSWORD": "p@ss"}),
        ("postgres://db.example.org/site", {"NAME": "site", "HOST": "db.example.org", "PORT": ""}),
        ("postgresql://ann@/site?host=/run/pg", {"NAME": "site", "HOST": "/run/pg", "USER": "ann"}),
        ("postgresql://ann@%2Frun%2Fpg/site", {"NAME": "site", "HOST": "/run/pg"}),
        ("host=db port=5433 dbname=site user=ann", {"NAME": "site", "HOST": "db", "PORT": "5433", "USER": "ann"}),
        ("postgresql://db/site?sslmode=require", {"NAME": "site", "HOST": "db"}),
    ],
)
def test_database_address_in_any_form_of_libpq_gives_djangos_entry(read, address, expected):
    entry = read(DEBUG="1", DATABASE_URL=address).database()
    assert {name: entry[name] for name in expected} == expected


def test_database_options_of_the_address_are_kept_beside_our_own(read):
    options = read(DEBUG="1", DATABASE_URL="postgresql://db/site?sslmode=require&connect_timeout=7").database()[
        "OPTIONS"
    ]
    assert (options["sslmode"], options["connect_timeout"]) == ("require", "7")
    assert "statement_timeout=3000" in options["options"]


def test_database_entry_of_this_very_suite_connects_and_bounds_statements(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("2s",)
        cursor.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(psycopg.errors.QueryCanceled):
            cursor.cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ""),
        ("redis://127.0.0.1:6379/2", "redis://127.0.0.1:6379/2"),
        ("rediss://:word@cache.example.org:6380/0", "rediss://:word@cache.example.org:6380/0"),
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
    ],
)
def test_broker_address_is_spelled_as_kombu_wants_it(read, address, expected):
    assert read(DEBUG="1", REDIS_URL=address).broker_url == expected


def test_redis_address_of_another_scheme_is_refused(read):
    with pytest.raises(ValidationError) as refusal:
        read(DEBUG="1", REDIS_URL="memory://")
    assert "redis://" in problems(refusal)["redis_url"]


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://", "https://example.org/compare"])
def test_site_address_that_is_no_origin_is_refused(read, address):
    with pytest.raises(ValidationError) as refusal:
        read(DEBUG="1", SITE_URL=address)
    assert set(problems(refusal)) == {"site_url"}
