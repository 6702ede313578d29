"""`make test`: throwaway servers and a browser for one run of the suite, or of the benchmarks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.services.instance import CHECKOUT, Instance
from config.services.processes import die_with_parent

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def test(environ: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Run pytest against given or throwaway servers; its exit code. The whole suite is shared out over the cores."""
    shared = [] if arguments else ["--numprocesses", str(_processes()), "--dist", "worksteal"]
    return run_throwaway({**environ, **_browser(environ)}, [sys.executable, "-m", "pytest", *shared, *arguments])


def _processes() -> int:
    """One a core that we may use. More than four would each wait for the one database server."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 4)


def run_throwaway(environ: Mapping[str, str], command: Sequence[str]) -> int:
    """Run a command with servers that are made for it and removed behind it, where none are given; its exit code."""
    if "MAKELEVEL" in environ:
        die_with_parent(signal.SIGTERM)
    # The account that PostgreSQL runs as passes through, and reads nothing.
    with tempfile.TemporaryDirectory(prefix="unfragile-test-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103
        instance = Instance(Path(folder), {**environ, "DEBUG": "1"}, throwaway=True)
        signal.signal(signal.SIGTERM, _exit)
        try:
            instance.ensure()
            return subprocess.run(command, cwd=CHECKOUT, env=instance.environment(), check=False).returncode
        finally:
            instance.stop_owned()


def _exit(number: int, frame: object) -> None:
    sys.exit(128 + number)


def _browser(environ: Mapping[str, str]) -> dict[str, str]:
    """CHROMIUM as given, else from PATH, else from Debian's packages when we may install them.

    Without one the browser tests look for playwright's own, and else say why they are skipped.
    """
    if environ.get("CHROMIUM"):
        return {}
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium for the browser tests ...", flush=True)
        quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
        if subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            subprocess.run(["apt-get", "update", "--quiet"], env=quiet, stdout=subprocess.DEVNULL, check=False)
            subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=False)
        found = shutil.which("chromium")
    return {"CHROMIUM": found} if found else {}
