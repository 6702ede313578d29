from __future__ import annotations

import itertools

import pytest
from django.contrib.auth.models import User

from catalog.services import file_import
from tests.catalog.lines import write


@pytest.fixture
def import_lines(tmp_path):
    """Import lines as a file of their own and return the report."""
    numbers = itertools.count()

    def run(*lines, name=None, **options):
        return file_import(write(tmp_path / (name or f"lines-{next(numbers)}.jsonl"), lines), **options)

    return run


@pytest.fixture
def curator(client):
    """A superuser who is logged in."""
    user = User.objects.create_superuser("curator")
    client.force_login(user)
    return user
