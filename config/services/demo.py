"""`make demo`: servers, schema, site, worker, beat, fixtures and scores, in one supervised tree of processes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from config.services.errors import ServiceError
from config.services.instance import CHECKOUT, Instance, var_dir_of
from config.services.processes import die_with_parent, log_tail, spawn
from config.services.supervisor import Child, StopRequestedError, Supervisor

DEFAULT_PORT = 8000
WEB_START_SECONDS = 60.0
# Figures come after the artifacts that they tell of, entries after both; a folder may lack any of them.
FIXTURES = ("sources.jsonl", "capability_kinds.jsonl", "catalog.jsonl.zst", "families.jsonl", "signals.jsonl.zst")
ENTRIES = "entries"
# Longest wait for a process on the way out: all of them together stay within the 15 s that an operator allows.
SITE_GRACE_SECONDS = 6.0
SERVER_GRACE_SECONDS = 4.0


def say(text: str) -> None:
    print(text, flush=True)


def demo(environ: Mapping[str, str]) -> int:
    """Run the site until Ctrl-C or SIGTERM. Raises ServiceError when something needed is missing."""
    port = _port(environ)
    var_dir = var_dir_of(environ)
    if "MAKELEVEL" in environ:
        die_with_parent(signal.SIGTERM)  # killing make must not leave the site behind
    with _only_one(var_dir, port):
        _port_is_free(port)
        return Demo(environ, var_dir, port).run()


class Demo:
    """The steps of a start, each said with its time."""

    def __init__(self, environ: Mapping[str, str], var_dir: Path, port: int) -> None:
        self.var_dir = var_dir
        self.port = port
        self.started = time.monotonic()
        self.fixtures = _fixtures(Path(environ.get("FIXTURES") or CHECKOUT / "fixtures"))
        self.supervisor = Supervisor(say=say)
        self.instance = Instance(var_dir, environ)
        self.env: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> int:
        self.supervisor.listen()
        try:
            self._start()
            self.supervisor.run()
        except StopRequestedError:
            say("\nstopping ...")
        finally:
            # A second Ctrl-C while things end would leave some of them behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.supervisor.stop()
        say("stopped")
        return 0

    def _start(self) -> None:
        self._step("servers", self._servers)
        self.env = self._environment()
        self._step("schema", lambda: self._manage("migrate", "-v", "0"))
        self._step("static files", self._static_files)
        self._step("web server", self._web)
        self._step("worker and beat", self._worker_and_beat)
        say(f"  answering at {self.url}/ after {time.monotonic() - self.started:.1f} s")
        self._step("fixtures", lambda: self._manage("import_catalog", *self.fixtures))
        self._step("what follows from facts", lambda: self._manage("derive_catalog"))
        self._step("search", lambda: self._manage("search", "index", "--queue"))
        self._step("scores", lambda: self._manage("score", "--queue", "--if-stale"))
        say(READY.format(url=self.url, log=self.var_dir / "log"))

    def _step(self, name: str, work: Callable[[], None]) -> None:
        say(f"- {name} ...")
        begun = time.monotonic()
        work()
        say(f"  {name}: done in {time.monotonic() - begun:.1f} s")

    def _servers(self) -> None:
        self.instance.ensure()
        for name, number in (("postgres", signal.SIGINT), ("valkey", signal.SIGTERM)):
            if process := self.instance.owned.get(name):
                self.supervisor.add(
                    Child(
                        name=name,
                        start=lambda name=name: self.instance.restart(name),  # type: ignore[misc]
                        stop_signal=number,
                        grace_seconds=SERVER_GRACE_SECONDS,
                        is_server=True,
                        process=process,
                        started_at=time.monotonic(),
                    )
                )
        for name, server in (("PostgreSQL", self.instance.postgres), ("Valkey", self.instance.valkey)):
            say(f"  {name}: {f'embedded, {server.home}' if server else 'as given'}")

    def _environment(self) -> dict[str, str]:
        env = {**self.instance.environment(), "DEBUG": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
        env.setdefault("SITE_URL", self.url)
        if not env.get("SECRET_KEY") and not env.get("SECRET_KEY_FILE"):
            env["SECRET_KEY_FILE"] = str(_secret_key_file(self.var_dir))
        return env

    def _static_files(self) -> None:
        """Collected and compressed only when their sources or the libraries that bring some have changed."""
        stamp = self.var_dir / "static.stamp"
        digest = _static_digest()
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != digest:
            unused = ("--ignore", "redoc*", "--ignore", "htm*-4*", "--ignore", "hx-*")
            self._manage("collectstatic", "--noinput", "--clear", *unused, "-v", "0")
            stamp.write_text(digest, encoding="utf-8")

    def _web(self) -> None:
        workers = str(max(2, os.cpu_count() or 2))
        command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", workers, "--blocking-threads", "1", "--respawn-failed-workers", "--no-ws"]
        web = self._child("web", [*command, "config.wsgi:application"])
        deadline = time.monotonic() + WEB_START_SECONDS
        while not _answers(self.port):
            self.supervisor.tend()
            if web.crashes or time.monotonic() > deadline:
                log = self.var_dir / "log" / "web.log"
                raise ServiceError(f"the web server did not start; {log} ends with\n{log_tail(log)}")
            time.sleep(0.05)

    def _worker_and_beat(self) -> None:
        celery = ["-m", "celery", "-A", "config"]
        quick = ["--without-gossip", "--without-mingle"]
        self._child("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *quick])
        self._child("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile="])

    def _child(self, name: str, arguments: list[str]) -> Child:
        def start() -> Popen[bytes]:
            log = self.var_dir / "log" / f"{name}.log"
            command = [sys.executable, *arguments]
            return spawn(command, log=log, cwd=CHECKOUT, env=self.env, end_with_parent=signal.SIGTERM)

        child = Child(name=name, start=start, stop_signal=signal.SIGTERM, grace_seconds=SITE_GRACE_SECONDS)
        self.supervisor.add(child)
        return child

    def _manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        process = spawn(command, log=None, cwd=CHECKOUT, env=self.env, end_with_parent=signal.SIGTERM)
        if code := self.supervisor.wait_for(process):
            raise ServiceError(f"`manage.py {arguments[0]}` failed with exit code {code}; see above.")


READY = """
The site is ready. Worth opening:
  {url}/                                  pick two
  {url}/compare/internlm-vs-the-pile/     a comparison across kinds
  {url}/compare/blip-2-vs-the-pile/       another one
  {url}/search/?q=speech+to+text          search
  {url}/rank/model/                       models by score
  {url}/methodology/                      what a score is made of
  {url}/api/v1/comparisons/internlm-vs-the-pile
  {url}/admin/                            for curators: `make curator` in another terminal makes a login
