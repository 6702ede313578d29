"""Run the launcher as a process of its own and see what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SERVICES = [sys.executable, "-m", "config.services"]
# What would point the launcher to the servers of the test run instead of its own.
GIVEN = ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "DEBUG", "MAKELEVEL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return {**kept, "VAR_DIR": str(var_dir), **more}


def launcher(*arguments: str, var_dir: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the launcher to its end."""
    env = environment(var_dir, **more)
    command = [*SERVICES, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, timeout=120, check=False)


def processes_of(var_dir: Path) -> dict[int, str]:
    """Every live process that works in a state folder, or was told of it, by its command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            told = f"VAR_DIR={var_dir}".encode() in (entry / "environ").read_bytes().split(b"\0")
            inside = os.readlink(entry / "cwd").startswith(f"{var_dir}/")
        except OSError:
            continue
        if command and (told or inside) and int(entry.name) != os.getpid():
            found[int(entry.name)] = command
    return found
