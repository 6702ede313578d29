"""What names a result: the sha256 of each row, and their sum, which no order of rows changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from scoring.formula.profile import Integers

WHOLE = 1 << 256


def row_digests(words: Sequence[str], *numbers: Integers) -> list[bytes]:
    """Of each row its words and its numbers: blocks (n,) or (n, m), taken as 64-bit integers, low byte first."""
    if not words:
        return []
    table = np.ascontiguousarray(np.hstack([block.reshape(len(words), -1) for block in numbers]), dtype="<i8")
    return [
        hashlib.sha256(named.encode() + b"\0" + row.tobytes()).digest() for named, row in zip(words, table, strict=True)
    ]


def digests_sum(digests: Iterable[bytes]) -> int:
    """As big-endian numbers, modulo 2^256: rows may be added and taken away one by one."""
    return sum(int.from_bytes(digest) for digest in digests) % WHOLE


def sum_digest(total: int) -> str:
    """What a run is known by: equal rows give equal ones, however they came together."""
    return hashlib.sha256((total % WHOLE).to_bytes(32)).hexdigest()
