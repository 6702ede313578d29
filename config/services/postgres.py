"""One embedded PostgreSQL: make its data folder, start it, ask whether it answers, stop it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.services.binaries import PostgresPrograms, postgres_programs
from config.services.errors import ServiceError
from config.services.folders import (
    postgres_account,
    postgres_home,
    private_folder,
    reachable_programs,
    socket_folder,
)
from config.services.processes import Account, log_tail, pids_working_in, spawn, wait_for

USER = "unfragile"
LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 5432
PROTOCOL_3 = 196608
# SQLSTATE cannot_connect_now: starting up, recovering or shutting down.
NOT_YET = b"57P03"
# Replaying the log of a large store after a crash takes its time; a server that says nothing for this long is broken.
START_SECONDS = 60.0
LEFTOVER_SECONDS = 5.0

# For servers that live as long as one test run: nothing of theirs need survive a power cut.
THROWAWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass(frozen=True)
class Postgres:
    """A server with its data in `home`; `password` is for TCP alone, the socket's folder is its owner's own."""

    programs: PostgresPrograms
    home: Path
    run: Path
    account: Account | None
    log: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def port(self) -> int:
        """Names the socket too. Another one than usual only while the server listens on TCP."""
        return int(self._lock_line(3) or DEFAULT_PORT)

    @property
    def pid(self) -> int | None:
        """The server's process by the file that it keeps, which outlives it after kill -9."""
        return int(self._lock_line(0)) if self._lock_line(0) else None

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/postgres?host={quote(str(self.run), safe='')}&port={self.port}"

    @property
    def url_tcp(self) -> str | None:
        """The address for tools that cannot use the socket; None when the server does not listen on TCP."""
        if self._lock_line(5) != LOOPBACK:
            return None
        password = (self.home / "password").read_text(encoding="utf-8").strip()
        return f"postgresql://{USER}:{password}@{LOOPBACK}:{self.port}/postgres"

    def _lock_line(self, number: int) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        return lines[number].strip() if number < len(lines) else ""

    def answers(self) -> bool:
        """Whether a session can be opened now. Raises ServiceError when one never will."""
        body = f"user\0{USER}\0database\0postgres\0\0".encode()
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.run / f".s.PGSQL.{self.port}"))
                connection.sendall(struct.pack("!ii", len(body) + 8, PROTOCOL_3) + body)
                answer = connection.recv(4096)
                if answer[:1] == b"R":
                    connection.sendall(b"X\0\0\0\4")
                    return True
        except OSError:
            return False
        if not answer or NOT_YET in answer:
            return False
        raise ServiceError(f"PostgreSQL in {self.home} refuses us: {answer[5:300].decode(errors='replace')}")


def postgres_at(var_dir: Path) -> Postgres:
    """The PostgreSQL of a state folder, running or not."""
    home = postgres_home(var_dir)
    account = postgres_account(home)
    programs = reachable_programs(postgres_programs(), account)
    return Postgres(programs, home, socket_folder(home, account), account, var_dir / "log" / "postgres.log")


def postgres_start(
    server: Postgres,
    *,
    end_with_parent: signal.Signals | None,
    options: tuple[str, ...] = (),
    tcp_port: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server that does not answer yet and wait until it does. The caller holds the lock."""
    if not (server.data / "PG_VERSION").exists():
        _initdb(server)
    _check_major(server)
    _clear_leftovers(server)
    listen = ["-c", f"listen_addresses={LOOPBACK if tcp_port else ''}", "-c", f"port={tcp_port or DEFAULT_PORT}"]
    process = spawn(
        [server.programs.server, "-D", server.data, "-k", server.run, *listen, *options],
        log=server.log,
        account=server.account,
        cwd=server.home,
        end_with_parent=end_with_parent,
    )
    if not wait_for(lambda: process.poll() is not None or server.answers(), seconds=START_SECONDS):
        process.kill()
    if process.poll() is not None:
        raise ServiceError(f"PostgreSQL did not start; its log {server.log} ends with\n{log_tail(server.log)}")
    return process


def _initdb(server: Postgres) -> None:
    """Into a folder of another name first: an interrupted initdb must not look like a data folder."""
    half = server.home / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    private_folder(half, server.account)
    password = server.home / "password"
    if not password.exists():
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), encoding="utf-8")
    if server.account:
        os.chown(password, server.account.uid, server.account.gid)
    command: list[str | Path] = [
        server.programs.initdb,
        "-D",
        half,
        "-U",
        USER,
        f"--pwfile={password}",
        "-E",
        "utf8",
        "-N",
    ]
    command += ["--auth-local=trust", "--auth-host=scram-sha-256"]
    # One collation on every machine; older servers have no provider of their own.
    command += ["--locale-provider=builtin", "--locale=C.UTF-8"] if server.programs.major >= 17 else ["--locale=C"]
    process = spawn(command, log=server.log, account=server.account, cwd=server.home, end_with_parent=signal.SIGKILL)
    if process.wait() != 0:
        raise ServiceError(f"initdb failed in {server.home}; the log {server.log} ends with\n{log_tail(server.log)}")
    half.rename(server.data)


def _check_major(server: Postgres) -> None:
    made_by = (server.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    if made_by != str(server.programs.major):
        raise ServiceError(
            f"{server.data} was made by PostgreSQL {made_by}, and the programs in {server.programs.folder} are "
            f"{server.programs.major}. Nothing was changed. Give DATABASE_URL of a PostgreSQL {made_by} that runs, "
            "or upgrade the folder with pg_upgrade (it needs the programs of both versions), or set VAR_DIR to a new "
            "folder to start from the fixtures."
        )


def _clear_leftovers(server: Postgres) -> None:
    """After kill -9: wait for the last child of the dead server, then drop the lock files that name it.

    PostgreSQL itself takes any process with that number for its predecessor: one that has it now by chance, or the dead
    one that nobody has reaped.
    """
    if not Path("/proc/self/cwd").exists():
        return
    wait_for(lambda: not pids_working_in(server.data), seconds=LEFTOVER_SECONDS)
    if left := pids_working_in(server.data):
        raise ServiceError(f"processes {left} still work in {server.data} but do not answer. End them and try again.")
    for lock in (server.data / "postmaster.pid", *server.run.glob(".s.PGSQL.*.lock")):
        lock.unlink(missing_ok=True)
