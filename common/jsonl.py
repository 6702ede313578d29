"""Reads `.jsonl` and `.jsonl.zst` line by line in constant memory, and refuses what is not what it says it is.

A `.json` file is one object, over as many lines as its writer likes: it counts as line 1.

Decompression is fed in slices small enough that no slice can expand without bound: a one-shot call ignores its own
limit when a frame declares its size, and a stream reader ends a truncated frame without an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import zstandard

LINE_BYTES = 1 << 20
# A zstd block makes at most 128 KiB from 4 bytes, so a slice makes at most 16 MiB.
SLICE_BYTES = 512
WINDOW_BYTES = 8 << 20
# Catalog lines compress 20 to 40 times; what expands more is not a catalog.
EXPANSION = 250
EXPANSION_FREE_BYTES = 1 << 20
DEPTH = 32
INT64 = range(-(1 << 63), 1 << 63)
# An escaped NUL: the backslash before the u stands alone or behind escaped backslashes.
ESCAPED_NUL = rb"\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass
class BadFileError(Exception):
    """The file as a whole cannot be read on; `line` is the last line that was whole."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"after line {self.line}: {self.reason}"


class BadLineError(ValueError):
    """One line is not an acceptable JSON object; the message says why."""


def lines_read(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (line number from 1, bytes without the line end), leaving out blank lines. Raises `BadFileError`."""
    number = 0
    rest = b""
    try:
        for piece in _pieces(path):
            if number == 0 and not rest and piece.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
                raise _UnreadableError("starts with a byte order mark: save it as plain UTF-8")
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                _refuse_longer(line)
                number += 1
                if line.strip():
                    yield number, line
            _refuse_longer(rest)
    except _UnreadableError as error:
        raise BadFileError(number, str(error)) from error
    if rest.strip():
        yield number + 1, rest


class _UnreadableError(Exception):
    """Why the bytes of a file cannot be read on."""


def _refuse_longer(line: bytes) -> None:
    if len(line) > LINE_BYTES:
        raise _UnreadableError(f"the next line is longer than {LINE_BYTES:,} bytes: split the record")


def _pieces(path: Path) -> Iterator[bytes]:
    """The file's plain bytes, piece by piece. Raises `_UnreadableError`."""
    with path.open("rb") as file:
        if path.suffix == ".json":
            # No string of JSON holds a line end, so blanks in their place change nothing.
            yield file.read(LINE_BYTES + 1).replace(b"\n", b" ")
            return
        if path.suffix != ".zst":
            while piece := file.read(1 << 16):
                yield piece
            return
        compressed = expanded = 0
        for size, piece in _decompressed(iter(lambda: file.read(SLICE_BYTES), b"")):
            compressed += size
            expanded += len(piece)
            if expanded > EXPANSION * compressed + EXPANSION_FREE_BYTES:
                raise _UnreadableError(f"expands to more than {EXPANSION} times its size: refused as a bomb")
            yield piece


def _decompressed(slices: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (compressed bytes consumed, bytes made from them) over one or more whole zstd frames."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
    frame = None
    for data in slices:
        left = data
        while left:
            if frame is None:
                frame = decompressor.decompressobj()
            try:
                piece = frame.decompress(left)
            except zstandard.ZstdError as error:
                raise _UnreadableError(f"is no sound zstd stream ({error}): download or compress it again") from error
            unused = frame.unused_data if frame.eof else b""
            yield len(left) - len(unused), piece
            left = unused
            if frame.eof:
                frame = None
    if frame is not None:
        raise _UnreadableError("ends inside a zstd frame: the file is cut short, fetch it again")


def object_parse(line: bytes) -> dict[str, Any]:
    """Parse one line into a JSON object, refusing what parsers let pass: duplicate keys, NaN, huge integers, depth.

    Raises `BadLineError`.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLineError(_why_not_json(line, error)) from error
    if not isinstance(value, dict):
        raise BadLineError("is not a JSON object")
    if ESCAPED_NUL in line and _NUL.search(line):
        raise BadLineError("holds the character NUL, which no text may hold")
    # A line that comes out as it went in has no duplicate key and no number that changed on the way.
    if orjson.dumps(value) != line:
        _parse_strictly(line)
    if line.count(b"{") + line.count(b"[") > DEPTH and _depth(value) > DEPTH:
        raise BadLineError(f"is nested deeper than {DEPTH} levels")
    return value


def _why_not_json(line: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as bad:
        return f"is not UTF-8 at byte {bad.start + 1}"
    return f"is not JSON: {error}"


def _parse_strictly(line: bytes) -> None:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(items)
        if len(keys) != len(items):
            twice = next(key for position, (key, _) in enumerate(items) if key in dict(items[:position]))
            raise BadLineError(f"has the key {twice!r} twice")
        return keys

    def integer(digits: str) -> int:
        number = int(digits) if len(digits) <= 20 else INT64.stop
        if number not in INT64:
            raise BadLineError(f"holds an integer beyond 64 bits: {digits[:24]}")
        return number

    try:
        json.loads(line, object_pairs_hook=pairs, parse_int=integer)
    except RecursionError as error:
        raise BadLineError(f"is nested deeper than {DEPTH} levels") from error


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
