"""The whole catalog stands beside the empty one."""

from __future__ import annotations

import urllib.request

import pytest

from catalog.models import Artifact
from scoring.selectors import published_run


def test_the_whole_catalog_when_asked_for_is_imported_and_scored(whole_catalog):
    run = published_run()
    assert Artifact.objects.filter(slug="the-pile").exists()
    assert run is not None
    assert run.listed["model"] + run.listed["dataset"] == Artifact.objects.listed().count()
    Artifact.objects.filter(slug="the-pile").update(name="changed by a test")


@pytest.mark.django_db
def test_any_other_test_finds_an_empty_catalog():
    assert not Artifact.objects.exists()


def test_an_edit_of_the_whole_catalog_is_gone_in_the_next_test(whole_catalog):
    assert Artifact.objects.get(slug="the-pile").name == "The Pile"


def test_the_server_of_the_whole_catalog_answers(whole_catalog_server):
    with urllib.request.urlopen(f"{whole_catalog_server}/admin/login/") as answer:
        assert answer.status == 200
