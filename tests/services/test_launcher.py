"""The launcher of PostgreSQL and Valkey: started once, shared, killed, started again, refused, cleaned up."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis

from config.services import binaries
from config.services.errors import ServiceError
from config.services.folders import postgres_account, private_folder, reachable_programs
from config.services.instance import Instance
from tests.services.launcher import CHECKOUT, SERVICES, environment, launcher, processes_of


def servers(var_dir: Path) -> Instance:
    return Instance(var_dir, {})


def connect(var_dir: Path) -> psycopg.Connection:
    return psycopg.connect(servers(var_dir).postgres.url, autocommit=True, connect_timeout=5)


def postmasters(var_dir: Path) -> list[int]:
    return [pid for pid, command in processes_of(var_dir).items() if " -D " in command and "postgres" in command]


def servers_of(var_dir: Path) -> dict[int, str]:
    return {pid: command for pid, command in processes_of(var_dir).items() if "sleep" not in command}


def test_up_when_eight_processes_start_at_once_starts_one_server_that_all_share(var_dir):
    starts = [
        subprocess.Popen([*SERVICES, "up"], cwd=CHECKOUT, env=environment(var_dir), stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    answers = {process.communicate(timeout=60)[0] for process in starts}
    assert [process.returncode for process in starts] == [0] * 8
    assert len(answers) == 1
    assert len(postmasters(var_dir)) == 1
    with connect(var_dir) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_up_after_both_servers_were_killed_brings_every_row_and_key_back(var_dir):
    launcher("up", var_dir=var_dir)
    with connect(var_dir) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
    cache = redis.Redis(unix_socket_path=str(servers(var_dir).valkey.socket))
    cache.mset({f"key-{n}": n for n in range(1000)})
    time.sleep(1.2)  # the append-only file is written out every second
    for pid in processes_of(var_dir):
        os.kill(pid, signal.SIGKILL)
    again = launcher("up", var_dir=var_dir)
    assert again.returncode == 0, again.stderr
    with connect(var_dir) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (10000,)
    assert cache.dbsize() == 1000


def test_up_when_the_dead_server_is_a_zombie_that_nobody_reaps_starts_a_new_one(var_dir):
    instance = servers(var_dir)
    instance.ensure()
    zombie = instance.owned["postgres"]
    zombie.kill()
    assert Path(f"/proc/{zombie.pid}").exists(), "not reaped yet"
    instance.ensure()
    assert instance.postgres.answers()
    assert instance.owned["postgres"].pid != zombie.pid
    zombie.wait()
    instance.stop_owned()


def test_stop_ends_both_servers_and_says_so(var_dir):
    launcher("up", var_dir=var_dir)
    stopped = launcher("stop", var_dir=var_dir)
    assert "postgres: stopped" in stopped.stdout
    assert "valkey: stopped" in stopped.stdout
    assert processes_of(var_dir) == {}
    assert "not running" in launcher("status", var_dir=var_dir).stdout


def test_run_leaves_no_process_behind_when_its_command_is_done_or_it_is_killed(var_dir):
    done = launcher("run", sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])", var_dir=var_dir)
    assert done.stdout.startswith("postgresql://")
    assert processes_of(var_dir) == {}
    command = [*SERVICES, "run", "sleep", "60"]
    running = subprocess.Popen(command, cwd=CHECKOUT, env=environment(var_dir))
    while not postmasters(var_dir) or not servers(var_dir).postgres.answers():
        time.sleep(0.05)
    running.kill()
    running.wait()
    deadline = time.monotonic() + 15
    while (left := servers_of(var_dir)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == {}
    for pid in processes_of(var_dir):  # the command itself is not the launcher's to end
        os.kill(pid, signal.SIGKILL)


def test_run_joins_servers_that_run_already_and_leaves_them_running(var_dir):
    launcher("up", var_dir=var_dir)
    before = postmasters(var_dir)
    assert launcher("run", "true", var_dir=var_dir).returncode == 0
    assert postmasters(var_dir) == before


def test_up_in_a_folder_of_a_very_long_name_uses_a_short_socket(var_dir):
    deep = var_dir / ("a-long-name-" * 8) / ("and-another-" * 8)
    deep.mkdir(parents=True)
    started = launcher("up", var_dir=deep)
    assert started.returncode == 0, started.stderr
    instance = servers(deep)
    assert instance.postgres.answers()
    assert instance.valkey.answers()
    assert (instance.postgres.home / "run").is_symlink()
    launcher("stop", var_dir=deep)


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_up_with_tcp_asks_a_password_there_and_none_on_the_socket(var_dir, unused_port):
    started = launcher("up", "--tcp", str(unused_port), var_dir=var_dir)
    assert started.returncode == 0, started.stderr
    address = servers(var_dir).postgres.url_tcp
    assert address in started.stdout
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://unfragile:wrong@127.0.0.1:{unused_port}/postgres")


def test_up_on_data_of_another_major_version_refuses_and_names_pg_upgrade(var_dir):
    launcher("up", var_dir=var_dir)
    launcher("stop", var_dir=var_dir)
    version = servers(var_dir).postgres.data / "PG_VERSION"
    version.write_text("11\n")
    refused = launcher("up", var_dir=var_dir)
    assert refused.returncode == 4
    assert "made by PostgreSQL 11" in refused.stderr
    assert "pg_upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_up_when_the_data_behind_the_link_is_gone_says_so_and_makes_none(var_dir):
    (var_dir / "postgres").symlink_to("/nonexistent/data")
    refused = launcher("up", var_dir=var_dir)
    assert refused.returncode == 4
    assert "leads to /nonexistent/data" in refused.stderr
    (var_dir / "postgres").unlink()


def test_up_after_an_interrupted_initdb_starts_from_the_beginning(var_dir):
    half = servers(var_dir).postgres.home / "data.new"
    half.mkdir()
    (half / "leftover").write_text("half")
    assert launcher("up", var_dir=var_dir).returncode == 0


FIND = """
import sys
from config.services import binaries
from config.services.errors import ServiceError
binaries.DEBIAN_FOLDERS = sys.argv[1]
for find in (binaries.postgres_programs, binaries.valkey_program):
    try:
        print(find())
    except ServiceError as error:
        print(error)
