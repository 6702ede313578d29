from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.services.launcher import launcher


@pytest.fixture
def var_dir():
    """A state folder that the account of PostgreSQL may enter; whatever runs in it ends with the test."""
    folder = Path(tempfile.mkdtemp(prefix="unfragile-services-")).resolve()
    folder.chmod(0o711)
    yield folder
    launcher("stop", var_dir=folder)
    home = (folder / "postgres").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def as_root():
    if os.geteuid() != 0:
        pytest.skip("speaks of what root meets")
