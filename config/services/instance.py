"""The two servers of one state folder: shared by every process that wants them, started by the first."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.services import processes
from config.services.errors import ServiceError
from config.services.postgres import THROWAWAY, Postgres, postgres_at, postgres_start
from config.services.processes import pids_working_in, wait_for
from config.services.valkey import Valkey, valkey_at, valkey_start, valkey_wait

CHECKOUT = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 5.0


def var_dir_of(environ: Mapping[str, str]) -> Path:
    """The folder that holds all state: VAR_DIR, else `var` in the checkout."""
    return Path(environ.get("VAR_DIR") or CHECKOUT / "var").resolve()


@contextmanager
def locked(var_dir: Path) -> Iterator[None]:
    """Only one process at a time looks whether a server runs, and starts or stops it."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "services.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass
class Instance:
    """What DATABASE_URL and REDIS_URL do not give is embedded in the state folder.

    `owned` servers were started by this process; the others were given or were running already.
    """

    var_dir: Path
    given: Mapping[str, str]
    throwaway: bool = False
    postgres: Postgres | None = None
    valkey: Valkey | None = None
    owned: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Locked, since the first one here makes the folders that the others find.
        with locked(self.var_dir):
            if not self.given.get("DATABASE_URL") and not self.given.get("DATABASE_URL_FILE"):
                self.postgres = postgres_at(self.var_dir)
            if not self.given.get("REDIS_URL") and not self.given.get("REDIS_URL_FILE"):
                self.valkey = valkey_at(self.var_dir)

    def ensure(self, *, detached: bool = False, tcp_port: int | None = None) -> None:
        """Have both servers answer. `detached` ones outlive this process."""
        with locked(self.var_dir):
            # Decided by asking, not by process numbers: those may be stale, reused or a zombie's.
            starting = self._valkey_start(detached=detached) if self.valkey and not self.valkey.answers() else None
            if self.postgres and not self.postgres.answers():
                self._postgres_start(detached=detached, tcp_port=tcp_port)
            elif self.postgres and tcp_port and self.postgres.url_tcp is None:
                raise ServiceError("PostgreSQL runs already, without TCP. Stop it first, then start it with --tcp.")
            if self.valkey and starting:
                valkey_wait(self.valkey, starting)

    def _valkey_start(self, *, detached: bool) -> subprocess.Popen[bytes] | None:
        """Begun first and awaited last: it comes up while PostgreSQL makes its data folder."""
        if self.valkey:
            end = None if detached else signal.SIGTERM
            self.owned["valkey"] = valkey_start(self.valkey, end_with_parent=end, durable=not self.throwaway)
        return self.owned.get("valkey")

    def _postgres_start(self, *, detached: bool, tcp_port: int | None) -> None:
        if self.postgres:
            # SIGINT is PostgreSQL's fast shutdown: sessions end, nothing needs recovery.
            end = None if detached else signal.SIGINT
            options = THROWAWAY if self.throwaway else ()
            self.owned["postgres"] = postgres_start(
                self.postgres, end_with_parent=end, options=options, tcp_port=tcp_port
            )

    def restart(self, name: str) -> subprocess.Popen[bytes] | None:
        """Start a server of ours that has died; None when somebody else was quicker."""
        self.owned.pop(name, None)
        self.ensure()
        return self.owned.get(name)

    def environment(self) -> dict[str, str]:
        """What a process needs to use these servers."""
        addresses = {"VAR_DIR": str(self.var_dir)}
        if self.postgres:
            addresses["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            addresses["REDIS_URL"] = self.valkey.url
        return {**self.given, **addresses}

    def stop_owned(self) -> None:
        """End the servers that this process started, the one that holds the truth last."""
        with locked(self.var_dir):
            for name, number in (("valkey", signal.SIGTERM), ("postgres", signal.SIGINT)):
                if process := self.owned.pop(name, None):
                    processes.stop(process, number=number, seconds=STOP_SECONDS)

    def stop_all(self) -> list[str]:
        """End the embedded servers of this folder, whoever started them; returns which ones ran."""
        stopped = []
        with locked(self.var_dir):
            if self.valkey and self.valkey.answers():
                _end(_working_in(self.valkey.home, None), signal.SIGTERM, what="Valkey")
                stopped.append("valkey")
            if self.postgres and self.postgres.answers():
                _end(_working_in(self.postgres.data, self.postgres.pid), signal.SIGINT, what="PostgreSQL")
                stopped.append("postgres")
        return stopped


def _working_in(folder: Path, pid: int | None) -> list[int]:
    return [pid] if pid else pids_working_in(folder)


def _end(pids: list[int], number: signal.Signals, *, what: str) -> None:
    def gone() -> bool:
        return not any(_alive(pid) for pid in pids)

    for pid in pids:
        os.kill(pid, number)
    if not wait_for(gone, seconds=STOP_SECONDS):
        raise ServiceError(f"{what} (processes {pids}) did not stop within {STOP_SECONDS:.0f} s.")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    # A dead process that its parent has not reaped still takes signals.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")
