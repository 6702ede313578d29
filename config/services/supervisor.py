"""Keeps the processes of the site alive, and ends them in order on Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from config.services import processes
from config.services.errors import ServiceError

POLL_SECONDS = 0.1
# A process that lives this long has started well: its next crash is restarted at once again.
STEADY_SECONDS = 30.0
BACKOFF_SECONDS = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)


class StopRequestedError(Exception):
    """Somebody asked for the end while a step was at work."""


@dataclass
class Child:
    """A process that is started again when it ends by itself."""

    name: str
    start: Callable[[], subprocess.Popen[bytes] | None]
    stop_signal: signal.Signals
    grace_seconds: float
    is_server: bool = False
    process: subprocess.Popen[bytes] | None = None
    crashes: int = 0
    started_at: float = 0.0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Children are ended in the reverse order of their adding."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def add(self, child: Child) -> None:
        self.children.append(child)
        if child.process is None:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.process = child.start()
        child.started_at = time.monotonic()

    def tend(self) -> None:
        """One look at every child."""
        if self.stopping:
            raise StopRequestedError
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._mourn(child, now)
            elif child.process is None and child.start_at and now >= child.start_at:
                self._revive(child, now)

    def _mourn(self, child: Child, now: float) -> None:
        if child.process is None:
            return
        processes.session_kill(child.process)
        child.crashes = 0 if now - child.started_at > STEADY_SECONDS else child.crashes
        pause = BACKOFF_SECONDS[min(child.crashes, len(BACKOFF_SECONDS) - 1)]
        self.say(f"{child.name} ended (code {child.process.returncode}): starting it again in {pause} s")
        child.process, child.crashes, child.start_at = None, child.crashes + 1, now + pause

    def _revive(self, child: Child, now: float) -> None:
        child.start_at = 0.0
        try:
            self._start(child)
        except ServiceError as error:
            child.crashes += 1
            child.start_at = now + BACKOFF_SECONDS[min(child.crashes, len(BACKOFF_SECONDS) - 1)]
            self.say(f"{child.name} does not start yet: {error}")

    def wait_for(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for a step while tending the children; the step ends with us."""
        try:
            while process.poll() is None:
                self.tend()
                time.sleep(POLL_SECONDS)
        except StopRequestedError:
            processes.stop(process, number=signal.SIGTERM, seconds=3)
            raise
        return process.returncode

    def run(self) -> None:
        """Until somebody asks for the end."""
        while True:
            self.tend()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """What uses the servers is asked all at once, then awaited; the servers end one by one behind it."""
        for child in self.children:
            if child.process is not None and not child.is_server:
                child.process.send_signal(child.stop_signal)
        for child in reversed(self.children):
            if child.process is not None:
                processes.stop(child.process, number=child.stop_signal, seconds=child.grace_seconds)
                child.process = None
