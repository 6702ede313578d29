"""How long the embedded servers and the whole demo take to start: on an empty state folder, and on a filled one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import Line, Series, lines_of, seconds_of
from benchmarks.scratch import CHECKOUT, MissingError

AREA = "start"
COMMAND = [sys.executable, "-m", "config.services"]
ALONE = "launcher that starts nothing"
UP_COLD, UP_WARM = "servers, empty state", "servers, filled state"
DEMO_COLD, DEMO_WARM = "demo answers, empty state", "demo answers, filled state"
READY_COLD, READY_WARM = "demo ready, empty state", "demo ready, filled state"
READY = "The site is ready"
# An empty state is filled with the whole catalog each time, which takes longest of all that is measured here.
DEMO_ROUNDS = 3
LONGEST_START = 600.0


def measure(*, rounds: int) -> list[Line]:
    """Dependencies are installed already: what pip takes is the network's business."""
    names = (ALONE, UP_COLD, UP_WARM, DEMO_COLD, READY_COLD, DEMO_WARM, READY_WARM)
    series = {name: Series() for name in names}
    for number in range(rounds):
        with _state_folder() as environment:
            series[ALONE].seconds.append(seconds_of(lambda: _services(environment, "status")))
            for name in (UP_COLD, UP_WARM):
                series[name].seconds.append(seconds_of(lambda: _services(environment, "up")))
                _services(environment, "stop")
        if number < DEMO_ROUNDS:
            with _state_folder() as environment:
                for answers, ready in ((DEMO_COLD, READY_COLD), (DEMO_WARM, READY_WARM)):
                    seconds = _demo(environment)
                    series[answers].seconds.append(seconds[0])
                    series[ready].seconds.append(seconds[1])
    return lines_of(AREA, series, notes={READY_COLD: "fixtures imported and scored"})


@contextmanager
def _state_folder() -> Iterator[Mapping[str, str]]:
    """Environment of a checkout that has no state yet and is given no server."""
    with tempfile.TemporaryDirectory(prefix="bench-state-") as folder:
        # PostgreSQL does not run as root; the account that it gets instead passes through here.
        os.chmod(folder, 0o711)  # noqa: S103
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "DEBUG", "MAKELEVEL", "DJANGO_SETTINGS_MODULE"}
        }
        environment = {**inherited, "VAR_DIR": folder, "PORT": str(_free_port())}
        try:
            yield environment
        finally:
            subprocess.run([*COMMAND, "stop"], cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, check=False)


def _services(environment: Mapping[str, str], verb: str) -> None:
    finished = subprocess.run([*COMMAND, verb], cwd=CHECKOUT, env=environment, capture_output=True, check=False)
    if finished.returncode:
        raise MissingError(f"config.services {verb}: {finished.stderr.decode(errors='replace')[-2000:]}")


def _demo(environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until the first page is answered, and until everything is imported and scored."""
    log = Path(environment["VAR_DIR"]) / "demo.txt"
    started = time.perf_counter()
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [*COMMAND, "demo"], cwd=CHECKOUT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    answered = 0.0
    try:
        while READY not in log.read_text(errors="replace"):
            if not answered and _answers(f"http://127.0.0.1:{environment['PORT']}/"):
                answered = time.perf_counter() - started
            if demo.poll() is not None or time.perf_counter() - started > LONGEST_START:
                raise MissingError(f"the demo did not come up:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)
        return answered, time.perf_counter() - started
    finally:
        demo.terminate()
        demo.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
