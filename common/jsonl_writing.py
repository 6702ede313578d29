"""Writes `.jsonl` and `.jsonl.zst` line by line in constant memory; a reader never sees half a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import zstandard

STANDARD_OUTPUT = "-"
ZSTD_LEVEL = 10

Write = Callable[[dict[str, Any]], None]


@contextmanager
def lines_written(target: str) -> Iterator[Write]:
    """A function that writes one object as one line to `target`, as `file_written` does. Raises OSError."""
    with file_written(target) as file:
        yield _writer(file)


@contextmanager
def file_written(target: str, *, level: int = ZSTD_LEVEL) -> Iterator[BinaryIO]:
    """A file to write to, at `target`: a path, compressed when it ends in `.zst`, or `-`.

    The file appears under its name when the block ends well, and not at all otherwise. Raises OSError.
    """
    if target == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            if path.suffix == ".zst":
                with zstandard.ZstdCompressor(level=level, write_checksum=True).stream_writer(
                    file, closefd=False
                ) as compressed:
                    yield compressed
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _writer(file: BinaryIO) -> Write:
    def write(line: dict[str, Any]) -> None:
        file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    return write
