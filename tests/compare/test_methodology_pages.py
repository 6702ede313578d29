"""Pages of methodologies: the one in force, the former ones, and what publishing changed."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.models import Signal
from scoring.methodology import CURRENT
from tests.scoring.runs import catalog_make, run_whole

FORMER = "ur-0.2.0"


@pytest.fixture
def published():
    """Both versions, the current one last; boards and likes disagree about a dozen models."""
    artifacts = catalog_make(12)
    source = artifacts[0].source
    Signal.objects.bulk_create(
        Signal(artifact=artifact, metric="lmarena_text:score", value=1500.0 - 50 * n, observed="2025-01", source=source)
        for n, artifact in enumerate(artifacts[:12])
    )
    run_whole(methodology=FORMER)
    return run_whole(methodology=CURRENT)


def test_every_version_has_a_page_of_its_own_and_the_one_in_force_is_the_canonical_page(whole_catalog, client):
    current = client.get("/methodology/").content.decode()
    assert f'href="/methodology/{FORMER}/"' in current
    assert "not in force" not in current
    assert (
        f'rel="canonical" href="{settings.SITE_URL}/methodology/"'
        in client.get(f"/methodology/{CURRENT}/").content.decode()
    )
    former = client.get(f"/methodology/{FORMER}/").content.decode()
    assert f"This version is not in force: the scores of this site are made by {CURRENT}." in former
    assert f'rel="canonical" href="{settings.SITE_URL}/methodology/{FORMER}/"' in former
    assert "e = w * rho * (1 + kappa) / (R + kappa)" in former
    assert "e = w * rho * (1 + kappa) / (R + kappa)" not in current


@pytest.mark.parametrize("version", ["ur-9.0.0", "../secret", "ur-1.0.0.json"])
def test_a_version_that_never_was_is_not_found(whole_catalog, client, version):
    assert client.get(f"/methodology/{version}/").status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_version_shows_what_it_changed(client, published):
    page = client.get("/methodology/").content.decode()
    assert "What it changed" in page
    assert f"against those of {FORMER}" in page
    movers = published.impact["kinds"]["model"]["movers"]
    assert movers
    assert all(f"/artifacts/{mover['slug']}/" in page for mover in movers)
    assert "What it changed" not in client.get(f"/methodology/{FORMER}/").content.decode()


@pytest.mark.django_db
def test_before_the_first_run_the_current_version_is_shown(client):
    page = client.get("/methodology/").content.decode()
    assert f"Methodology {CURRENT}" in page
    assert "What it changed" not in page
