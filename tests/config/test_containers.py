"""The container files, as far as they can be held to without an engine: their structure, and their commands for real."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.config.conftest import Site, free_port

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text().replace("\\\n", " ")
OWN = {"migrate", "web", "worker", "beat"}
PRODUCTION = {"DEBUG": "0", "SECRET_KEY": "k" * 50, "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture(scope="module")
def services():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]


def json_command(instruction: str) -> list[str]:
    """The words of the last `CMD [...]` or `HEALTHCHECK ... CMD [...]`."""
    return json.loads(re.findall(rf"^{instruction}.*?(\[.*\])", DOCKERFILE, re.MULTILINE)[-1])


def test_compose_has_the_parts_of_the_site(services):
    assert set(services) == OWN | {"postgres", "valkey"}
    assert services["postgres"]["image"] == "pgvector/pgvector:pg18"


def test_compose_restarts_every_service_and_asks_for_its_health(services):
    for name, service in services.items():
        assert service["restart"] == ("on-failure" if name == "migrate" else "unless-stopped")
        if name not in {"migrate", "web"}:  # one ends by itself, the other has the image's own
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name


def test_compose_starts_the_site_only_on_a_migrated_database(services):
    for name in OWN - {"migrate"}:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_compose_holds_no_secret_and_refuses_to_start_without_them(services):
    for name in OWN:
        environment = services[name]["environment"]
        assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
        assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
        assert "DEBUG" not in environment
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_compose_opens_no_port_but_the_sites_and_that_on_loopback(services):
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]


def test_compose_environment_with_secrets_filled_in_is_accepted_by_the_settings(services):
    environment = {
        name: re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", re.sub(r"\$\{\w+:\?[^}]*\}", "pass word", value))
        for name, value in services["web"]["environment"].items()
    }
    show = "from config.environment import environment as e; d = e.database(); print(d['HOST'], d['PASSWORD'])"
    inherited = {name: value for name, value in os.environ.items() if name != "DEBUG"}
    finished = subprocess.run(
        [sys.executable, "-c", show],
        cwd=CHECKOUT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.stdout == "postgres pass word\n", finished.stderr


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_compose_commands_of_celery_are_understood_by_it(services, name):
    command = [sys.executable, "-m", *services[name]["command"], "--help"]
    finished = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == 0, finished.stderr


@pytest.mark.django_db(transaction=True)
def test_compose_health_check_of_a_worker_passes_only_after_a_sign(services, process_environment):
    from django.core.cache import cache

    from jobs.signs import DISPATCHED, sign_leave

    check = services["worker"]["healthcheck"]["test"]
    assert check[:2] == ["CMD", "python"]

    def exit_code() -> int:
        return subprocess.run(
            [sys.executable, *check[2:]], cwd=CHECKOUT, env=process_environment, check=False, timeout=30
        ).returncode

    cache.delete(DISPATCHED)
    assert exit_code() == 1
    sign_leave()
    assert exit_code() == 0


def test_image_installs_pins_by_hash_and_does_not_run_as_root():
    assert "pip install --no-deps --require-hashes -r requirements/base.txt" in DOCKERFILE
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["unfragile"]
    pins = re.split(r"\n(?=\w)", (CHECKOUT / "requirements" / "base.txt").read_text())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_image_build_collects_static_files_without_a_database(tmp_path):
    line = re.search(r"^RUN SECRET_KEY=(\S+) python (manage\.py .*)$", DOCKERFILE, re.MULTILINE)
    environment = {
        **os.environ,
        **PRODUCTION,
        "SECRET_KEY": line[1],
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    # The admin's many files would be compressed for half a minute and are not ours to test.
    command = [sys.executable, *line[2].split(), "--ignore", "admin", "--ignore", "ninja"]
    finished = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def test_image_serves_by_its_command_and_passes_its_own_health_check(tmp_path):
    port = str(free_port())
    command = [word.replace("8000", port) for word in json_command("CMD")]
    assert "--respawn-failed-workers" in command
    site = Site({**os.environ, **PRODUCTION, "VAR_DIR": str(tmp_path)}, command=command, port=port)
    try:
        check = json_command("HEALTHCHECK")
        finished = subprocess.run([sys.executable, *check[1:-1], check[-1].replace("8000", port)], check=False)
        assert finished.returncode == 0
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as response:
            assert response.read() == b"ok\n"
    finally:
        site.stop()
