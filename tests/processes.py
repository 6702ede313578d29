"""Real processes for fault tests: Celery workers, beat, and a Valkey that may be killed and emptied."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import redis

CHECKOUT = Path(__file__).resolve().parent.parent


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> float:
    """Seconds until the condition held; fails the test when it does not in time."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - started


class Celery:
    """A Celery process with all its children in one session, so that a signal can reach the whole tree."""

    def __init__(self, *arguments: str, environment: dict[str, str], log: Path, ready: str) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *arguments],
                cwd=CHECKOUT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: ready in self.text() or self.process.poll() is not None, seconds=30, what="Celery's start")
        assert self.process.poll() is None, self.text()[-2000:]

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def children(self) -> list[int]:
        """The pool's processes, without those that are dead already."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def signal_tree(self, number: signal.Signals) -> None:
        os.killpg(self.process.pid, number)

    def kill_tree(self) -> None:
        if self.process.returncode is None:
            self.signal_tree(signal.SIGKILL)
            self.process.wait(10)

    def terminate(self, *, seconds: float) -> int:
        """Ask the main process to end, as a supervisor does; its exit code."""
        self.process.terminate()
        return self.process.wait(seconds)


class Valkey:
    """A server without persistence: killing it empties it."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.socket = folder / "valkey.sock"
        self.client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1)
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [str(self.program), *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        wait_until(self.answers, seconds=10, what="Valkey's start")

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def queued(self) -> int:
        return int(self.client.llen("celery"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.socket.unlink(missing_ok=True)
