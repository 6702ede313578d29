"""The import of the fixtures beside `\\copy` of the same lines into a table of one jsonb column."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import zstandard

from benchmarks.measuring import Case, Line, interleave, lines_of
from benchmarks.scratch import FIXTURES, Scratch, psql_program

AREA = "import"
BLOCK = 1 << 20
COPY = "COPY of the same lines"
COLD = "import, empty catalog"
REPEATED = "import again, unchanged"
DERIVED = "what follows from facts, first time"
DERIVED_AGAIN = "what follows from facts, unchanged"
# No byte of a JSON line is one of these two, so a line is one value as it stands.
AS_ONE_VALUE = r"with (format csv, quote e'\x01', delimiter e'\x02')"


def measure(scratch: Scratch, *, rounds: int) -> list[Line]:
    """Leaves the database `catalog` behind, with the fixtures imported and what follows from them."""
    scratch.create("empty")
    scratch.manage("empty", "migrate", "--no-input")
    lines = sum(_line_count(path) for path in FIXTURES)
    import_fixtures = [str(path) for path in FIXTURES]
    series = interleave(
        {
            COPY: Case(lambda: _copy(scratch), prepare=lambda: _lines_table(scratch), units=lines),
            COLD: Case(
                lambda: scratch.manage("catalog", "import_catalog", *import_fixtures),
                prepare=lambda: scratch.create("catalog", template="empty"),
                units=lines,
            ),
            REPEATED: Case(lambda: scratch.manage("catalog", "import_catalog", *import_fixtures), units=lines),
            DERIVED: Case(lambda: scratch.manage("catalog", "derive_catalog")),
            DERIVED_AGAIN: Case(lambda: scratch.manage("catalog", "derive_catalog")),
        },
        rounds=rounds,
    )
    return lines_of(AREA, series, against=COPY, notes={COLD: f"{lines:,} lines, start of Python included"})


def _lines_table(scratch: Scratch) -> None:
    scratch.create("lines", template="empty")
    scratch.psql("lines", "CREATE TABLE lines (line jsonb)")


def _copy(scratch: Scratch) -> None:
    for path in FIXTURES:
        command = [psql_program(), "-X", "-q", "-d", scratch.address("lines"), "-c"]
        with subprocess.Popen([*command, rf"\copy lines from pstdin {AS_ONE_VALUE}"], stdin=subprocess.PIPE) as psql:
            if psql.stdin is not None:
                _decompress(path, psql.stdin.write)
                psql.stdin.close()
        if psql.returncode:
            raise RuntimeError(f"psql ended with {psql.returncode}")


def _line_count(path: Path) -> int:
    counts: list[int] = []
    _decompress(path, lambda block: counts.append(block.count(b"\n")))
    return sum(counts)


def _decompress(path: Path, take: Callable[[bytes], object]) -> None:
    """What `zstdcat` does, on machines that have none."""
    with path.open("rb") as file:
        if path.suffix != ".zst":
            take(file.read())
            return
        with zstandard.ZstdDecompressor().stream_reader(file) as reader:
            while block := reader.read(BLOCK):
                take(block)
