"""Runs in the admin: shown, never edited."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.models import ScoringRun
from scoring.services import run_start
from tests.scoring.runs import catalog_make, run_whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]

LIST = "/admin/scoring/scoringrun/"


@pytest.fixture(autouse=True)
def _admin(client):
    client.force_login(User.objects.create_superuser("admin"))


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_runs_are_listed_with_their_state_and_counts(client):
    catalog_make(20)
    run_whole()
    run_start()
    page = client.get(LIST).content.decode()
    for shown in ("published", "building", "3 of 3", "0 of 0", "20 of 20", "10 of 10"):
        assert shown in page


def test_runs_and_their_batches_are_shown_in_as_many_queries_for_many_as_for_one(client):
    catalog_make(20)
    first = run_whole()
    pages = [LIST, f"{LIST}{first.pk}/change/"]
    for page in pages:
        client.get(page)  # content types are read once a process
    few = [queries(client, page) for page in pages]
    for _ in range(4):
        run_whole()
    assert [queries(client, page) for page in pages] == few


def test_a_run_is_neither_added_nor_changed_nor_deleted(client):
    catalog_make(2)
    run = run_whole()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{run.pk}/change/", {"state": "pruned"}).status_code == 403
    assert client.post(f"{LIST}{run.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ScoringRun.objects.get().state == ScoringRun.State.PUBLISHED
