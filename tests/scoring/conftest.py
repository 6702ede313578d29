from __future__ import annotations

import pytest
from django.db import connection

from scoring import services
from tests.scoring.runs import score_tables


@pytest.fixture
def small_batches(monkeypatch):
    """Ten artifacts a batch, so that a small catalog has several."""
    monkeypatch.setattr(services, "BATCH_ARTIFACTS", 10)


@pytest.fixture
def runs_dropped(transactional_db):
    """What runs committed goes with the test: emptying tables leaves the tables of runs behind."""
    yield
    with connection.cursor() as cursor:
        for table in score_tables():
            cursor.execute(f"DROP TABLE {table}")
