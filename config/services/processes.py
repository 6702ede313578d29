"""Child processes that end when their parent does, that can be stopped in order, and whose last words are kept."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10_000_000
POLL_SECONDS = 0.01

# Loaded before any fork: nothing may be loaded between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """A user that a server runs as, when that is not the one who starts it."""

    name: str
    uid: int
    gid: int


def die_with_parent(number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends, however that ends. Linux only."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _after_fork(parent: int, number: signal.Signals) -> None:
    die_with_parent(number)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    end_with_parent: signal.Signals | None,
    account: Account | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own; without a log it writes where we do."""
    before_exec = functools.partial(_after_fork, os.getpid(), end_with_parent) if end_with_parent else None
    output = _log_open(log) if log else None
    try:
        # preexec_fn is safe here: this process has one thread, and what runs in it calls the kernel alone. It comes
        # after the change of user, which would clear the parent-death signal.
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=before_exec,  # noqa: PLW1509
        )
    finally:
        if output is not None:
            os.close(output)


def _log_open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    large = path.exists() and path.stat().st_size > LOG_LIMIT_BYTES
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if large else 0)
    return os.open(path, flags, 0o600)


def log_tail(path: Path, *, lines: int = 8) -> str:
    """The last lines of a log, indented for an error text."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def wait_for(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Poll until the condition holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def stop(process: subprocess.Popen[bytes], *, number: signal.Signals, seconds: float) -> None:
    """Ask a process to end and wait; whatever is left of its session after that is killed."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    session_kill(process)


def session_kill(process: subprocess.Popen[bytes]) -> None:
    """End what a process left behind in its session, and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def pids_working_in(folder: Path) -> list[int]:
    """Live processes whose working directory is this folder. Linux only: elsewhere there are none to be seen."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(entry) == str(folder):
                found.append(int(entry.parent.name))
        except OSError:  # gone, a zombie, or somebody else's
            continue
    return found
