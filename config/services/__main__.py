"""`python -m config.services ...`: the commands behind the Makefile."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence

from config.services.demo import demo, demo_pid
from config.services.errors import ServiceError
from config.services.instance import CHECKOUT, Instance, var_dir_of
from config.services.processes import die_with_parent, wait_for
from config.services.testing import run_throwaway, test

SERVICE_MISSING = 4
DEMO_STOP_SECONDS = 20.0


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ServiceError as error:
        print(f"error: {error}", file=sys.stderr)
        return SERVICE_MISSING
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.services", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("demo", lambda _: demo(os.environ), "run the whole site until Ctrl-C")
    tests = add("test", lambda o: test(os.environ, _words(o.arguments)), "run pytest against throwaway servers")
    tests.add_argument("arguments", nargs=argparse.REMAINDER, metavar="[--] ARGUMENT...")
    run = add("run", _run, "run one command with the servers up; those that it started end with it")
    run.add_argument("--throwaway", action="store_true", help="servers of its own that leave nothing behind")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="[--] COMMAND ARGUMENT...")
    up = add("up", _up, "start the servers and leave them running")
    up.add_argument("--tcp", type=int, metavar="PORT", help="let PostgreSQL listen on this port too, with a password")
    add("stop", _stop, "stop the demo and the embedded servers of this checkout")
    add("clean", _clean, "stop them and remove all their data")
    add("status", _status, "say which of them run, and their addresses")
    return parser


def _words(arguments: Sequence[str]) -> list[str]:
    """What stands behind the `--` that keeps options of another program from being read as ours."""
    return list(arguments[1:] if arguments[:1] == ["--"] else arguments)


def _instance() -> Instance:
    return Instance(var_dir_of(os.environ), os.environ)


def _run(options: argparse.Namespace) -> int:
    command = _words(options.arguments)
    if not command:
        raise ServiceError("nothing to run: give a command, for instance: run python manage.py shell")
    if options.throwaway:
        return run_throwaway(os.environ, command)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)
    instance = _instance()
    try:
        instance.ensure()
        env = {"DEBUG": "1", **instance.environment()}
        return subprocess.run(command, cwd=CHECKOUT, env=env, check=False).returncode
    finally:
        instance.stop_owned()


def _up(options: argparse.Namespace) -> int:
    _instance().ensure(detached=True, tcp_port=options.tcp)
    return _status(options)


def _stop(options: argparse.Namespace) -> int:
    var_dir = var_dir_of(os.environ)
    if pid := demo_pid(var_dir):
        os.kill(pid, signal.SIGTERM)
        if not wait_for(lambda: demo_pid(var_dir) is None, seconds=DEMO_STOP_SECONDS):
            raise ServiceError(f"the demo (process {pid}) did not stop within {DEMO_STOP_SECONDS:.0f} s.")
        print(f"demo (process {pid}): stopped")
    stopped = _instance().stop_all()
    print("\n".join(f"{name}: stopped" for name in stopped) or ("" if pid else "nothing was running"))
    return 0


def _clean(options: argparse.Namespace) -> int:
    _stop(options)
    instance = _instance()
    if instance.postgres:
        shutil.rmtree(instance.postgres.home)  # it may lie elsewhere, behind a link
    shutil.rmtree(instance.var_dir)
    print(f"removed {instance.var_dir}")
    return 0


def _status(options: argparse.Namespace) -> int:
    instance = _instance()
    pid = demo_pid(instance.var_dir)
    print(f"demo: {f'process {pid}' if pid else 'not running'}")
    for name, server in (("postgres", instance.postgres), ("valkey", instance.valkey)):
        if server is None:
            print(f"{name}: as given by the environment")
        else:
            print(f"{name}: {server.url if server.answers() else 'not running'}")
    if instance.postgres and instance.postgres.answers() and instance.postgres.url_tcp:
        print(f"postgres over TCP: {instance.postgres.url_tcp}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
