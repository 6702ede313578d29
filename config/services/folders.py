"""Where a server keeps its data and its socket, and as whom PostgreSQL runs when we are root: it refuses to be."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from config.services.binaries import WHEEL, PostgresPrograms
from config.services.errors import ServiceError
from config.services.processes import Account

# A socket's address holds 107 bytes; PostgreSQL's file name takes 18 of them.
SOCKET_FOLDER_BYTES = 85
# State that outlives a restart of the machine and that another account may reach, when root's own folders are closed.
SYSTEM_FOLDER = Path("/var/lib/unfragile") if sys.platform == "linux" else Path("/usr/local/var/unfragile")


def postgres_account(home: Path) -> Account | None:
    """None: as who we are. As root: whoever owns the data already, else the account that owns nothing."""
    if os.geteuid() != 0:
        return None
    data = home / "data"
    if data.exists() and data.stat().st_uid != 0:
        entry = pwd.getpwuid(data.stat().st_uid)
    else:
        try:
            entry = pwd.getpwnam("nobody")
        except KeyError as error:
            raise ServiceError(
                "PostgreSQL refuses to run as root and this machine has no account `nobody`. Run the command as an "
                "ordinary user, for instance: setpriv --reuid=USER --regid=USER --init-groups make demo"
            ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def postgres_home(var_dir: Path) -> Path:
    """The folder of PostgreSQL's data and socket: `var/postgres`, or what this leads to.

    Root's state in a folder that no other account may enter goes to the system's own, with a link from `var`: opening
    root's folders to others would be worse.
    """
    home = var_dir / "postgres"
    if home.exists():
        return home.resolve()
    if home.is_symlink():
        raise ServiceError(
            f"the data of PostgreSQL is gone: {home} leads to {os.readlink(home)}, which does not exist. Put it "
            "back, or remove the link to start from the fixtures."
        )
    account = postgres_account(home)
    if account is None:
        home.mkdir(mode=0o700)
    elif _may_enter(var_dir, account):
        home.mkdir(mode=0o711)
    else:
        elsewhere = _system_folder() / f"postgres-{hashlib.sha256(os.urandom(16)).hexdigest()[:12]}"
        elsewhere.mkdir(mode=0o711)
        home.symlink_to(elsewhere)
    return home.resolve()


def reachable_programs(programs: PostgresPrograms, account: Account | None) -> PostgresPrograms:
    """The programs where the account can run them: a virtual environment in root's home is closed to it, so a copy."""
    if account is None or _may_enter(programs.folder, account):
        return programs
    wheel = programs.folder.parent.parent
    if wheel.name != WHEEL:
        raise ServiceError(
            f"PostgreSQL refuses to run as root, and the account {account.name} cannot enter {programs.folder}. "
            "Run the command as an ordinary user: setpriv --reuid=USER --regid=USER --init-groups make demo"
        )
    changed = f"{wheel}-{programs.server.stat().st_mtime_ns}"
    copy = _system_folder() / f"programs-{programs.major}-{hashlib.sha256(changed.encode()).hexdigest()[:12]}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix="programs-", dir=copy.parent))
        # The programs look for their libraries in the folder beside the package.
        for part in (wheel, wheel.with_name(f"{WHEEL}.libs")):
            if part.exists():
                shutil.copytree(
                    part, half / part.name, symlinks=True, ignore=shutil.ignore_patterns("*.pyc", "include")
                )
        half.chmod(0o755)
        half.rename(copy)
    return PostgresPrograms(copy / WHEEL / "pginstall" / "bin", programs.major)


def socket_folder(home: Path, account: Account | None) -> Path:
    """A folder that its owner alone may enter: `<home>/run`, or a short one where that address would be too long."""
    run = home / "run"
    if len(os.fsencode(run)) > SOCKET_FOLDER_BYTES:
        short = _short_folder(home, account)
        if not run.is_symlink() or Path(os.readlink(run)) != short:
            run.unlink(missing_ok=True)
            run.symlink_to(short)
        return short
    return private_folder(run, account)


def private_folder(path: Path, account: Account | None) -> Path:
    """Make a 0700 folder of the account; refuse one that is somebody else's or a link planted in its place."""
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    owner = account.uid if account else os.geteuid()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (owner, os.geteuid()):
        raise ServiceError(f"{path} belongs to somebody else. Remove it, or set VAR_DIR to another folder.")
    if account:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


def _short_folder(home: Path, account: Account | None) -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = Path(runtime) if runtime and account is None and Path(runtime).is_dir() else Path(tempfile.gettempdir())
    name = f"unfragile-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:10]}"
    return private_folder(base / name, account)


def _system_folder() -> Path:
    try:
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceError(
            f"PostgreSQL refuses to run as root, the account that it would run as cannot enter this checkout, and "
            f"{SYSTEM_FOLDER} cannot be made ({error.strerror}). Set VAR_DIR to a folder that every account may enter, "
            "or run the command as an ordinary user: setpriv --reuid=USER --regid=USER --init-groups make demo"
        ) from error
    return SYSTEM_FOLDER


def _may_enter(folder: Path, account: Account) -> bool:
    """Whether the account may pass every folder on the way and this one."""
    for part in (folder.resolve(), *folder.resolve().parents):
        status = part.stat()
        bit = stat.S_IXOTH
        if status.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif status.st_gid == account.gid:
            bit = stat.S_IXGRP
        if not status.st_mode & bit:
            return False
    return True