Logs: {log}. Ctrl-C stops everything."""


def _fixtures(folder: Path) -> list[str]:
    """The files to import, in their order."""
    found = [folder / name for name in FIXTURES if (folder / name).is_file()]
    found += sorted((folder / ENTRIES).glob("*.json"))
    if not found:
        raise ServiceError(
            f"FIXTURES={folder} holds nothing to import: it needs one of {', '.join(FIXTURES)} or {ENTRIES}/*.json."
        )
    return [str(path) for path in found]


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ServiceError(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def _port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServiceError(
                f"127.0.0.1:{port} is taken ({error.strerror}). Choose another port: make demo PORT={port + 1}"
            ) from error


@contextmanager
def _only_one(var_dir: Path, port: int) -> Iterator[None]:
    """One demo a state folder; the file names the one that runs."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise ServiceError(
                f"a demo of {var_dir} runs already ({lock.read().strip()}). Stop it with `make stop`, "
                "or give another one its own folder: make demo VAR_DIR=... PORT=..."
            ) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, http://127.0.0.1:{port}/")
        lock.flush()
        yield
        lock.truncate(0)


def demo_pid(var_dir: Path) -> int | None:
    """The process of the demo that runs in a state folder; None when there is none."""
    path = var_dir / "demo.lock"
    if not path.exists():
        return None
    with path.open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            words = lock.read().replace(",", " ").split()
            return int(words[1]) if len(words) > 1 else None
    return None


def _secret_key_file(var_dir: Path) -> Path:
    """A key of this installation's own, made once and readable by its owner alone."""
    path = var_dir / "secret_key"
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    return path


def _static_digest() -> str:
    """Changes with each file of ours and with the pins of the libraries that bring or compress files."""
    digest = hashlib.sha256((CHECKOUT / "requirements" / "base.txt").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _answers(port: int) -> bool:
    """Whether the site lives. A bare socket: an HTTP library takes longer to load than PostgreSQL to start."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False
