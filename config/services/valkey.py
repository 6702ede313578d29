"""One embedded Valkey (or Redis): start it, ask whether it answers, stop it."""

from __future__ import annotations

import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.services.binaries import valkey_program
from config.services.errors import ServiceError
from config.services.folders import private_folder, socket_folder
from config.services.processes import log_tail, pids_working_in, spawn, wait_for

START_SECONDS = 30.0


@dataclass(frozen=True)
class Valkey:
    """A server on a socket in a folder of our own; it never listens on a port."""

    program: Path
    home: Path
    run: Path
    log: Path

    @property
    def socket(self) -> Path:
        return self.run / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def answers(self) -> bool:
        """Whether it replies now; while it loads its data it does not."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def valkey_at(var_dir: Path) -> Valkey:
    """The Valkey of a state folder, running or not."""
    home = private_folder(var_dir / "valkey", None)
    return Valkey(valkey_program(), home.resolve(), socket_folder(home.resolve(), None), var_dir / "log" / "valkey.log")


def valkey_start(
    server: Valkey, *, end_with_parent: signal.Signals | None, durable: bool = True
) -> subprocess.Popen[bytes]:
    """Start a server that does not answer yet; `valkey_wait` waits until it does. The caller holds the lock."""
    if left := pids_working_in(server.home):
        raise ServiceError(f"processes {left} work in {server.home} but do not answer. End them and try again.")
    server.socket.unlink(missing_ok=True)
    command: list[str | Path] = [server.program, "--port", "0", "--unixsocket", server.socket]
    command += ["--unixsocketperm", "700", "--dir", server.home, "--save", ""]
    command += ["--appendonly", "yes" if durable else "no"]
    return spawn(command, log=server.log, cwd=server.home, end_with_parent=end_with_parent)


def valkey_wait(server: Valkey, process: subprocess.Popen[bytes]) -> None:
    """Until a started server answers. Raises ServiceError with the end of its log when it does not."""
    if not wait_for(lambda: process.poll() is not None or server.answers(), seconds=START_SECONDS):
        process.kill()
    if process.poll() is not None:
        raise ServiceError(f"Valkey did not start; its log {server.log} ends with\n{log_tail(server.log)}")
