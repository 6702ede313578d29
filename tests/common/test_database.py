"""How long a statement may take, and wait for others."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, transaction

from common.database import statement_timeout

LOCK = 4_711


@pytest.fixture
def held(transactional_db):
    """A lock that another session holds for half a second; a reader of this one waits a tenth."""
    taken = threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            taken.set()
            cursor.execute("SELECT pg_sleep(0.5)")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 100")
    yield
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def lock_taken():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def test_a_lock_that_another_holds_when_work_may_take_long_is_waited_for(held):
    with statement_timeout(0):
        lock_taken()


def test_a_lock_that_another_holds_when_a_reader_wants_it_is_given_up(held):
    with statement_timeout(0):
        pass
    with pytest.raises(OperationalError, match="lock timeout"):
        lock_taken()
