"""Which code scores: a row that older code made is never taken for one of today's."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import numpy as np

from catalog import relating

PACKAGE = Path(__file__).parent
# Nothing in these makes a number.
ASIDE = {"management", "migrations", "methodologies"}


@functools.cache
def code_digest() -> str:
    """The sha256 of this package's modules, of the one below that reads mentions, and of numpy's version."""
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if not ASIDE & set(path.relative_to(PACKAGE).parts)]
    whole = hashlib.sha256(np.__version__.encode())
    for path in [*modules, Path(relating.__file__)]:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