"""


def find_without_wheels(debian_folders: str) -> str:
    """What is found by a Python that has no packages installed (-S) and nothing on PATH."""
    command = [sys.executable, "-S", "-c", FIND, debian_folders]
    env = {"PATH": "", "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_programs_when_there_are_none_are_asked_for_in_three_ways():
    postgres, valkey = find_without_wheels("/nonexistent").split("Valkey (or Redis)")
    for text, variable, program in ((postgres, "DATABASE_URL=", "postgres"), (valkey, "REDIS_URL=", "valkey-server")):
        assert "was not found. Three ways" in text
        assert variable in text.split("1.")[1].split("2.")[0]
        assert "requirements/services.txt" in text.split("2.")[1]
        assert program in text.split("3.")[1]


def test_programs_without_the_wheels_come_from_debian_folders_newest_first():
    folders = list(Path(binaries.DEBIAN_FOLDERS).glob("*/bin/postgres"))
    if not folders:
        pytest.skip("no PostgreSQL of the system's on this machine")
    newest = max(int(path.parent.parent.name) for path in folders)
    assert f"/{newest}/bin" in (found := find_without_wheels(binaries.DEBIAN_FOLDERS))
    assert f"major={newest}" in found


@pytest.mark.usefixtures("as_root")
def test_up_as_root_in_a_closed_folder_keeps_the_folder_closed_and_the_data_elsewhere(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    state = closed / "var"
    try:
        started = launcher("up", var_dir=state)
        assert started.returncode == 0, started.stderr
        assert closed.stat().st_mode & 0o777 == 0o700
        assert (state / "postgres").is_symlink()
        home = (state / "postgres").resolve()
        with connect(state) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        launcher("clean", var_dir=state)
    assert not home.exists()
    assert not state.exists()


@pytest.mark.usefixtures("as_root")
def test_programs_of_a_closed_environment_are_copied_to_where_the_account_can_run_them(tmp_path):
    bundled = binaries.postgres_programs()
    if bundled.folder.parent.parent.name != binaries.WHEEL:
        pytest.skip("no bundled PostgreSQL on this machine")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    site_packages = bundled.folder.parents[2]
    for name in (binaries.WHEEL, f"{binaries.WHEEL}.libs"):
        shutil.copytree(site_packages / name, closed / name, symlinks=True)
    nobody = postgres_account(tmp_path)
    programs = reachable_programs(replace(bundled, folder=closed / binaries.WHEEL / "pginstall" / "bin"), nobody)
    try:
        asked = subprocess.run(
            [programs.initdb, "--version"],
            check=False,
            user=nobody.uid,
            group=nobody.gid,
            extra_groups=[],
            capture_output=True,
        )
        assert asked.returncode == 0, asked.stderr
        assert closed not in programs.folder.parents
    finally:
        shutil.rmtree(programs.folder.parents[2])


@pytest.mark.usefixtures("as_root")
def test_up_as_root_when_another_account_owns_the_state_runs_as_that_account(var_dir):
    launcher("up", var_dir=var_dir)
    [pid] = postmasters(var_dir)
    assert Path(f"/proc/{pid}").stat().st_uid == servers(var_dir).postgres.data.stat().st_uid != 0


def test_socket_folder_planted_by_somebody_else_is_refused(tmp_path):
    target = tmp_path / "theirs"
    target.mkdir()
    (tmp_path / "run").symlink_to(target)
    with pytest.raises(ServiceError, match="belongs to somebody else"):
        private_folder(tmp_path / "run", None)


def test_commands_when_the_port_is_no_number_say_what_to_give(var_dir):
    refused = launcher("demo", var_dir=var_dir, PORT="eighty")
    assert refused.returncode == 4
    assert "PORT=eighty is not a port" in refused.stderr


def test_demo_when_its_port_is_taken_names_another_one(var_dir):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = launcher("demo", var_dir=var_dir, PORT=str(port))
    assert refused.returncode == 4
    assert f"make demo PORT={port + 1}" in refused.stderr
    assert processes_of(var_dir) == {}
