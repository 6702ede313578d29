from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def closed_port():
    """A port on which nobody listens: whoever connects is refused at once."""
    return free_port()


@pytest.fixture
def silent_port():
    """A port that takes every connection and never says a word, like a server that hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


class Site:
    """The site as it is served, by granian in a process of its own."""

    def __init__(self, environment: dict[str, str], *, command: list[str] | None = None, port: str = "") -> None:
        port = port or str(free_port())
        self.address = f"http://127.0.0.1:{port}"
        command = command or ["granian", "--interface", "wsgi", "config.wsgi:application", "--port", port]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while not self._listens(int(port)):
            assert self.process.poll() is None, "granian ended"
            assert time.monotonic() < deadline, "granian does not listen"
            time.sleep(0.05)

    def _listens(self, port: int) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    def get(self, path: str) -> tuple[int, str, float]:
        """Status, body and seconds."""
        started = time.monotonic()
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as response:
                return response.status, response.read().decode(), time.monotonic() - started
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), time.monotonic() - started

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


@pytest.fixture
def serve():
    """Serve the site under the given environment variables."""
    sites: list[Site] = []

    def start(**environment: str) -> Site:
        sites.append(Site({**os.environ, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "tests.settings", **environment}))
        return sites[-1]

    yield start
    for site in sites:
        site.stop()
