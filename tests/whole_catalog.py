"""The whole fixture catalog, imported and scored once, for tests that ask for it by the fixture `whole_catalog`.

It lives in a database of its own, named after the test database, so every other test still finds an empty catalog. A test
asks for `whole_catalog` *instead of* `db` or the mark `django_db`: the connection is switched to that database and
wrapped in a transaction that is rolled back, so a test may also edit what it likes. Pages in a real browser ask for
`whole_catalog_server`, the address of a server on that database; they must not write.

The database is built by the import and the services of scoring themselves, without jobs and broker. It is built again
when its ingredients (fixtures, migrations, catalog, scoring) change, and kept between sessions under `--reuse-db`.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from psycopg import sql

from catalog.deriving_capabilities import capabilities_infer
from catalog.deriving_families import families_derive
from catalog.deriving_relations import relations_resolve
from catalog.models import Artifact
from catalog.services import file_import
from common.database import statement_timeout
from compare.models import Comparison
from compare.services import FoundPair, pairs_write
from matchgraph.services import index_refresh, vectors_refresh
from scoring.selectors import published_run
from scoring.services import batch_compute, batch_write, run_publish, run_start

CHECKOUT = Path(__file__).resolve().parent.parent
# Stands behind the name of the test database.
CATALOG = "_catalog"
OFFERED = (
    ("deepseek-ai--deepseek-r1", "qwen--qwen3-235b-a22b"),
    ("gpt-4o-2024-05-13", "o3"),
    ("meta-llama--meta-llama-3-8b-instruct", "qwen--qwen2-5-7b-instruct"),
    ("deepseek-ai--deepseek-r1", "o3"),
    ("blip-2", "internlm"),
)
FILES = (
    "sources.jsonl",
    "capability_kinds.jsonl",
    "catalog.jsonl.zst",
    "families.jsonl",
    "signals.jsonl.zst",
    *("entries/blip-2.json", "entries/internlm.json", "entries/the-pile.json"),
)


@pytest.fixture(scope="session")
def whole_catalog_database(request, django_db_setup, django_db_blocker):
    """Name of the database that holds the whole catalog and a published run, this process's own.

    Of processes that share a run, one builds it and each takes a copy.
    """
    with django_db_blocker.unblock(), _test_database(request):
        empty, process = connection.settings_dict["NAME"], _process(request.config)
        built = empty.removesuffix(process) + CATALOG
        name = built + process
        connection.close()
        with _one_process_at_a_time():
            _build(built, empty=empty)
            if name != built:
                _drop(name)
                _copy(built, to=name)
        with django_db_blocker.block():
            yield name
        if not (request.config.getvalue("reuse_db") and name == built):
            _drop(name)


@contextmanager
def _test_database(request):
    """pytest-django makes its database only where it sees a test of its own fixtures; else it is made here."""
    if connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
        yield
        return
    keep = request.config.getvalue("reuse_db")
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=keep)
    yield
    teardown_databases(made, verbosity=0, keepdb=keep)


@pytest.fixture
def whole_catalog(whole_catalog_database, django_db_blocker):
    """The connection of this test is the whole catalog's; whatever it writes is rolled back."""
    if connection.in_atomic_block:
        pytest.fail("ask for whole_catalog instead of db, not beside it")
    with django_db_blocker.unblock(), _connected_to(whole_catalog_database), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def whole_catalog_server(whole_catalog_database, django_db_blocker):
    """Address of a server on the whole catalog, for a browser; pages only read."""
    with django_db_blocker.unblock(), _connected_to(whole_catalog_database):
        server = LiveServerThread("127.0.0.1", _StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@contextmanager
def _connected_to(name):
    """Threads that connect meanwhile share these settings, so a live server reads the same database."""
    former = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def _build(name, *, empty):
    """The database of that name holds the whole catalog: it does already, or it is made from an empty one."""
    stamp = _stamp()
    if _stamp_of(name) == stamp:
        return
    _drop(name)
    _copy(empty, to=name)
    with _connected_to(name):
        _fill()
    _administer(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(stamp)))


def whole_catalog_forget(config):
    """For the process that shared a run out: drop what its processes took their copies from."""
    if config.getoption("numprocesses", None) and not config.getvalue("reuse_db"):
        _drop(TEST_DATABASE_PREFIX + connection.settings_dict["NAME"] + CATALOG)


def _process(config):
    """What stands behind the names of databases of a process that shares a run with others."""
    return f"_{config.workerinput['workerid']}" if hasattr(config, "workerinput") else ""


@contextmanager
def _one_process_at_a_time():
    with _administration() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [CATALOG])
        yield


def _fill():
    for name in FILES:
        report = file_import(CHECKOUT / "fixtures" / name)
        assert report.merged, report.problems
    relations_resolve()
    families_derive()
    capabilities_infer()
    index_refresh()
    vectors_refresh()
    with statement_timeout(settings.JOBS_STATEMENT_SECONDS):
        run = run_start()
        for number in run.batches.values_list("number", flat=True):
            computed = batch_compute(run_id=run.pk, number=number)
            with transaction.atomic():
                batch_write(rows=computed)
        with transaction.atomic():
            run_publish(run_id=run.pk)
        _pairs_offer()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pairs_offer():
    """What a survey would find among a few: a whole one takes half a minute."""
    run = published_run()
    found = []
    for place, slugs in enumerate(OFFERED):
        one, other = Artifact.objects.filter(slug__in=slugs).order_by("pk").values_list("pk", flat=True)
        found.append(FoundPair(one, other, Comparison.Reason.RIVALS, place, "as built"))
    pairs_write(found, run_id=run.run_id, looked_at=len(found), now=timezone.now())


def _stamp():
    """Changes with everything that the content of the database comes from."""
    ingredients = [CHECKOUT / "fixtures" / name for name in FILES]
    for app in ("catalog", "matchgraph", "scoring", "jobs", "common"):
        ingredients += [path for path in (CHECKOUT / app).rglob("*") if path.suffix in (".py", ".json", ".toml")]
    ingredients += [*(CHECKOUT / "compare" / "migrations").glob("*.py"), Path(__file__)]
    digest = hashlib.sha256()
    for path in sorted(ingredients):
        if not path.name.startswith(
            (
                "selectors",
                "admin",
                "labels",
                "retrieval",
                "statements",
                "understanding",
                "suggesting",
                "explaining",
                "evaluation",
            )
        ):
            digest.update(path.relative_to(CHECKOUT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _stamp_of(name):
    with _administration() as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return row[0] if row else None


def _drop(name):
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(name, *, to):
    statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
    _administer(sql.SQL(statement).format(sql.Identifier(to), sql.Identifier(name)))


def _administer(statement):
    with _administration() as server:
        server.execute(statement)


@contextmanager
def _administration():
    """A connection from which databases can be made and dropped."""
    database = connection.settings_dict
    parts = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    given = {key: value for key, value in parts.items() if value}
    if database["PASSWORD"]:
        given["password"] = database["PASSWORD"]
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as server:
        yield server
