"""Rows of older installations keep every reading when their JSON lists become columns, and back."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import Artifact
from scoring.models import Score
from scoring.selectors import published_run
from scoring.selectors_receipts import receipt_of
from tests.scoring.edits import catalog_with_families
from tests.scoring.runs import run_whole


def receipts():
    run = published_run()
    return {artifact.slug: receipt_of(artifact, run=run).document for artifact in Artifact.objects.listed()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("runs_dropped")
def test_receipts_are_the_same_bytes_after_the_way_back_to_lists_and_forth_again():
    catalog_with_families(random.Random(7))
    run_whole()
    before = receipts()
    assert Score.objects.filter(shares__isnull=False).exists()
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("scoring", "0007_layers")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT readings -> 0 FROM scoring_score WHERE slug = 'model-0'")
            (first,) = cursor.fetchone()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert first.startswith('["')
    assert receipts() == before
